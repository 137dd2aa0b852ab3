"""Events to JSON objects and back. `decode(encode(event)) == event` for every event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.usage import Usage
from streamtui.core.faults.faults import Fault

_EVENTS: dict[str, type[StreamEvent]] = {event.__name__: event for event in get_args(StreamEvent)}

_HINTS = {record: get_type_hints(record) for record in (*_EVENTS.values(), Fault, Usage)}


def encode(event: StreamEvent) -> dict[str, Any]:
    """The event as a JSON object: `{"event": "TextDelta", "at": 1.5, "text": "Hi", "choice": 0}`."""
    return {"event": type(event).__name__, **_fields_of(event)}


def decode(data: object) -> StreamEvent:
    """The event in a JSON object. Raises ValueError where there is none; fields that are new to us are left out."""
    name = data.get("event") if isinstance(data, dict) else None
    if not isinstance(name, str) or name not in _EVENTS:
        raise ValueError(f"no event is called {name!r}")
    decoded: StreamEvent = _record(_EVENTS[name], data)
    return decoded


def _fields_of(record: Any) -> dict[str, Any]:
    values = ((name, getattr(record, name)) for name in record.__slots__)
    return {name: _fields_of(value) if is_dataclass(value) else value for name, value in values}


def _record(record: type[Any], data: object) -> Any:
    if not isinstance(data, dict):
        raise ValueError(f"a {record.__name__} is an object, not {data!r}")
    values = {}
    for field, hint in zip(fields(record), _HINTS[record].values(), strict=True):
        if field.name in data:
            values[field.name] = _value(hint, data[field.name])
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"a {record.__name__} needs {field.name!r}")
    return record(**values)


def _value(hint: Any, value: Any) -> Any:
    """`value`, if it is what the type hint of its field says."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return None if value is None else _value(get_args(hint)[0], value)
    if is_dataclass(hint):
        return _record(hint, value)  # type: ignore[arg-type]
    if origin is Literal:
        fits = value in get_args(hint)
    elif hint is float:
        fits = isinstance(value, int | float) and not isinstance(value, bool)
    else:
        kind = dict if origin is Mapping else hint
        fits = isinstance(value, kind) and isinstance(value, bool) == (kind is bool)
    if not fits:
        raise ValueError(f"{value!r} is not {hint}")
    return value
