"""All checks, in one command: `python -m tests` (lint, format, types, tests); arguments go to pytest."""

from __future__ import annotations

import os
import subprocess
import sys
from tempfile import TemporaryFile


def main() -> int:
    python = sys.executable
    subprocess.run([python, "-m", "compileall", "-q", "streamtui", "tests"], check=False)
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"  # a child whose disk is full for a test would leave half of a module
    for command in ([python, "-m", "ruff", "check", "."], [python, "-m", "ruff", "format", "--check", "."]):
        _say(command)
        if code := subprocess.run(command, check=False).returncode:
            return code
    types = [python, "-m", "mypy"]  # takes but one core, and without a cache half a minute of it: beside the tests
    with TemporaryFile() as said, subprocess.Popen(types, stdout=said, stderr=subprocess.STDOUT) as checking:
        workers = 2 * (os.cpu_count() or 1)  # half of the time is waiting
        tests = [python, "-m", "pytest", "-n", str(workers), *sys.argv[1:]]
        _say(tests)
        code = subprocess.run(tests, check=False).returncode
        checking.wait()
        _say(types)
        said.seek(0)
        print(said.read().decode(errors="replace"), end="", flush=True)
    return code or checking.returncode


def _say(command: list[str]) -> None:
    print("$", *command[2:], flush=True)


if __name__ == "__main__":
    sys.exit(main())
