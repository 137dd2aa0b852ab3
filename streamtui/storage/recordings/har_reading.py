"""Streams out of an HTTP archive (HAR 1.2), as browsers and mitmproxy write them.

A browser writes the instant of each event (`_eventSourceMessages`, of Chrome); where it writes no body the body is made
of them. Others tell when the response began and when it was whole: all of it has come at the end then.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any

from streamtui.core.chat.events import (
    BodyEnded,
    BytesReceived,
    ReplyFailed,
    ReplyFinished,
    RequestPrepared,
    RequestSent,
    ResponseStarted,
    StreamEvent,
    TurnFailed,
    TurnFinished,
)
from streamtui.core.dialects.any_reader import any_decoder
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.faults.server_words import safe_url
from streamtui.core.json_text.parsing import parsed_object
from streamtui.core.json_text.values import amount, integer, mapping, mappings, text
from streamtui.core.observed.opening import opening
from streamtui.core.ports.recordings import Lane, Recording, RecordingHeader
from streamtui.core.text.instants import epoch_of
from streamtui.core.text.secret_headers import shown_headers
from streamtui.core.text.secret_queries import shown_query
from streamtui.core.text.secrets import Secrets, redact
from streamtui.core.wire.bounds import TooMuchError
from streamtui.core.wire.sse import MEDIA_TYPE, SseDecoder
from streamtui.core.wire.unpacking import Unpacking, UnpackingError
from streamtui.files.judged import open_to_read

_LARGEST = 1 << 28
"""Bytes of a file; it is read whole."""
_JSON = "application/json"
_GZIP_BEGINS = b"\x1f\x8b"
_STATUSES = range(100, 600)
"""What else stands there says that none was noted."""
_BEFORE_RESPONSE = ("blocked", "dns", "connect", "send", "wait")


def is_har(beginning: bytes) -> bool:
    """A file that begins so may be an archive."""
    start = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") and b'"log"' in start


def read_har(path: Path, *, whole_answers: bool = False) -> Recording:
    """The streams in the archive, one after the other as turns of one chat; `whole_answers` of JSON as well.

    Raises ConfigurationError where it can't be read or holds none; OSError.
    """
    with os.fdopen(open_to_read(path), "rb") as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ConfigurationError(f"{path} is larger than {_LARGEST >> 20} MB: save fewer requests in one archive.")
    try:
        log = mapping(mapping(json.loads(data)).get("log"))
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{path} is no HTTP archive: its JSON can't be read.") from error
    entries = [
        entry for entry in mappings(log.get("entries")) if _is_stream(entry) or (whole_answers and _is_json(entry))
    ]
    if not entries:
        raise ConfigurationError(f"{path} holds no stream: no response of this archive is {MEDIA_TYPE}.")
    entries.sort(key=_began)
    first, program = entries[0], text(mapping(log.get("creator")).get("name"))
    header = RecordingHeader(text(first.get("startedDateTime")), _model(first), _url(first), program=program)
    return Recording(header, [Lane("", _events(entries))])


def _is_stream(entry: Mapping[str, Any]) -> bool:
    return bool(_messages(entry)) or any(kind.startswith(MEDIA_TYPE) for kind in _kinds(entry))


def _is_json(entry: Mapping[str, Any]) -> bool:
    return any(kind.startswith(_JSON) for kind in _kinds(entry))


def _kinds(entry: Mapping[str, Any]) -> list[str]:
    """What the response says that it is."""
    response = mapping(entry.get("response"))
    said = (text(mapping(response.get("content")).get("mimeType")), *_values(response, "content-type"))
    return [kind.lower() for kind in said]


def _messages(entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    return mappings(entry.get("_eventSourceMessages"))


def _events(entries: list[dict[str, Any]]) -> Iterator[StreamEvent]:
    since = _began(entries[0])
    for entry in entries:
        yield from _exchange(entry, since)


def _exchange(entry: dict[str, Any], since: float) -> Iterator[StreamEvent]:
    """One request and its response, as a turn; instants are counted from `since`, of the epoch."""
    request, response, timings = (mapping(entry.get(name)) for name in ("request", "response", "timings"))
    at, url, model = _began(entry) - since, _url(entry), _model(entry)
    before_ms = sum(amount(timings.get(name)) or 0.0 for name in _BEFORE_RESPONSE)
    answered_at = at + before_ms / 1000
    over_at = max(answered_at, at + (amount(entry.get("time")) or 0.0) / 1000)
    body, data = _sent_body(mapping(request.get("postData")))
    is_stream = _is_stream(entry)
    if is_stream:
        yield from opening(at, parsed_object(body))
    yield RequestSent(at, 1, model, url)
    asked = url + shown_query(text(request.get("url")))
    yield RequestPrepared(at, body, text(request.get("method")) or "POST", asked, _headers(request), data)
    yield ResponseStarted(answered_at, _status(response), None, _headers(response))
    if not is_stream:
        yield from (BytesReceived(over_at, data) for data in [_body(entry)] if data)
        yield BodyEnded(over_at)
        return
    decoder = any_decoder(url=url, model=model)
    ending: StreamEvent | None = None
    last_at = answered_at
    for came_at, data in [*_reads(entry, over_at + since), (None, b"")]:
        last_at = max(last_at, over_at if came_at is None else came_at - since)
        yield BytesReceived(last_at, data) if data else BodyEnded(last_at)
        for event in decoder.feed(data, last_at) if data else decoder.close(last_at):
            if isinstance(event, ReplyFinished | ReplyFailed):
                ending = event
            else:
                yield event
    if ending is not None:
        yield ending
    yield TurnFailed(last_at, ending.fault) if isinstance(ending, ReplyFailed) else TurnFinished(last_at)


def _reads(entry: dict[str, Any], over_at: float) -> list[tuple[float, bytes]]:
    """The body in pieces with the instants, of the epoch, at which they came; all at once where nobody noted them."""
    messages, body = _messages(entry), _body(entry)
    instants = [amount(message.get("time")) or over_at for message in messages]
    if not body:
        return list(zip(instants, map(_as_sent, messages), strict=True))
    starts = [event.start for event in SseDecoder().feed(body) if event.data]
    if len(starts) != len(instants):
        return [(over_at, body)]
    cuts = [0, *starts[1:], len(body)]
    return [(at, body[cut:end]) for at, cut, end in zip(instants, cuts, cuts[1:], strict=False)]


def _as_sent(message: Mapping[str, Any]) -> bytes:
    name = text(message.get("eventName"))
    lines = [f"data: {line}" for line in text(message.get("data")).split("\n")]
    if name not in ("", "message"):
        lines.insert(0, f"event: {name}")
    return ("\n".join(lines) + "\n\n").encode("utf-8", "replace")


def _sent_body(post: Mapping[str, Any]) -> tuple[str, bytes]:
    """The text of it, or its bytes, where it is kept as such."""
    said = text(post.get("text"))
    if text(post.get("encoding")).lower() == "base64":
        with suppress(ValueError):
            return "", b64decode(said)
    return redact(said), b""


def _body(entry: dict[str, Any]) -> bytes:
    response = mapping(entry.get("response"))
    content = mapping(response.get("content"))
    said = text(content.get("text"))
    if text(content.get("encoding")).lower() != "base64":
        return said.encode("utf-8", "replace")
    try:
        return _unpacked(b64decode(said), response)
    except ValueError:
        return b""


def _unpacked(body: bytes, response: Mapping[str, Any]) -> bytes:
    """Browsers unpack a body and leave the header that calls it packed; others keep it as it came."""
    encodings = [name for value in _values(response, "content-encoding") for name in value.split(",")]
    try:
        body.decode()
    except UnicodeDecodeError:
        packed = encodings or ["gzip"] * body.startswith(_GZIP_BEGINS)
        with suppress(UnpackingError, TooMuchError):
            return b"".join(Unpacking(packed, by_others=True).feed(body))
    return body


def _values(message: Mapping[str, Any], name: str) -> list[str]:
    """What its headers of that name say."""
    headers = mappings(message.get("headers"))
    return [text(header.get("value")) for header in headers if text(header.get("name")).lower() == name]


def _headers(message: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    pairs = [(text(pair.get("name")), text(pair.get("value"))) for pair in mappings(message.get("headers"))]
    return shown_headers([(n.encode("utf-8", "replace"), v.encode("utf-8", "replace")) for n, v in pairs], Secrets())


def _status(response: Mapping[str, Any]) -> int:
    status = integer(response.get("status")) or 0
    return status if status in _STATUSES else HTTPStatus.OK


def _model(entry: Mapping[str, Any]) -> str:
    body = text(mapping(mapping(entry.get("request")).get("postData")).get("text"))
    return text(parsed_object(body).get("model"))


def _url(entry: Mapping[str, Any]) -> str:
    return safe_url(text(mapping(entry.get("request")).get("url")))


def _began(entry: Mapping[str, Any]) -> float:
    """Seconds of the epoch."""
    return epoch_of(text(entry.get("startedDateTime"))) or 0.0
