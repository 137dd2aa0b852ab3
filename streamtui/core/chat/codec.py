"""Events to lines of JSON and back: `decode(encode(event)) == event`, where texts hold whole characters.

Instants are written in milliseconds since one that the caller names, with three decimals: what a clock gives that
counts in microseconds is read again as the same number.
"""

from __future__ import annotations

import json
from typing import Any, Union, get_args

import msgspec
from msgspec.structs import force_setattr, replace

from streamtui.core.chat.events import BytesReceived, StreamEvent
from streamtui.core.json_text.misfit import misfit
from streamtui.core.text.surrogates import join_surrogates


class _Read(msgspec.Struct, gc=False, omit_defaults=True, tag="BytesReceived", tag_field="event"):
    """BytesReceived as a person can read it: text where the bytes are UTF-8."""

    ms: float
    text: str | None = None
    base64: bytes = b""


_KINDS = {kind.__name__: kind for kind in get_args(StreamEvent)}
_Line: Any = Union[tuple(_Read if kind is BytesReceived else kind for kind in _KINDS.values())]  # noqa: UP007
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(_Line)


class UnknownEventError(ValueError):
    """The line is of a kind that is not known here, as a version to come may write."""


def encode(event: StreamEvent, since: float = 0.0) -> bytes:
    """The event as a JSON object: `{"event":"TextDelta","ms":1500.0,"text":"Hi"}`, what is usual left out.

    Bytes are `text` where they are UTF-8, else `base64`.
    """
    ms = round((event.at - since) * 1000, 3)
    line = _read(ms, event.data) if isinstance(event, BytesReceived) else replace(event, at=ms)
    try:
        return _encoder.encode(line)
    except UnicodeEncodeError:
        return _encoder.encode(_whole_characters(json.dumps(msgspec.to_builtins(line))))


def decode(line: bytes, since: float = 0.0) -> StreamEvent:
    """The event in a JSON object. Raises ValueError, with a sentence, where there is none; unknown fields are left out.

    What strict JSON forbids and Python writes, halves of characters and NaN, is read as U+FFFD and as null.
    """
    try:
        try:
            found = _decoder.decode(line)
        except msgspec.ValidationError:
            raise
        except ValueError:
            found = msgspec.convert(_whole_characters(line), _Line)
    except msgspec.ValidationError as error:
        raise (UnknownEventError if _is_unknown(line) else ValueError)(misfit(error)) from error
    except (ValueError, RecursionError) as error:
        raise ValueError("it is not JSON") from error
    if type(found) is _Read:
        found = _event(found)
    force_setattr(found, "at", round(since + found.at / 1000, 6))
    event: StreamEvent = found
    return event


def decode_lines(lines: bytes, since: float = 0.0) -> list[StreamEvent] | None:
    """The events of whole lines, in a third of the time; `None` where one of them is to be looked at by itself."""
    try:
        found = _decoder.decode_lines(lines)
    except (ValueError, RecursionError):
        return None
    events: list[StreamEvent] = [_event(one) if type(one) is _Read else one for one in found]
    for event in events:
        force_setattr(event, "at", round(since + event.at / 1000, 6))
    return events


def _event(read: _Read) -> BytesReceived:
    return BytesReceived(read.ms, read.base64 if read.text is None else read.text.encode())


def _read(ms: float, data: bytes) -> _Read:
    try:
        return _Read(ms, data.decode())
    except UnicodeDecodeError:
        return _Read(ms, base64=data)


def _is_unknown(line: bytes) -> bool:
    """The line names a kind, and none of ours."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return False
    kind = data.get("event") if isinstance(data, dict) else None
    return isinstance(kind, str) and kind not in _KINDS


def _whole_characters(text: str | bytes) -> Any:
    """What the JSON text holds, as strict JSON can say it."""
    data = json.loads(text, parse_constant=lambda _: None)
    return json.loads(join_surrogates(json.dumps(data, ensure_ascii=False)))
