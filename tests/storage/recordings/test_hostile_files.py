"""Recordings that anybody may have written: a line that can't be is named with its reason, and nothing is endless."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from streamtui.core.chat.events import RequestSent
from streamtui.core.faults.faults import ConfigurationError
from streamtui.storage.recordings import reader
from streamtui.storage.recordings.reader import read_recording
from tests.reading import events_in
from tests.storage.recordings.test_recordings import EVENTS, write

HEADER = b'{"schema":"streamtui.recording.v2","clock":0}\n'
SENT = b'{"event":"RequestSent","ms":5000.0,"attempt":1,"model":"m"}\n'
BYTES = b'{"event":"BytesReceived","ms":5000.0,"base64":"AAAA"}\n'
NO_EVENT = "is not an event: "


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b'{"event":"TextDelta","ms":NaN,"text":"x"}', NO_EVENT + "`ms` must be float, not null"),
        (b'{"event":"TextDelta","ms":1e400,"text":"x"}', NO_EVENT + "`ms` is out of range"),
        (b'{"event":"TextDelta","ms":-1e300,"text":"x"}', "can't be: its `at` is out of bounds"),
        (b'{"event":"TextDelta","ms":1000.0,"text":"x"}', "can't be: it came before what stands above it"),
        (
            b'{"event":"TextDelta","ms":6000.0,"text":"x","choice":9007199254740992}',
            "its `choice` is out of bounds",
        ),
        (b'{"event":"ToolCallDelta","ms":6000.0,"position":-1}', "can't be: its `position` is out of bounds"),
        (
            b'{"event":"ToolCallDelta","ms":6000.0,"position":9007199254740000}',
            "call 9007199254740000, and 0 are known",
        ),
        (
            b'{"event":"ItemKept","ms":6000.0,"position":1,"item":{}}',
            "can't be: it belongs to call 1, and 0 are known",
        ),
        (b'{"event":"BytesReceived","ms":6000.0,"base64":"?"}', NO_EVENT + "`base64` is wrong: Invalid base64"),
        (b'{"event":"ChunkReceived","ms":6000.0,"start":-1}', "can't be: its `start` is out of bounds"),
        (b'{"event":"ChunkReceived","ms":6000.0,"start":1,"size":3}', "it is a span up to byte 4, and 3 came"),
        (
            b'{"event":"UsageReported","ms":6000.0,"usage":{"total_tokens":' + b"9" * 400 + b"}}",
            "its `total_tokens` is out of bounds",
        ),
        (b'{"event":"UsageReported","ms":6000.0,"usage":{"total_tokens":-1}}', "its `total_tokens` is out of bounds"),
        (b'{"event":"ServerFiguresReported","ms":6000.0,"figures":' + b'{"a":' * 100_000, NO_EVENT + "it is not JSON"),
        (b"\x00" * 1000, NO_EVENT + "it is not JSON"),
        ('{"event":"TextDelta","ms":6000.0}'.encode("utf-16"), NO_EVENT),
    ],
    ids=lambda value: value[:60] if isinstance(value, str) else "",
)
def test_a_line_that_can_not_be_is_named_with_its_reason(tmp_path: Path, line: bytes, why: str) -> None:
    path = tmp_path / "chat.jsonl"
    for header in (HEADER, b'{"schema":"streamtui.recording.v1"}\n'):
        path.write_bytes(header + SENT + BYTES + line + b"\n")
        with pytest.raises(ConfigurationError, match="line 4 ") as refused:
            events_in(path)
        assert why in str(refused.value)
        assert len(str(refused.value)) < 400
        assert str(refused.value).endswith("remove it to go on.")


def test_what_stands_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    path.write_bytes(HEADER + SENT + b"no event\n")
    recording = read_recording(path)
    assert recording is not None
    events = iter(recording.lanes[0].events)
    assert type(next(events)) is RequestSent
    with pytest.raises(ConfigurationError, match="line 3"):
        next(events)


def test_lines_end_as_windows_ends_them_and_the_header_may_have_a_mark(tmp_path: Path) -> None:
    path = write(tmp_path / "chat.jsonl", EVENTS)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert events_in(path) == EVENTS


def test_a_line_without_an_end_is_not_read_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_LONGEST_LINE", 1000)
    path = tmp_path / "chat.jsonl"
    path.write_bytes(HEADER + b"x" * 1001)
    with pytest.raises(ConfigurationError, match="line 2 is longer than any event"):
        events_in(path)


def test_a_header_says_little_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    path.write_bytes(b'{"schema":"streamtui.recording.v' + b"9" * 60_000 + b'"}\n')
    with pytest.raises(ConfigurationError) as refused:
        events_in(path)
    assert len(str(refused.value)) < 400
    path.write_bytes(b'{"schema":"streamtui.recording.v2","model":"' + b"9" * 100_000 + b'"}\n')
    assert read_recording(path) is None


def test_only_a_file_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, Path("/dev/zero")):
        with pytest.raises(OSError, match="is no file"):
            events_in(path)
