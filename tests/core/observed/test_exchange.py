"""What another program's request becomes, out of what is seen of it."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Sequence
from typing import Any

import pytest

from streamtui.core.chat.codec import decode, encode
from streamtui.core.chat.events import (
    BodyEnded,
    BytesReceived,
    ChunkReceived,
    PromptSubmitted,
    RequestPrepared,
    RequestSent,
    StreamEvent,
    SystemPromptChanged,
    TurnFailed,
)
from streamtui.core.chat.events.wire import BodyEnding
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.state import ChatState
from streamtui.core.json_text import parsing
from streamtui.core.observed.exchange import ObservedExchange, SeenRequest
from streamtui.core.text.secrets import Secrets
from streamtui.core.wire.sent_request import sent_in
from streamtui.core.wire.wire_log import WireLog
from tests.core.wire.streams import chunk, cut_at_random, stream

CHAT = "https://me:pass-word-1@api.example/v1/chat/completions?key=query-secret-1"
RESPONSES = "https://api.example/v1/responses"
KEY = "header-secret-1"
HEADERS = [(b"Authorization", f"Bearer {KEY}".encode()), (b"Content-Type", b"application/json")]
BODY = stream(chunk({"content": "Hi"}), chunk({"content": " there"}))


def seen(url: str = CHAT, method: str = "POST", **body: Any) -> SeenRequest:
    asked = {"model": "m", "messages": [{"role": "user", "content": "Hello"}], "stream": True, **body}
    return SeenRequest(method, url, HEADERS, json.dumps(asked).encode())


def events_of(
    request: SeenRequest,
    *reads: bytes,
    status: int = 200,
    headers: Sequence[tuple[bytes, bytes]] = ((b"Content-Type", b"text/event-stream"),),
    how: BodyEnding = "end",
    secrets: Secrets | None = None,
) -> list[StreamEvent]:
    exchange = ObservedExchange(request, secrets or Secrets())
    events = [*exchange.opening(0.0), *exchange.sent(0.0), *exchange.started(1.0, status, headers)]
    for number, read in enumerate(reads):
        events += exchange.read(2.0 + number, read)
    return [*events, *exchange.ended(9.0, how), *exchange.over(9.0)]


def reply_of(events: Sequence[StreamEvent]) -> Reply:
    reply = ChatState().fold(events).reply
    assert reply is not None
    return reply


def test_a_stream_is_read_as_one_of_our_own() -> None:
    events = events_of(seen(), *cut_at_random(BODY, 1))
    reply = reply_of(events)
    assert (str(reply.text), reply.state, reply.finish_reason) == ("Hi there", ReplyState.COMPLETE, "stop")
    assert b"".join(event.data for event in events if isinstance(event, BytesReceived)) == BODY
    assert [event.text for event in events if isinstance(event, PromptSubmitted)] == ["Hello"]


@pytest.mark.parametrize("indent", [None, 2])
def test_a_document_is_a_reply_too(indent: int | None) -> None:
    message = {"role": "assistant", "content": "Hi"}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4}
    document = {"object": "chat.completion", "model": "m-1", "choices": [choice], "usage": usage}
    text = json.dumps(document, indent=indent).encode()
    events = events_of(seen(stream=False), text[:20], text[20:], headers=[(b"Content-Type", b"application/json")])
    reply = reply_of(events)
    assert (str(reply.text), reply.served_model, reply.state) == ("Hi", "m-1", ReplyState.COMPLETE)
    assert [(one.start, one.size) for one in events if isinstance(one, ChunkReceived)] == [(0, len(text))]


def test_the_document_of_a_response_is_a_reply_too() -> None:
    message = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Hi"}]}
    document = {"object": "response", "id": "r1", "status": "completed", "model": "m", "output": [message]}
    request = SeenRequest("POST", RESPONSES, HEADERS, b'{"model": "m", "instructions": "Be brief.", "input": "Hello"}')
    events = events_of(request, json.dumps(document).encode())
    reply = reply_of(events)
    assert (str(reply.text), reply.api, reply.response_id) == ("Hi", "responses", "r1")
    said = [event.text for event in events if isinstance(event, SystemPromptChanged | PromptSubmitted)]
    assert said == ["Be brief.", "Hello"]


@pytest.mark.parametrize(("status", "why"), [(304, None), (307, None), (404, "api.example answered 404.")])
def test_what_needs_no_reply_fails_only_where_its_server_says_so(status: int, why: str | None) -> None:
    exchange = ObservedExchange(SeenRequest("GET", "https://api.example/v1/models", HEADERS, b""), Secrets())
    exchange.started(1.0, status, [])
    exchange.ended(2.0)
    assert (exchange.fault.message if exchange.fault is not None else None) == why


def test_only_what_was_said_since_the_last_reply_opens_the_turn() -> None:
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "One"},
        {"role": "assistant", "content": "1"},
        {"role": "user", "content": [{"type": "text", "text": "Two"}, {"type": "image_url"}]},
    ]
    events = events_of(seen(messages=messages), BODY)
    assert [event.text for event in events if isinstance(event, PromptSubmitted)] == ["Two\n[image_url]"]


def test_no_key_is_kept_wherever_it_comes_back() -> None:
    known = "known-to-us-1"
    echo = stream(chunk({"content": f"{KEY} {known} "}), chunk({"content": "query-se"}), chunk({"content": "cret-1"}))
    request = seen(messages=[{"role": "user", "content": f"{KEY}, {known}, pass-word-1"}])
    events = events_of(request, *cut_at_random(echo, 3), secrets=Secrets(known))
    told = repr(events) + repr(b"".join(event.data for event in events if isinstance(event, BytesReceived)))
    assert not [key for key in (KEY, known, "query-secret-1", "pass-word-1") if key in told]
    assert str(reply_of(events).text).count("*") >= len(KEY)


def test_an_upload_that_is_no_text_is_kept_byte_for_byte_without_its_keys() -> None:
    upload = b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n\x00\xff\x89PNG %s\r\n--x--'
    request = SeenRequest("POST", "https://api.example/v1/files", HEADERS, upload % KEY.encode())
    kept = ObservedExchange(request, Secrets()).sent(0.0)[-1]
    assert isinstance(kept, RequestPrepared)
    assert kept.content == upload % (b"*" * len(KEY))
    assert decode(encode(kept)) == kept
    assert b"\xff" not in encode(kept)
    assert "PNG" in kept.shown


def test_what_was_packed_for_the_way_alone_is_read_too() -> None:
    headers = [(b"transfer-encoding", b"gzip, chunked"), (b"content-encoding", b"deflate")]
    events = events_of(seen(), gzip.compress(zlib.compress(BODY)), headers=headers)
    assert str(reply_of(events).text) == "Hi there"


def test_a_packed_body_is_kept_unpacked() -> None:
    packed = gzip.compress(BODY)
    headers = [(b"Content-Type", b"text/event-stream"), (b"Content-Encoding", b"gzip")]
    events = events_of(seen(), *(packed[at : at + 7] for at in range(0, len(packed), 7)), headers=headers)
    assert b"".join(event.data for event in events if isinstance(event, BytesReceived)) == BODY
    assert str(reply_of(events).text) == "Hi there"


def test_a_packing_that_breaks_or_is_unknown_costs_the_reading_alone() -> None:
    broken = gzip.compress(BODY)[:30] + b"\xff" * 40
    events = events_of(seen(), broken, headers=[(b"Content-Encoding", b"gzip")])
    assert reply_of(events).fault is not None
    odd = events_of(seen(), b"\x1f\x9d\x90\xfd", headers=[(b"Content-Encoding", b"compress")])
    assert [event.data for event in odd if isinstance(event, BytesReceived)] == [b"\x1f\x9d\x90\xfd"]


def test_a_refusal_is_a_failure_in_the_servers_words() -> None:
    events = events_of(seen(), b'{"error": {"message": "Slow ', b'down"}}', status=429)
    reply = reply_of(events)
    assert reply.fault is not None
    assert (reply.fault.kind, reply.fault.status) == ("rate_limit", 429)
    assert "Slow down" in reply.fault.message


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"error": {"message": "Not here"}}', "api.example answered 404: “Not here”."),
        (b"", "api.example answered 404."),
    ],
)
def test_of_another_path_no_more_is_said_than_the_server_did(body: bytes, told: str) -> None:
    exchange = ObservedExchange(seen("https://api.example/v1/nothing"), Secrets())
    exchange.sent(0.0)
    exchange.started(1.0, 404, [])
    exchange.read(2.0, body)
    exchange.ended(3.0)
    assert exchange.fault is not None
    assert exchange.fault.message == told


@pytest.mark.parametrize(
    ("body", "how", "kept", "fault"),
    [
        (BODY, "stopped", "left", None),
        (BODY[:80], "stopped", "stopped", "cancelled"),
        (BODY[:80], "broken", "broken", "cut"),
        (BODY[:80], "end", "end", "cut"),
        (BODY, "broken", "broken", None),
    ],
)
def test_how_it_ended_is_told(body: bytes, how: BodyEnding, kept: str, fault: str | None) -> None:
    events = events_of(seen(), body, how=how)
    (ended,) = (event for event in events if isinstance(event, BodyEnded))
    reply = reply_of(events)
    assert ended.how == kept
    assert (reply.fault and reply.fault.kind) == fault
    assert isinstance(events[-1], TurnFailed) == (fault is not None)


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("GET", "https://api.example/v1/models"),
        ("POST", "https://api.example/v1/embeddings"),
        ("POST", "https://api.example/v1/messages"),
        ("POST", "http://127.0.0.1:11434/api/chat"),
        ("POST", "https://api.example/v1/responses/r1/cancel"),
    ],
)
def test_what_is_no_api_of_ours_is_an_exchange_and_no_reply(method: str, url: str) -> None:
    body = b'event: ping\ndata: {"a": 1}\n\n: comment\n\ndata: {"b": 2}\n\n'
    raw = events_of(seen(url, method), body)
    events = [*raw, *events_of(seen(), BODY), *raw]
    (reply,) = (one for one in ChatState().fold(events).conversation.messages if isinstance(one, Reply))
    assert str(reply.text) == "Hi there"
    log = WireLog(events)
    log.take()
    assert log.exchange_for("", 0) is log.exchanges[1]
    assert log.exchanges[0].body(events) == body
    chunks = [log.data(row) for row in log.rows_of(log.exchanges[0]) if log.number[row]]
    assert [data.strip() for data in chunks if data] == [b'data: {"a": 1}', b": comment", b'data: {"b": 2}']


def test_attempts_of_one_request_are_told_apart() -> None:
    exchange = ObservedExchange(seen(), Secrets())
    sent, prepared = exchange.sent(0.0, attempt=2)
    assert isinstance(sent, RequestSent)
    assert isinstance(prepared, RequestPrepared)
    assert (sent.attempt, sent.api, sent.url) == (2, "chat", "https://api.example/v1/chat/completions")
    assert prepared.url == "https://api.example/v1/chat/completions?key=***"
    assert dict(prepared.headers)["Authorization"] == "***"


def test_a_request_is_parsed_once_however_much_is_asked_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    parsed = parsing.parsed

    def counted(text: str) -> Any:
        read.append(text)
        return parsed(text)

    monkeypatch.setattr(parsing, "parsed", counted)
    body = b'{"model": "m", "stream": true, "messages": [{"role": "user", "content": "Hello"}]}'
    seen = ObservedExchange(SeenRequest("POST", "http://h/v1/chat/completions", (), body), Secrets())
    events = [*seen.opening(0.0), *seen.sent(0.0), *seen.started(1.0, 200, ())]
    asked = sent_in(seen.asked)
    assert (seen.model, asked is not None and asked.model, len(events)) == ("m", "m", 5)
    assert read == [body.decode()]
