"""The commands as a person runs them: in this process, exact to the byte, or in one of their own where that matters.

They run in the test's own empty folder, so that what they write lies there.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner

from streamtui.cli.main import cli
from tests.paths import REPOSITORY

COMMAND = (sys.executable, "-m", "streamtui")
FAST = {"STREAMTUI_RETRY_WAIT_MIN_S": "0", "STREAMTUI_RETRY_WAIT_MAX_S": "0"}
"""No wait before a retry; time-outs are the usual ones, however slow the machine is."""

Done = subprocess.CompletedProcess[str]
Environment = Mapping[str, str]


def run(*arguments: str | Path, stdin: str = "", env: Environment | None = None, cwd: Path | None = None) -> Done:
    """Run a command here; what it doesn't catch is raised."""
    words = [str(argument) for argument in arguments]
    with patch.dict(os.environ, {**FAST, **(env or {})}), _working_in(cwd):
        done = CliRunner().invoke(cli, words, input=stdin, prog_name="streamtui", catch_exceptions=False)
    return Done(words, done.exit_code, done.stdout_bytes.decode(), done.stderr_bytes.decode())


def run_in_child(
    *arguments: str | Path, stdin: str = "", env: Environment | None = None, cwd: Path | None = None
) -> Done:
    """Run a command in a process of its own."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        env=_environment(env),
        cwd=cwd,
        timeout=60,
    )


def start(*arguments: str | Path, env: Environment | None = None) -> subprocess.Popen[bytes]:
    """Begin a command in a process of its own."""
    return subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        env=_environment(env),
    )


def _environment(env: Environment | None) -> dict[str, str]:
    return {**os.environ, **FAST, "PYTHONPATH": str(REPOSITORY), **(env or {})}


@contextmanager
def _working_in(folder: Path | None) -> Iterator[None]:
    if folder is None:
        yield
        return
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
