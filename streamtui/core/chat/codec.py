"""Events to lines of JSON and back: `decode(encode(event)) == event`, where texts hold whole characters."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from streamtui.core.chat.events import StreamEvent
from streamtui.core.json_text.misfit import misfit
from streamtui.core.text.surrogates import join_surrogates

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[StreamEvent] = msgspec.json.Decoder(StreamEvent)


def encode(event: StreamEvent) -> bytes:
    """The event as a JSON object: `{"event":"TextDelta","at":1.5,"text":"Hi","choice":0}`."""
    try:
        return _encoder.encode(event)
    except UnicodeEncodeError:
        return _encoder.encode(_whole_characters(json.dumps(msgspec.to_builtins(event))))


def decode(line: bytes) -> StreamEvent:
    """The event in a JSON object. Raises ValueError, with a sentence, where there is none; unknown fields are left out.

    What strict JSON forbids and Python writes, halves of characters and NaN, is read as U+FFFD and as null.
    """
    try:
        try:
            return _decoder.decode(line)
        except msgspec.ValidationError:
            raise
        except ValueError:
            event: StreamEvent = msgspec.convert(_whole_characters(line), StreamEvent)
            return event
    except msgspec.ValidationError as error:
        raise ValueError(misfit(error)) from error
    except (ValueError, RecursionError) as error:
        raise ValueError("it is not JSON") from error


def _whole_characters(text: str | bytes) -> Any:
    """What the JSON text holds, as strict JSON can say it."""
    data = json.loads(text, parse_constant=lambda _: None)
    return json.loads(join_surrogates(json.dumps(data, ensure_ascii=False)))
