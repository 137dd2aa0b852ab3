"""The three forms in which a stream is kept, from one into the other and back."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.chat.events import (
    BytesReceived,
    PromptSubmitted,
    RequestPrepared,
    ResponseStarted,
    StreamEvent,
    TextDelta,
)
from streamtui.core.chat.messages import UserMessage
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.state import ChatState
from streamtui.core.faults.faults import ConfigurationError
from streamtui.storage.recordings.forms import convert, read_anew, read_stream
from tests.paths import FROZEN, FROZEN_2

HI = b'data: {"choices":[{"index":0,"delta":{"content":"Hi"}}]}\n\n'
END = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
STARTED = "2026-11-29T06:00:00.250Z"


def events_of(path: Path) -> list[StreamEvent]:
    return [event for lane in read_stream(path).lanes for event in lane.events]


def of_kind(path: Path, kind: type[StreamEvent]) -> list[Any]:
    return [event for event in events_of(path) if type(event) is kind]


def text_in(events: Iterable[StreamEvent]) -> str:
    messages = ChatState().fold(events).conversation.messages
    return "".join(str(message.text) for message in messages if isinstance(message, Reply))


def archive(path: Path, *entries: dict[str, Any]) -> Path:
    log = {"version": "1.2", "creator": {"name": "a browser", "version": "1"}, "entries": list(entries)}
    path.write_text(json.dumps({"log": log}))
    return path


def entry(*, began: str = STARTED, body: str | None = None, **more: Any) -> dict[str, Any]:
    """What a browser writes of a streamed reply."""
    asked = {"model": "m", "messages": [{"role": "user", "content": "Hello"}]}
    headers = [{"name": "Authorization", "value": "Bearer sk-abcdefgh12345678"}, {"name": "Cookie", "value": "a=b"}]
    content = {"size": 1, "mimeType": "text/event-stream; charset=utf-8"}
    return {
        "startedDateTime": began,
        "time": 1500,
        "request": {
            "method": "POST",
            "url": "https://api.example/v1/chat/completions?key=secret",
            "headers": headers,
            "postData": {"mimeType": "application/json", "text": json.dumps(asked)},
        },
        "response": {"status": 200, "headers": [], "content": content if body is None else {**content, "text": body}},
        "timings": {"blocked": -1, "send": 100, "wait": 400, "receive": 1000},
        **more,
    }


def messages(*times_s: float) -> list[dict[str, Any]]:
    start = datetime.fromisoformat(STARTED.replace("Z", "+00:00")).timestamp()
    said = [event.removeprefix("data: ") for event in (HI + END).decode().split("\n\n") if event]
    return [
        {"time": start + time_s, "eventName": "message", "eventId": "", "data": data}
        for time_s, data in zip(times_s, said, strict=True)
    ]


@pytest.mark.parametrize(
    "body", [HI + END, HI, b"data: \xff\xfe\n\n" + END, "data: é\r\n\r\n".encode() + END, END + b": x"]
)
def test_raw_bytes_come_back_exactly(tmp_path: Path, body: bytes) -> None:
    (source := tmp_path / "a.sse").write_bytes(body)
    convert(source, tmp_path / "b.jsonl")
    convert(tmp_path / "b.jsonl", tmp_path / "c.sse")
    convert(tmp_path / "b.jsonl", tmp_path / "d.har")
    convert(tmp_path / "d.har", tmp_path / "e.sse")
    assert (tmp_path / "c.sse").read_bytes() == (tmp_path / "e.sse").read_bytes() == body
    assert not read_stream(tmp_path / "b.jsonl").header.timed


@given(body=st.binary(max_size=200))
def test_whatever_the_bytes(body: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("bodies")
    (source := folder / "a.sse").write_bytes(HI + body)
    convert(source, folder / "b.jsonl")
    convert(folder / "b.jsonl", folder / "c.sse")
    assert (folder / "c.sse").read_bytes() == HI + body


def test_a_recording_keeps_its_instants_in_an_archive_and_back(tmp_path: Path) -> None:
    convert(FROZEN_2, tmp_path / "a.har")
    convert(tmp_path / "a.har", tmp_path / "b.jsonl")
    (delta,) = [event for event in of_kind(tmp_path / "b.jsonl", TextDelta) if event.text == "Hi é"]
    (prepared,) = of_kind(tmp_path / "b.jsonl", RequestPrepared)[-1:]
    assert prepared.body == '{"model":"gpt-4.1-mini","stream":true}'
    sent_at = prepared.at
    assert delta.at - sent_at == pytest.approx(0.399, abs=0.002)


def test_the_archive_is_as_others_read_it(tmp_path: Path) -> None:
    convert(FROZEN_2, tmp_path / "a.har")
    log = json.loads((tmp_path / "a.har").read_text())["log"]
    last = log["entries"][-1]
    assert (log["version"], log["creator"]) == ("1.2", {"name": "streamtui", "version": "0.1.0"})
    assert last["request"]["method"] == "POST"
    assert last["response"]["content"]["text"].endswith("data: [DONE]\n\n")
    assert [message["data"][-3:] for message in last["_eventSourceMessages"]] == ["}]}", "NE]"]
    assert all(message["eventName"] == "message" for message in last["_eventSourceMessages"])
    assert last["timings"]["wait"] == 299.0
    assert datetime.fromisoformat(last["startedDateTime"]).tzinfo is not None


def test_an_archive_of_a_browser_gives_each_event_with_its_instant(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.har", entry(body=(HI + END).decode(), _eventSourceMessages=messages(0.6, 0.7, 0.75)))
    reads = of_kind(path, BytesReceived)
    assert [round(read.at, 3) for read in reads] == [0.6, 0.7, 0.75]
    assert b"".join(read.data for read in reads) == HI + END
    assert text_in(events_of(path)) == "Hi"


def test_one_without_a_body_has_it_from_its_events(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.har", entry(_eventSourceMessages=messages(0.6, 0.7, 0.75)))
    assert b"".join(read.data for read in of_kind(path, BytesReceived)) == HI + END


def test_one_that_noted_no_event_has_them_all_at_its_end(tmp_path: Path) -> None:
    body = {"text": base64.b64encode(HI + END).decode(), "encoding": "base64", "mimeType": "text/event-stream"}
    told = entry()
    told["response"]["content"] = body
    path = archive(tmp_path / "a.har", told)
    (started,) = of_kind(path, ResponseStarted)
    (read,) = of_kind(path, BytesReceived)
    assert (started.at, read.at, read.data) == (0.5, 1.5, HI + END)


@pytest.mark.parametrize("status", [None, 0, -1, 2**64, "200"])
def test_a_status_that_no_response_has_is_none_of_a_recording(tmp_path: Path, status: object) -> None:
    told = entry(body=(HI + END).decode())
    told["response"]["status"] = status
    convert(archive(tmp_path / "a.har", told), tmp_path / "b.jsonl")
    assert [started.status for started in of_kind(tmp_path / "b.jsonl", ResponseStarted)] == [200]


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("", gzip.compress), ("deflate", zlib.compress), ("gzip", bytes), ("br", bytes)],
    ids=["gzip", "gzip unsaid", "deflate", "unpacked gzip", "unpacked br"],
)
def test_a_body_that_was_kept_packed_is_unpacked(tmp_path: Path, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    told = entry()
    packed = base64.b64encode(pack(HI + END)).decode()
    told["response"]["headers"] = [{"name": "Content-Encoding", "value": encoding}] * bool(encoding)
    told["response"]["content"] = {"text": packed, "encoding": "BASE64", "mimeType": "Text/Event-Stream"}
    (read,) = of_kind(archive(tmp_path / "a.har", told), BytesReceived)
    assert read.data == HI + END


def test_a_stream_is_known_by_its_header_where_the_archive_calls_it_something_else(tmp_path: Path) -> None:
    told = entry(body=(HI + END).decode())
    told["response"]["content"]["mimeType"] = "application/octet-stream"
    told["response"]["headers"] = [{"name": "content-type", "value": "text/event-stream"}]
    assert text_in(events_of(archive(tmp_path / "a.har", told))) == "Hi"


def test_what_was_asked_in_an_archive_is_said_before_its_replies(tmp_path: Path) -> None:
    said = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Hi"},
        {
            "role": "user",
            "content": [{"type": "text", "text": "And"}, {"type": "image_url"}, {"type": "text", "text": "?"}],
        },
    ]
    entries = [entry(body=(HI + END).decode(), began=f"2026-11-29T06:00:0{second}Z") for second in (0, 5)]
    for one, messages in zip(entries, (said[:2], said), strict=True):
        one["request"]["postData"]["text"] = json.dumps({"model": "m", "messages": messages})
    state = ChatState().fold(events_of(archive(tmp_path / "a.har", *entries)))
    shown = [message.text for message in state.conversation.messages if isinstance(message, UserMessage | Reply)]
    assert [str(one) for one in shown] == ["Hello", "Hi", "And\n[image_url]\n?", "Hi"]
    assert state.conversation.system == "Be brief."


def test_no_prompt_is_made_up_where_a_request_says_none(tmp_path: Path) -> None:
    for asked in ("", "{", "[1]", '{"messages": 3}', '{"messages": [{"role": "tool", "content": "7"}]}'):
        one = entry(body=(HI + END).decode())
        one["request"]["postData"]["text"] = asked
        assert not of_kind(archive(tmp_path / "a.har", one), PromptSubmitted)


def test_no_secret_of_an_archive_goes_on(tmp_path: Path) -> None:
    convert(archive(tmp_path / "a.har", entry(body=(HI + END).decode())), tmp_path / "b.jsonl")
    written = (tmp_path / "b.jsonl").read_text()
    assert not [secret for secret in ("sk-abcdefgh", "a=b", "key=secret") if secret in written]
    assert "Hello" in written


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"log": {"entries": []}}', "holds no stream"),
        ('{"log": {"entries": [{"response": {"content": {"mimeType": "text/html"}}}]}}', "holds no stream"),
        ('{"log": ' + '{"a":' * 100_000, "JSON can't be read"),
        ("a text", "holds no stream"),
        ('{"a": 1}', "holds no stream"),
        (":", "holds no stream"),
    ],
)
def test_what_is_no_stream_is_told(tmp_path: Path, content: str, words: str) -> None:
    (path := tmp_path / "a.har").write_text(content)
    with pytest.raises(ConfigurationError, match=words):
        events_of(path)


def test_nothing_is_lost_by_a_conversion(tmp_path: Path) -> None:
    (path := tmp_path / "a.sse").write_bytes(HI + END)
    (other := tmp_path / "b.jsonl").write_text("mine")
    for target, words in ((other, "is there already"), (path, "is what is to be converted")):
        with pytest.raises(ConfigurationError, match=words):
            convert(path, target)
    with pytest.raises(ConfigurationError, match=r"none of the endings \.jsonl, \.sse, \.har"):
        convert(path, tmp_path / "c.txt")
    convert(path, other, replace=True)
    assert (path.read_bytes(), text_in(events_of(other))) == (HI + END, "Hi")
    assert other.stat().st_mode & 0o777 == 0o600


def test_bytes_are_read_anew_and_without_any_it_is_said() -> None:
    (lane,) = read_anew(FROZEN_2).lanes
    assert "Hi é" in [event.text for event in lane.events if isinstance(event, TextDelta)]
    with pytest.raises(ConfigurationError, match="holds no bytes"):
        list(read_anew(FROZEN).lanes[0].events)


@pytest.mark.parametrize("ending", [".sse", ".har"])
def test_bytes_that_a_recording_lacks_are_not_left_out_silently(tmp_path: Path, ending: str) -> None:
    dropped = [b'{"event":"BytesReceived","ms":62700.0,"text":""}', b'{"event":"TextDelta","ms":62700.0,"text":"x"}\n']
    (path := tmp_path / "a.jsonl").write_bytes(FROZEN_2.read_bytes() + b"\n".join(dropped))
    for source, words in ((FROZEN, "holds no bytes of responses"), (path, "holds not all bytes")):
        with pytest.raises(ConfigurationError, match=words):
            convert(source, tmp_path / f"b{ending}")
    assert not (tmp_path / f"b{ending}").exists()


def test_a_request_that_nobody_answered_can_be_read_anew_and_converted(tmp_path: Path) -> None:
    sent = b'{"event":"RequestSent","ms":1.0,"attempt":1,"model":"m"}\n'
    (path := tmp_path / "a.jsonl").write_bytes(b'{"schema":"streamtui.recording.v2","clock":0}\n' + sent)
    convert(path, tmp_path / "b.har")
    assert len(json.loads((tmp_path / "b.har").read_text())["log"]["entries"]) == 1
    assert len(list(read_anew(path).lanes[0].events)) == 1


def test_lines_of_a_kind_to_come_go_along(tmp_path: Path) -> None:
    (path := tmp_path / "a.jsonl").write_bytes(FROZEN_2.read_bytes() + b'{"event":"Sunrise","ms":1.0}\n')
    convert(path, tmp_path / "b.jsonl")
    assert (tmp_path / "b.jsonl").read_bytes() == path.read_bytes()
    assert events_of(tmp_path / "b.jsonl") == events_of(FROZEN_2)
