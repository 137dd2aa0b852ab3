"""All checks, in one command: `python -m tests` (lint, format, types, tests); arguments go to pytest."""

from __future__ import annotations

import os
import subprocess
import sys


def main() -> int:
    python = sys.executable
    for command in (
        [python, "-m", "ruff", "check", "."],
        [python, "-m", "ruff", "format", "--check", "."],
        [python, "-m", "mypy"],
        [python, "-m", "pytest", "-n", str(2 * (os.cpu_count() or 1)), *sys.argv[1:]],  # half of the time is waiting
    ):
        print("$", *command[2:], flush=True)
        if code := subprocess.run(command, check=False).returncode:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
