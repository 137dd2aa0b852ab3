"""Recordings: what is written is read again, also by versions to come, and after a crash."""

from __future__ import annotations

import json
import random
import stat
import threading
from base64 import b64encode
from pathlib import Path
from typing import get_args

import pytest

from streamtui.core.chat.codec import decode
from streamtui.core.chat.events import (
    BodyEnded,
    BranchTaken,
    BytesReceived,
    BytesTaken,
    CallsSorted,
    ChunkReceived,
    CitationAdded,
    ContinuationAsked,
    ItemKept,
    MarkSet,
    MessageLeftOut,
    OutputKept,
    ParametersChanged,
    PersonaTaken,
    PromptProgressed,
    PromptSubmitted,
    ReplyFailed,
    ReplyKept,
    RequestPrepared,
    RequestSent,
    ResponseNamed,
    ServerCallReported,
    StreamEvent,
    TextCorrected,
    TextDelta,
)
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tool_calls import ToolCallState
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.recordings import RecordingHeader
from streamtui.core.text.secrets import Secrets
from streamtui.files.writing import Sink
from streamtui.storage.recordings.reader import read_recording
from streamtui.storage.recordings.writer import RecordingWriter
from tests.paths import FROZEN, FROZEN_2
from tests.reading import events_in, header_in

EVENTS: list[StreamEvent] = [PromptSubmitted(1.0, "Hi 😀 é"), TextDelta(1.25, "Hello")]


def write(path: Path, events: list[StreamEvent]) -> Path:
    header = RecordingHeader("2026-11-02T09:30:00+00:00", "m", "https://me:secret@api.example/v1", clock=0.75)
    with RecordingWriter(path, header) as recorder:
        for event in events:
            recorder.record(event)
    return path


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = write(tmp_path / "deep" / "chat.jsonl", EVENTS)
    assert events_in(path) == EVENTS
    url = "https://***@api.example/v1"
    assert header_in(path) == RecordingHeader("2026-11-02T09:30:00+00:00", "m", url, clock=0.75)


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    path.touch()
    path.chmod(0o644)
    assert stat.S_IMODE(write(path, EVENTS).stat().st_mode) == 0o600


