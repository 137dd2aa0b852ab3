"""Stdout and stderr that are full, closed, or not there: a sentence where somebody hears it, and never a traceback."""

from __future__ import annotations

import errno
import io
import subprocess
from pathlib import Path
from typing import TextIO

import pytest

from streamtui.cli.pipes import Pipe
from streamtui.cli.running import run_on_pipes
from streamtui.frontends.headless.live_view import console_on
from tests.commands import COMMAND
from tests.paths import REPOSITORY
from tests.reading import events_in


class Full(io.StringIO):
    """A stream on a full disk."""

    def write(self, text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


class Gone(io.StringIO):
    """A pipe whose reader has gone."""

    def write(self, text: str) -> int:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")


def test_stderr_never_fails_as_nobody_is_there_to_tell() -> None:
    for stream in (Full(), None):
        deaf = Pipe(stream, forgiving=True)
        deaf.writelines(["a", "b"])
        deaf.flush()
        assert not deaf.isatty()


@pytest.mark.parametrize(("stream", "why"), [(Full(), "No space left on device"), (None, "it is closed")])
def test_what_stdout_can_not_take_is_said_once(
    stream: io.StringIO | None, why: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout", stream)
    assert run_on_pipes(lambda out, _: out.write("Hello")) == 1
    assert capsys.readouterr().err == f"streamtui: Stdout takes no more ({why}); the rest is not shown.\n"


def test_a_table_that_nobody_waits_for_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def show(out: TextIO, _: TextIO) -> int:
        console_on(out).print("Hello")
        return 1

    monkeypatch.setattr("sys.stdout", Gone())
    assert run_on_pipes(show) == 0


def test_help_that_finds_no_room_is_no_bug() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*COMMAND, "--help"], stdout=full, stderr=subprocess.PIPE, text=True, cwd=REPOSITORY)
    assert (done.returncode, done.stderr.splitlines()) == (
        1,
        ["streamtui: Stdout takes no more (No space left on device); the rest is not shown."],
    )


def test_two_writers_hear_of_one_failure() -> None:
    full = Pipe(Full())
    heard: list[OSError] = []
    for _ in range(2):
        with pytest.raises(OSError, match="No space") as failed:
            full.write("x")
        heard.append(failed.value)
    assert heard[0] is heard[1] is full.failure


def test_an_error_that_is_not_stdouts_is_raised() -> None:
    def fail(*_: object) -> int:
        raise OSError(errno.ENOSPC, "another disk")

    with pytest.raises(OSError, match="another disk"):
        run_on_pipes(fail)


@pytest.mark.parametrize("way", [">/dev/full", ">&-", ">&- 2>&-", "| head -c 3"])
def test_the_recording_is_whole_though_nobody_can_be_shown_the_reply(fault_url: str, tmp_path: Path, way: str) -> None:
    record = tmp_path / "chat.jsonl"
    command = [*COMMAND, "ask", "hi", "--base-url", fault_url, "-m", "good", "--record", str(record)]
    shell = ["bash", "-o", "pipefail", "-c", f'"$@" {way}', "bash", *command]
    done = subprocess.run(shell, capture_output=True, text=True, cwd=REPOSITORY, timeout=60)
    assert done.returncode == (0 if "head" in way else 1)
    assert [line.partition(" (")[0] for line in done.stderr.splitlines()] == (
        ["streamtui: Stdout takes no more"] if way in (">/dev/full", ">&-") else []
    )
    assert type(events_in(record)[-1]).__name__ == "TurnFinished"
