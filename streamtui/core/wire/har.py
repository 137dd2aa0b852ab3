"""A recording as an HTTP archive (HAR 1.2), with the instant of each event as Chrome writes it.

What a recording holds has its secrets hidden already; headers that name them are hidden here, too.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from datetime import datetime, timedelta, timezone
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from streamtui.core.chat.events import Headers, RequestPrepared, ResponseStarted
from streamtui.core.ports.recordings import Recording, RecordingHeader
from streamtui.core.wire.exchanges import KeptExchange, exchanges_in
from streamtui.core.wire.sse import MEDIA_TYPE, SseDecoder


def har_of(recording: Recording) -> str:
    """The archive as JSON, an entry for each attempt. Reads the recording's events."""
    entries = [_entry(one, recording.header) for lane in recording.lanes for one in exchanges_in(lane.events)]
    name, _, version = recording.header.program.partition(" ")
    creator = {"name": name or "streamtui", "version": version}
    return json.dumps({"log": {"version": "1.2", "creator": creator, "entries": entries}}, ensure_ascii=False, indent=1)


def _entry(exchange: KeptExchange, header: RecordingHeader) -> dict[str, Any]:
    sent_at = exchange.sent.at
    answered_at = exchange.started.at if exchange.started is not None else sent_at
    last_at = exchange.reads[-1].at if exchange.reads else answered_at
    over_at = last_at if exchange.ended is None else exchange.ended.at
    return {
        "startedDateTime": _instant(sent_at, header).isoformat(),
        "time": _ms(over_at - sent_at),
        "request": _request(exchange),
        "response": _response(exchange),
        "cache": {},
        "timings": {"send": 0, "wait": _ms(answered_at - sent_at), "receive": _ms(over_at - answered_at)},
        "_resourceType": "fetch",
        "_eventSourceMessages": _messages(exchange, header),
    }


def _request(exchange: KeptExchange) -> dict[str, Any]:
    prepared = exchange.prepared or RequestPrepared(exchange.sent.at, "")
    return {
        "method": prepared.method,
        "url": exchange.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(prepared.headers),
        "queryString": _pairs(tuple(parse_qsl(urlsplit(exchange.url).query))),
        "postData": _sent_body(prepared),
        "headersSize": -1,
        "bodySize": len(prepared.content),
    }


def _sent_body(prepared: RequestPrepared) -> dict[str, str]:
    """The form says nothing of bytes in a request, so they are told as those of a response."""
    if not prepared.base64:
        return {"mimeType": "application/json", "text": prepared.body}
    from base64 import b64encode

    kind = next((value for name, value in prepared.headers if name.lower() == "content-type"), "")
    return {"mimeType": kind, "text": b64encode(prepared.base64).decode(), "encoding": "base64"}


def _response(exchange: KeptExchange) -> dict[str, Any]:
    started = exchange.started or ResponseStarted(exchange.sent.at, 0)
    body = b"".join(read.data for read in exchange.reads)
    content: dict[str, Any] = {"size": len(body), "mimeType": _value(started.headers, "content-type")}
    try:
        content["text"] = body.decode()
    except UnicodeDecodeError:
        from base64 import b64encode

        content |= {"text": b64encode(body).decode(), "encoding": "base64"}
    return {
        "status": started.status,
        "statusText": _reason(started.status),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(started.headers),
        "content": content,
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    }


def _messages(exchange: KeptExchange, header: RecordingHeader) -> list[dict[str, Any]]:
    """The events of the body, each with the instant of the read that made it whole.

    Behind a tap also with that at which the program had taken it, which no other program writes.
    """
    decoder = SseDecoder()
    return [
        {
            "time": _instant(read.at, header).timestamp(),
            "eventName": event.name or "message",
            "eventId": "",
            "data": event.data,
            **_taken(exchange, event.start + event.size, header),
        }
        for read in exchange.reads
        for event in decoder.feed(read.data)
        if event.data
    ]


def _taken(exchange: KeptExchange, end: int, header: RecordingHeader) -> dict[str, float]:
    place = bisect_left(exchange.taken, end, key=lambda taken: taken.size)
    if place == len(exchange.taken):
        return {}
    return {"_takenTime": _instant(exchange.taken[place].at, header).timestamp()}


def _instant(at: float, header: RecordingHeader) -> datetime:
    try:
        started = datetime.fromisoformat(header.started)
    except ValueError:
        started = datetime.fromtimestamp(0, timezone.utc)
    return started + timedelta(seconds=at - header.clock)


def _ms(seconds: float) -> float:
    return round(max(0.0, seconds) * 1000, 3)


def _pairs(named: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in named]


def _value(headers: Headers, name: str) -> str:
    return next((value for other, value in headers if other.lower() == name), MEDIA_TYPE)


def _reason(status: int) -> str:
    return HTTPStatus(status).phrase if status in {one.value for one in HTTPStatus} else ""
