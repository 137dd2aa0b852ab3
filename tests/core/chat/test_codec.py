"""Events to JSON and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.chat.codec import decode, encode
from streamtui.core.chat.events import ChunkReceived, StreamEvent, TextDelta, ToolCallDelta, TurnFailed
from streamtui.core.faults.faults import Fault

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=[]))  # lone surrogates too: chunks are kept as sent
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | FLOATS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
MAPPINGS = st.dictionaries(TEXTS, JSON, max_size=3)
BY_TYPE = {float: FLOATS, str: TEXTS, int: st.integers(), bool: st.booleans(), Mapping[str, Any]: MAPPINGS}


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Any value that a field of this type may have."""
    if hint in BY_TYPE:
        return BY_TYPE[hint]
    if get_origin(hint) is Literal:
        return st.sampled_from(get_args(hint))
    if get_origin(hint) in (Union, UnionType):
        return st.one_of(*map(values_of, get_args(hint)))
    return st.none() if hint is type(None) else records_of(hint)


def records_of(record: type) -> st.SearchStrategy[Any]:
    return st.builds(record, **{name: values_of(hint) for name, hint in get_type_hints(record).items()})


EVENTS = st.one_of(*map(records_of, get_args(StreamEvent)))


@given(event=EVENTS)
def test_every_event_survives_the_way_to_json_and_back(event: StreamEvent) -> None:
    assert decode(json.loads(json.dumps(encode(event)))) == event


def test_an_encoded_event_is_named_and_flat() -> None:
    assert encode(TextDelta(1.5, "Hi")) == {"event": "TextDelta", "at": 1.5, "text": "Hi", "choice": 0}


def test_a_fault_is_an_object_within() -> None:
    fault = {"kind": "cut", "message": "It broke.", "status": None, "retry_after_s": None}
    assert encode(TurnFailed(1.0, Fault("cut", "It broke."))) == {"event": "TurnFailed", "at": 1.0, "fault": fault}


def test_fields_with_defaults_may_be_missing_and_new_ones_are_left_out() -> None:
    old = {"event": "ToolCallDelta", "at": 1, "position": 0, "color": "red"}
    assert decode(old) == ToolCallDelta(1, 0)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"event": "Sunrise", "at": 1.0},
        {"event": ["TextDelta"], "at": 1.0},
        {"event": "TextDelta", "text": "a"},
        {"event": "TextDelta", "at": "1", "text": "a"},
        {"event": "TextDelta", "at": True, "text": "a"},
        {"event": "TextDelta", "at": 1.0, "text": None},
        {"event": "TextDelta", "at": 1.0, "text": "a", "choice": False},
        {"event": "ChunkReceived", "at": 1.0, "data": []},
        {"event": "TurnFailed", "at": 1.0, "fault": "cut"},
        {"event": "TurnFailed", "at": 1.0, "fault": {"kind": "sunset", "message": ""}},
        {"event": "UsageReported", "at": 1.0, "usage": {"prompt_tokens": "many"}},
    ],
    ids=str,
)
def test_what_is_no_event_is_refused(data: Any) -> None:
    with pytest.raises(ValueError, match=r"event|needs|object|is not"):
        decode(data)


def test_chunks_keep_every_field_as_sent() -> None:
    data: dict[str, Any] = {"choices": [], "weather": {"x": [1, None, "\ud83d"]}}
    assert decode(json.loads(json.dumps(encode(ChunkReceived(1.0, data))))) == ChunkReceived(1.0, data)


def test_every_event_carries_its_instant_first() -> None:
    assert {fields(event)[0].name for event in get_args(StreamEvent)} == {"at"}