def test_every_line_is_on_disk_soon(tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    with RecordingWriter(path, RecordingHeader(model="m")) as recorder:
        recorder.record(EVENTS[0])
        while not (written := events_in(path)):
            pass
        assert written == EVENTS[:1]


def test_what_comes_soon_behind_an_event_is_written_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    gathers = threading.Event()

    class CountedSink(Sink):
        def write(self, data: bytes) -> None:
            written.append(data.count(b"\n"))
            super().write(data)

    class Closing(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            gathers.set()
            return super().wait(None if timeout is None else 3_600.0)

    monkeypatch.setattr("streamtui.storage.recordings.writer.Sink", CountedSink)
    path = tmp_path / "chat.jsonl"
    with RecordingWriter(path, RecordingHeader(model="m")) as recorder:
        monkeypatch.setattr(recorder, "_closing", Closing())
        recorder.record(EVENTS[0])
        gathers.wait()
        for event in EVENTS[1:]:
            recorder.record(event)
    assert written == [1, len(EVENTS)]
    assert events_in(path) == EVENTS


def test_half_a_line_at_the_end_is_left_out(tmp_path: Path) -> None:
    path = write(tmp_path / "chat.jsonl", EVENTS)
    whole = path.read_bytes()
    for lost in range(1, len(whole.splitlines()[-1]) + 1):
        path.write_bytes(whole[:-lost])
        assert events_in(path) == EVENTS[:1]


def test_a_file_that_is_cut_anywhere_is_a_recording_of_what_was_written_by_then(tmp_path: Path) -> None:
    whole, events, path = FROZEN_2.read_bytes(), events_in(FROZEN_2), tmp_path / "chat.jsonl"
    begun = whole.index(b"\n") + 1
    for end in range(begun, len(whole), 7):
        path.write_bytes(whole[:end])
        assert events_in(path) == events[: whole.count(b"\n", begun, end)]


def test_a_line_that_is_no_event_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "chat.jsonl", EVENTS)
    path.write_bytes(path.read_bytes().replace(b'"text":"Hello"', b'"text":1'))
    with pytest.raises(ConfigurationError, match=r"line 3 is not an event: `text` must be str, not int"):
        events_in(path)


def test_a_line_of_a_kind_to_come_is_skipped(tmp_path: Path) -> None:
    path = write(tmp_path / "chat.jsonl", EVENTS)
    path.write_bytes(path.read_bytes().replace(b"PromptSubmitted", b"Sunrise"))
    assert events_in(path) == EVENTS[1:]


def test_a_recording_of_a_version_to_come_is_refused_by_name(tmp_path: Path) -> None:
    path = write(tmp_path / "chat.jsonl", EVENTS)
    path.write_bytes(path.read_bytes().replace(b"recording.v2", b"recording.v9"))
    with pytest.raises(ConfigurationError, match=r"streamtui\.recording\.v9"):
        events_in(path)


@pytest.mark.parametrize("content", [b"", b"data: {}\n\n", b"{}\n", b'{"schema": 1}', b"\xff\xfe", b"[" * 100_000])
def test_other_files_are_no_recordings(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert read_recording(path) is None


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="choose another file"):
        RecordingWriter(tmp_path, RecordingHeader(model="m"))


NEWER = {
    BodyEnded,
    BytesReceived,
    ContinuationAsked,
    ItemKept,
    MarkSet,
    ParametersChanged,
    PersonaTaken,
    PromptProgressed,
    ReplyFailed,
    RequestPrepared,
}
OF_STORE = {
    BranchTaken,
    BytesTaken,
    CallsSorted,
    CitationAdded,
    MessageLeftOut,
    OutputKept,
    ReplyKept,
    ResponseNamed,
    ServerCallReported,
    TextCorrected,
}
"""Of conversations that are kept and branch, of Responses and of the tap: a chat of chat completions has none."""
PLACED = b'{"event":"ToolCallStarted","at":15.4,"position":0}\n'


def test_a_key_stands_in_no_line_however_it_is_written(tmp_path: Path) -> None:
    path, key = tmp_path / "chat.jsonl", 'the-key/of"the-tests'
    with RecordingWriter(path, RecordingHeader(model="m"), secrets=Secrets(key)) as recorder:
        recorder.record(PromptSubmitted(1.0, f"my key is {key}"))
        recorder.record(RequestPrepared(1.0, json.dumps({"key": key})))
    assert "of" not in path.read_text()
    assert [event.text for event in events_in(path) if isinstance(event, PromptSubmitted)] == ["my key is ***"]


@pytest.mark.parametrize("spelled", [b"another-key-12345", b64encode(b"me:another-key-12345")], ids=["plain", "basic"])
@pytest.mark.parametrize("beside", [b"", b"\xff"], ids=["text", "no text"])
def test_bytes_stay_as_many_where_a_key_is_hidden_that_its_provider_did_not_know(
    tmp_path: Path, spelled: bytes, beside: bytes
) -> None:
    path, body = tmp_path / "chat.jsonl", b": " + spelled + beside + b"\n\ndata: [DONE]\n\n"
    spans: list[StreamEvent] = [ChunkReceived(1.0, 0, len(body) - 14), ChunkReceived(1.0, len(body) - 14, 12)]
    with RecordingWriter(path, RecordingHeader(model="m"), secrets=Secrets("another-key-12345")) as recorder:
        recorder.record(BytesReceived(1.0, body))
        for span in spans:
            recorder.record(span)
    read, *others = events_in(path)
    assert isinstance(read, BytesReceived)
    assert (len(read.data), others) == (len(body), spans)
    assert read.data.endswith(beside + b"\n\ndata: [DONE]\n\n")
    assert b"2345" not in read.data
    assert spelled not in read.data


class TestTheFrozenFileOfThisVersion:
    def test_it_holds_every_event(self) -> None:
        assert {type(event) for event in events_in(FROZEN_2)} == set(get_args(StreamEvent)) - OF_STORE

    def test_it_is_written_so_today(self, tmp_path: Path) -> None:
        path = tmp_path / "again.jsonl"
        with RecordingWriter(path, header_in(FROZEN_2)) as recorder:
            for event in events_in(FROZEN_2):
                recorder.record(event)
        assert path.read_text() == FROZEN_2.read_text()

    def test_its_bytes_and_instants_are_those_that_were_written(self) -> None:
        events = events_in(FROZEN_2)
        start = header_in(FROZEN_2).clock
        reads = [event for event in events if isinstance(event, BytesReceived)]
        assert b"".join(read.data for read in reads).endswith('i é"}}]}\n\ndata: [DONE]\n\n'.encode())
        assert [round(read.at - start, 6) for read in reads] == [62.6, 62.600123]


class TestTheFrozenFile:
    def test_it_holds_every_event_of_its_version(self) -> None:
        assert {type(event) for event in events_in(FROZEN)} == set(get_args(StreamEvent)) - NEWER - OF_STORE

    def test_this_version_writes_all_that_it_says(self, tmp_path: Path) -> None:
        events = events_in(FROZEN)
        path = tmp_path / "again.jsonl"
        with RecordingWriter(path, RecordingHeader()) as recorder:
            for event in events:
                recorder.record(event)
        assert events_in(path) == events

    def test_what_a_delta_kept_for_the_server_is_an_event_now(self, tmp_path: Path) -> None:
        path = tmp_path / "chat.jsonl"
        delta = b'{"event":"ToolCallDelta","at":15.4,"position":0,"name":"f","extra":{"extra_content":{"a":1}}}\n'
        path.write_bytes(FROZEN.read_bytes().splitlines(keepends=True)[0] + delta)
        assert events_in(path)[1:] == [ItemKept(15.4, {"extra_content": {"a": 1}}, 0)]

    def test_a_place_where_no_call_is_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "chat.jsonl"
        path.write_bytes(FROZEN.read_bytes().splitlines(keepends=True)[0] + PLACED)
        with pytest.raises(ConfigurationError, match="line 2 is not an event: it lacks `call_id`"):
            events_in(path)

    def test_it_gives_its_replies(self) -> None:
        state = ChatState().fold(events_in(FROZEN))
        replies = [message for message in state.conversation.messages if isinstance(message, Reply)]
        assert [str(reply.text) for reply in replies] == ["", "It is **42**.", "", "56.", "", "Noted."]
        assert [reply.state for reply in replies].count(ReplyState.COMPLETE) == 5
        assert replies[0].tool_calls[0].output == "42"
        assert replies[1].statistics.longest_gap_s == 11.0

    def test_it_gives_its_calls_with_every_instant(self) -> None:
        state = ChatState().fold(events_in(FROZEN))
        replies = [message for message in state.conversation.messages if isinstance(message, Reply)]
        allowed, refused = replies[4].tool_calls
        (again,) = replies[5].tool_calls
        assert (list(allowed.argument_ats), list(allowed.argument_sizes)) == ([60.2, 60.3], [9, 6])
        assert (allowed.completed_at, allowed.asked_at, allowed.approved_at) == (60.3, 60.6, 62.0)
        assert (allowed.started_at, allowed.finished_at) == (62.0, 62.5)
        assert (allowed.output, allowed.whole_output) == ("noted …", "noted one")
        assert (refused.state, refused.asked_at, refused.refused_at) == (ToolCallState.REFUSED, 62.1, 63.0)
        assert (again.repeated, again.edited, str(again.arguments)) == (True, True, '{"text": "three"}')
        assert (again.state, again.output) == (ToolCallState.DONE, "noted three")
        assert [message["role"] for message in state.conversation.request_messages()[-4:]] == [
            "assistant",
            "tool",
            "tool",
            "assistant",
        ]


def test_what_is_read_in_blocks_is_what_stands_in_the_lines(tmp_path: Path) -> None:
    path, rng = tmp_path / "long.jsonl", random.Random(7)
    with RecordingWriter(path, RecordingHeader(model="m")) as recorder:
        recorder.record(PromptSubmitted(0.0, "Hi"))
        recorder.record(RequestSent(0.0, 1, "m"))
        for number in range(4000):
            recorder.record(TextDelta(number / 100, "é" * rng.choice([1, 5, 40, 400])))
    lines = path.read_bytes().splitlines(keepends=True)
    lines[2000:2000] = [b'{"event":"Sunrise","ms":1.0}\n']
    path.write_bytes(b"".join(lines)[:-3])
    wanted = [decode(line, header_in(path).clock) for line in [*lines[1:2000], *lines[2001:-1]]]
    assert events_in(path) == wanted
    assert len(b"".join(lines)) > 2 << 18
    lines[3000] = b'{"event":"TextDelta"}\n'
    path.write_bytes(b"".join(lines))
    with pytest.raises(ConfigurationError, match="line 3001 is not an event"):
        events_in(path)
