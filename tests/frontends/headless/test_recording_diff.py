"""`recording show` and `recording diff`: what changed from request to request, and how two streams differ."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.ports.recordings import RecordingHeader
from streamtui.frontends.headless.recording import show_recording
from streamtui.frontends.headless.recording_diff import diff_recordings
from streamtui.storage.recordings.forms import read_stream
from streamtui.storage.recordings.writer import RecordingWriter
from tests.commands import run
from tests.core.verdicts.judged import events_of, piece, request, used, whole

TEXT = ("Water ", "falls ", "down.")
EVIL = "\x1b[2J\x1b]0;x\x07"


def recorded(path: Path, *turns: Sequence[ev.StreamEvent]) -> Path:
    """A recording of those requests and their replies, one after the other."""
    with RecordingWriter(path, RecordingHeader(clock=0.0)) as writer:
        for events in turns:
            for event in events:
                writer.record(event)
    return path


def turn(
    texts: Sequence[str] = TEXT, asked: Any = None, gaps_s: Sequence[float] = (), usage: Any = None
) -> list[ev.StreamEvent]:
    packets = whole(*({"content": text} for text in texts), usage=usage or used(9, 5))
    return events_of(packets, request() if asked is None else asked, gaps_s)


def shown(path: Path) -> str:
    out = io.StringIO()
    assert show_recording(path, read_stream, out) == 0
    return out.getvalue()


def diff(one: Path, other: Path) -> str:
    out = io.StringIO()
    assert diff_recordings((one, other), read_stream, out) == 0
    return out.getvalue()


def test_a_request_says_what_it_changed_beside_what_was_cached(tmp_path: Path) -> None:
    first = request()
    second = request(tools=list(reversed(first["tools"])))
    counted = used(900, 5, prompt_tokens_details={"cached_tokens": 0})
    told = shown(recorded(tmp_path / "a.jsonl", turn(asked=first), turn(asked=second, usage=counted)))
    assert "request 2  since the last request: tools changed order (“get_time” comes earlier)\n" in told
    assert "0 were cached: tools changed order (“get_time” comes earlier) broke it\n" in told
    assert "request 1  since" not in told


def test_an_attempt_that_is_made_again_is_no_change(tmp_path: Path) -> None:
    again = turn()
    refused = [*again[:2], ev.ResponseStarted(0.0, 500), ev.BodyEnded(0.0)]
    assert "since the last request" not in shown(recorded(tmp_path / "a.jsonl", refused, again))


def test_two_that_are_the_same_say_so(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.jsonl", turn())
    told = diff(path, path)
    assert "  request     the same\n" in told
    assert "  text        the same, 17 characters\n" in told
    assert "    1–3 text                          1–3 text\n" in told
    assert "! " not in told
    assert "apart" not in told


def test_what_differs_is_told_with_its_chunks_and_times(tmp_path: Path) -> None:
    one = recorded(tmp_path / "a.jsonl", turn())
    slow = turn(("Water ", "falls ", "up."), request(temperature=0.5), gaps_s=(0.1, 2.5))
    told = diff(one, recorded(tmp_path / "b.jsonl", slow))
    assert "  request     temperature none → 0.5\n" in told
    assert (
        "  text        the same up to character 12, then “down.” / “up.” (chunk 3 / 3); 66 % of the words in common"
        in told
    )
    assert "  gap p95     100 ms / 2.50 s\n" in told
    assert "  apart       characters 7 to 7 took" not in told


def test_chunks_are_aligned_by_what_they_carry(tmp_path: Path) -> None:
    one = recorded(tmp_path / "a.jsonl", turn())
    pinged = events_of([b": ping\n\n", *whole({"content": TEXT[0]}, piece("{}", "f"), finish="tool_calls")], request())
    told = diff(one, recorded(tmp_path / "b.jsonl", pinged))
    assert "  ! –                                 1 ping\n" in told
    assert "  ! 1–3 text                          2 text\n" in told
    assert "  call 1      only in B: “f”\n" in told


def test_a_part_that_took_one_of_them_longer_is_named(tmp_path: Path) -> None:
    one = recorded(tmp_path / "a.jsonl", turn(("a" * 20, "b" * 20, "c" * 20)))
    slow = recorded(tmp_path / "b.jsonl", turn(("a" * 20, "b" * 20, "c" * 20), gaps_s=(0.1, 0.1, 4.0)))
    assert "  apart       characters 40 to 42 took" in diff(one, slow) or "took 100 ms / 4.00 s\n" in diff(one, slow)


def test_replies_that_only_one_has_are_told(tmp_path: Path) -> None:
    one = recorded(tmp_path / "a.jsonl", turn(), turn())
    assert "reply 2\n  only in     A\n" in diff(one, recorded(tmp_path / "b.jsonl", turn()))


def test_nothing_in_a_recording_acts_on_the_terminal(tmp_path: Path) -> None:
    one = recorded(tmp_path / "a.jsonl", turn((EVIL,), request(temperature=EVIL)), turn((EVIL,)))
    other = recorded(tmp_path / "b.jsonl", turn((f"{EVIL}b",), request(temperature="0")), turn())
    assert "\x1b" not in diff(one, other)
    assert "\x07" not in shown(one)


@pytest.mark.parametrize("missing", [0, 1])
def test_the_command_takes_two_files(tmp_path: Path, missing: int) -> None:
    path = recorded(tmp_path / "a.jsonl", turn())
    done = run("recording", "diff", str(path), str(path))
    assert (done.returncode, done.stderr) == (0, "")
    assert "the same, 17 characters" in done.stdout
    files = [str(path), str(path)]
    files[missing] = str(tmp_path / "none.jsonl")
    assert run("recording", "diff", *files).returncode == 2
