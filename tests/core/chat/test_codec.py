"""Events to JSON and back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.chat.codec import decode, encode
from streamtui.core.chat.events import StreamEvent, TextDelta, ToolCallDelta, TurnFailed
from streamtui.core.faults.faults import Fault

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text()
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
    assert decode(encode(event)) == event


def test_an_encoded_event_is_named_and_flat() -> None:
    assert encode(TextDelta(1.5, "Hi")) == b'{"event":"TextDelta","at":1.5,"text":"Hi","choice":0}'


def test_a_fault_is_an_object_within() -> None:
    fault = {"kind": "cut", "message": "It broke.", "status": None, "retry_after_s": None}
    encoded = json.loads(encode(TurnFailed(1.0, Fault("cut", "It broke."))))
    assert encoded == {"event": "TurnFailed", "at": 1.0, "fault": fault}


def test_fields_with_defaults_may_be_missing_and_new_ones_are_left_out() -> None:
    old = b'{"event": "ToolCallDelta", "at": 1, "position": 0, "color": "red"}'
    assert decode(old) == ToolCallDelta(1, 0)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("null", "it must be object, not null"),
        ("[]", "it must be object, not array"),
        ("{}", "it lacks `event`"),
        ('{"event": "Sunrise", "at": 1.0}', "`event` can't be 'Sunrise'"),
        ('{"event": ["TextDelta"], "at": 1.0}', "`event` must be str"),
        ('{"event": "TextDelta", "text": "a"}', "it lacks `at`"),
        ('{"event": "TextDelta", "at": "1", "text": "a"}', "`at` must be float, not str"),
        ('{"event": "TextDelta", "at": true, "text": "a"}', "`at` must be float, not bool"),
        ('{"event": "TextDelta", "at": NaN, "text": "a"}', "`at` must be float, not null"),
        ('{"event": "TextDelta", "at": 1e999, "text": "a"}', "`at` is out of range"),
        ('{"event": "TextDelta", "at": 1.0, "text": null}', "`text` must be str, not null"),
        ('{"event": "TextDelta", "at": 1.0, "text": "a", "choice": false}', "`choice` must be int, not bool"),
        ('{"event": "TurnFailed", "at": 1.0, "fault": "cut"}', "`fault` must be object, not str"),
        ('{"event": "TurnFailed", "at": 1.0, "fault": {"kind": "cut"}}', "`fault` lacks `message`"),
        (
            '{"event": "TurnFailed", "at": 1.0, "fault": {"kind": "dusk", "message": ""}}',
            "`fault.kind` can't be 'dusk'",
        ),
        ('{"event": "UsageReported", "at": 1.0, "usage": {"prompt_tokens": "many"}}', "must be int | null, not str"),
        ('{"event": "TextDelta", "at": 1.0, "te', "it is not JSON"),
        ("[" * 100_000, "it must be object, not array"),
        ('{"event": "ServerFiguresReported", "at": 1, "figures": {"a": ' + "[" * 100_000, "it is not JSON"),
    ],
)
def test_what_is_no_event_is_refused_in_words(line: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        decode(line.encode())


def test_half_a_character_becomes_the_replacement_character() -> None:
    assert decode(encode(TextDelta(1.0, "a\ud83d"))) == TextDelta(1.0, "a\ufffd")
    written_by_python = b'{"event": "TextDelta", "at": 1.0, "text": "\\ud83da \\ud83d\\ude00"}'
    assert decode(written_by_python) == TextDelta(1.0, "\ufffda \U0001f600")


def test_every_event_carries_its_instant_first() -> None:
    assert {event.__struct_fields__[0] for event in get_args(StreamEvent)} == {"at"}
