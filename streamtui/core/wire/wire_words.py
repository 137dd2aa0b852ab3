"""What a row of the wire says, as text and as bytes: what is searched, copied, and shown whole."""

from __future__ import annotations

import json

from streamtui.core.chat import events as ev
from streamtui.core.json_text.parsing import parsed_object
from streamtui.core.wire.exchange import Exchange
from streamtui.core.wire.response_steps import STEPS, step_words
from streamtui.core.wire.row_kinds import CHUNK
from streamtui.core.wire.sse import events_in
from streamtui.core.wire.wire_log import WireLog
from streamtui.core.words.figures import percent

_MOST_BODY = 1 << 20
"""Bytes of a body that are shown whole."""
NO_STREAM = (
    "No stream of this reply is here. Those of the last replies are kept, as streams, streams_days and streams_mb in "
    "[store] say, none of replies that were imported, and the newest kept_mb of a conversation are read."
)


def words_of(log: WireLog, row: int) -> str:
    """What a row that is no chunk says; of a chunk, what it brought."""
    event, exchange = log.events[log.event[row]], log.exchange_of(row)
    match event:
        case ev.RequestSent():
            return request_text(exchange)
        case ev.ResponseStarted():
            return response_text(log, exchange)
        case ev.RetryScheduled():
            return f"attempt {event.attempt} of {event.attempts} in {event.delay_s:g} s: {event.fault.message}"
        case ev.MarkSet():
            return event.text
        case ev.ReplyKept():
            return NO_STREAM
        case ev.BodyEnded():
            return _ENDINGS[event.how] + (f": {event.why}" if event.why else "")
        case _:
            return " ".join(piece for _, piece in said_by(log, row))


def bytes_of(log: WireLog, row: int) -> bytes:
    """The bytes of a row; those of one that is no chunk are what it says."""
    if log.carries[row] & CHUNK:
        return log.data(row) or b""
    return words_of(log, row).encode("utf-8", "replace")


def said_by(log: WireLog, row: int) -> list[tuple[str, str]]:
    """What a chunk brought, in order: of each piece its kind, and the words."""
    found: list[tuple[str, str]] = []
    for event in log.said(row):
        match event:
            case ev.TextDelta():
                found.append(("text", event.text))
            case ev.ReasoningDelta():
                found.append(("reasoning", event.text))
            case ev.RefusalDelta():
                found.append(("refusal", event.text))
            case ev.ToolCallDelta():
                found += [("call", event.name)] if event.name else []
                found += [("arguments", event.arguments)] if event.arguments else []
            case ev.TextCorrected():
                found.append((event.part, event.text))
            case ev.ServerCallReported():
                found += [("call", word) for word in (event.kind, event.name, event.state) if word]
                found += [("arguments", event.text)] if event.text else []
            case ev.CitationAdded(citation=citation):
                found.append(("citation", f"{citation.title} {citation.url}".strip()))
            case ev.FinishReported():
                found.append(("finish", event.reason))
            case ev.UsageReported():
                usage = event.usage
                counts = (("in", usage.prompt_tokens), ("out", usage.completion_tokens))
                found.append(("usage", ", ".join(f"{count:,} {name}" for name, count in counts if count is not None)))
            case ev.PromptProgressed():
                found.append(("progress", progress_words(event)))
            case ev.ReplyFailed():
                found.append(("error", event.fault.message))
            case _:
                pass
    return found or _step_by(log, row)


def _step_by(log: WireLog, row: int) -> list[tuple[str, str]]:
    """What a chunk tells that brought nothing of the reply."""
    kinds = log.kinds(row)
    if not {*STEPS, "call"} & {*kinds}:
        return []
    words = step_words(parsed_object(json_in(log, row) or ""))
    return [(kinds[0], words)] if words else []


def progress_words(event: ev.PromptProgressed) -> str:
    """`43 % of the prompt, 430 of 1,000 tokens, 12 of them cached`."""
    cached = f", {event.cached:,} of them cached" if event.cached else ""
    return f"{percent(event.share)} of the prompt, {event.processed:,} of {event.total:,} tokens{cached}"


def json_in(log: WireLog, row: int) -> str | None:
    """The JSON text that a row holds: the data of a chunk, the body of a request, or of what is no stream."""
    exchange = log.exchange_of(row)
    match log.events[log.event[row]]:
        case ev.ChunkReceived():
            return sent_data(log.data(row) or b"")
        case ev.RequestSent() if exchange.prepared is not None:
            return exchange.prepared.body
        case ev.ResponseStarted():
            return _whole_body(log, exchange)
        case _:
            return None


def sent_data(chunk: bytes) -> str | None:
    """The data of a chunk without what the form of a stream puts around it."""
    return next((event.data for event in events_in(chunk + b"\n\n") if event.data), None)


def request_text(exchange: Exchange) -> str:
    """A request as text: its line, headers, and body."""
    prepared = exchange.prepared
    if prepared is None:
        return f"POST {exchange.sent.url}" if exchange.sent is not None else ""
    headers = "".join(f"{name}: {value}\n" for name, value in prepared.headers)
    return f"{prepared.method} {prepared.url}\n{headers}\n{prepared.shown}"


def response_text(log: WireLog, exchange: Exchange) -> str:
    """A response as text: status and headers; the body of a refusal, or of another one that has no chunks."""
    response = exchange.response
    if response is None:
        return ""
    headers = "".join(f"{name}: {value}\n" for name, value in response.headers)
    body = _whole_body(log, exchange)
    return f"{response.status}\n{headers}" + (f"\n{body}" if body else "")


def _whole_body(log: WireLog, exchange: Exchange) -> str | None:
    """The beginning, at least, of a body that was not cut into chunks."""
    if exchange.chunks and not (exchange.response is not None and exchange.response.refused):
        return None
    pieces = exchange.pieces(log.events, 0, min(exchange.size, _MOST_BODY))
    return b"".join(pieces).decode("utf-8", "replace") if pieces else None


def json_path(keys: list[str | int]) -> str:
    """Where in a JSON text a value stands: `.choices[0].delta["x-y"]`, as jq takes it."""
    path = ""
    for key in keys:
        if isinstance(key, int):
            path += f"[{key}]"
        else:
            path += f".{key}" if key.isidentifier() and key.isascii() else f"[{json.dumps(key)}]"
    return path if path.startswith(".") else f".{path}"


_ENDINGS = {
    "end": "end of the body",
    "broken": "the body broke off",
    "stopped": "the reading was stopped",
    "left": "left, as the reply was over",
}
