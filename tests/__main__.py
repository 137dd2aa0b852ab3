"""All checks, in one command: `python -m tests` (lint, format, types, tests); arguments go to pytest.

With STREAMTUI_TESTS_BRIEF what says the same on every Python is left out: see tests/conftest.py.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

MEMORY = Path("/dev/shm")
"""Files that lie here are never forced to a disk, where the system has such a folder."""
ENOUGH = 2 << 30
"""Bytes that must be free there: several times what the tests write."""
WORKERS = 3
"""For each core: a test of the screen waits, most of its time, for it to stand still."""


def main() -> int:
    python = sys.executable
    if os.environ.get("STREAMTUI_TESTS_BRIEF"):
        return _test(python)
    for command in ([python, "-m", "ruff", "check", "."], [python, "-m", "ruff", "format", "--check", "."]):
        _say(command)
        if code := subprocess.run(command, check=False).returncode:
            return code
    types = [python, "-m", "mypy"]  # takes but one core, and without a cache half a minute of it: beside the tests
    with TemporaryFile() as said, subprocess.Popen(types, stdout=said, stderr=subprocess.STDOUT) as checking:
        code = _test(python)
        checking.wait()
        _say(types)
        said.seek(0)
        print(said.read().decode(errors="replace"), end="", flush=True)
    return code or checking.returncode


def _test(python: str) -> int:
    tests = [python, "-m", "pytest", "-n", str(WORKERS * (os.cpu_count() or 1)), *sys.argv[1:]]
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # once, here, what each worker and child would compile for itself
    for command in ([python, "-m", "compileall", "-q", "streamtui", "tests"], [*tests, "--collect-only"]):
        subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"  # a child whose disk is full for a test would leave half of a module
    _say(tests)
    in_memory = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH
    with TemporaryDirectory(dir=MEMORY if in_memory else None, ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # some tests go on as another user
        os.environ["TMPDIR"] = folder
        return subprocess.run(tests, check=False).returncode


def _say(command: list[str]) -> None:
    print("$", *command[2:], flush=True)


if __name__ == "__main__":
    sys.exit(main())
