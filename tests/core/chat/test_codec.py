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
from msgspec.structs import replace

from streamtui.core.chat.codec import decode, encode
from streamtui.core.chat.events import BytesReceived, StreamEvent, TextDelta, ToolCallDelta, TurnFailed
from streamtui.core.faults.faults import Fault

INSTANTS = st.integers(0, 10**13).map(lambda microseconds: round(microseconds / 10**6, 6))
"""Of a clock that counts in microseconds."""
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | FLOATS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
MAPPINGS = st.dictionaries(TEXTS, JSON, max_size=3)
HEADERS = st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple)
BY_TYPE = {
    tuple[tuple[str, str], ...]: HEADERS,
    float: FLOATS,
    str: TEXTS,
    int: st.integers(),
    bool: st.booleans(),
    Mapping[str, Any]: MAPPINGS,
}


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Any value that a field of this type may have."""
    if hint in BY_TYPE:
        return BY_TYPE[hint]
    if get_origin(hint) is Literal:
        return st.sampled_from(get_args(hint))
    if get_origin(hint) in (Union, UnionType):
        return st.one_of(*map(values_of, get_args(hint)))
    if get_origin(hint) is tuple:
        kinds = get_args(hint)
        if kinds[-1] is Ellipsis:
            return st.lists(values_of(kinds[0]), max_size=2).map(tuple)
        return st.tuples(*map(values_of, kinds))
    if get_origin(hint) is list:
        return st.lists(values_of(*get_args(hint)), max_size=2)
    if get_origin(hint) is Mapping:
        return st.dictionaries(*map(values_of, get_args(hint)), max_size=2)
    return st.none() if hint is type(None) else records_of(hint)


def records_of(record: type) -> st.SearchStrategy[Any]:
    fields = {name: values_of(hint) for name, hint in get_type_hints(record).items()}
    return st.builds(record, **({**fields, "at": INSTANTS} if "at" in fields else fields))


EVENTS = st.one_of(*map(records_of, get_args(StreamEvent)))


@given(event=EVENTS, since=INSTANTS)
def test_every_event_survives_the_way_to_json_and_back_with_its_very_instant(event: StreamEvent, since: float) -> None:
    assert decode(encode(event, since), since) == event


@given(event=EVENTS, at=st.floats(0, 1e9), since=st.floats(0, 1e9))
def test_an_instant_that_is_finer_is_kept_to_the_microsecond(event: StreamEvent, at: float, since: float) -> None:
    assert decode(encode(replace(event, at=at), since), since).at == pytest.approx(
        at, abs=1.2e-6
    )  # it is rounded twice


@pytest.mark.parametrize("data", [b"data: {}\n\n", "é".encode(), b"\xc3", bytes(range(256)), b""])
def test_bytes_are_text_where_they_are_utf_8(data: bytes) -> None:
    line = json.loads(encode(BytesReceived(0.0, data)))
    assert line.get("text", "").encode() == data or line["base64"]
    assert decode(json.dumps(line).encode()) == BytesReceived(0.0, data)


def test_an_encoded_event_is_named_and_flat() -> None:
    assert encode(TextDelta(1.5, "Hi"), 1.0) == b'{"event":"TextDelta","ms":500.0,"text":"Hi"}'


def test_a_fault_is_an_object_within() -> None:
    fault = {"kind": "cut", "message": "It broke.", "status": None, "retry_after_s": None}
    encoded = json.loads(encode(TurnFailed(1.0, Fault("cut", "It broke."))))
    assert encoded == {"event": "TurnFailed", "ms": 1000.0, "fault": fault}


def test_fields_with_defaults_may_be_missing_and_new_ones_are_left_out() -> None:
    old = b'{"event": "ToolCallDelta", "ms": 1000, "position": 0, "color": "red"}'
    assert decode(old) == ToolCallDelta(1, 0)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("null", "it must be object, not null"),
        ("[]", "it must be object, not array"),
        ("{}", "it lacks `event`"),
        ('{"event": "Sunrise", "ms": 1000.0}', "`event` can't be 'Sunrise'"),
        ('{"event": ["TextDelta"], "ms": 1000.0}', "`event` must be str"),
        ('{"event": "TextDelta", "text": "a"}', "it lacks `ms`"),
        ('{"event": "TextDelta", "ms": "1", "text": "a"}', "`ms` must be float, not str"),
        ('{"event": "TextDelta", "ms": true, "text": "a"}', "`ms` must be float, not bool"),
        ('{"event": "TextDelta", "ms": NaN, "text": "a"}', "`ms` must be float, not null"),
        ('{"event": "TextDelta", "ms": 1e999, "text": "a"}', "`ms` is out of range"),
        ('{"event": "TextDelta", "ms": 1000.0, "text": null}', "`text` must be str, not null"),
        ('{"event": "TextDelta", "ms": 1000.0, "text": "a", "choice": false}', "`choice` must be int, not bool"),
        ('{"event": "TurnFailed", "ms": 1000.0, "fault": "cut"}', "`fault` must be object, not str"),
        ('{"event": "TurnFailed", "ms": 1000.0, "fault": {"kind": "cut"}}', "`fault` lacks `message`"),
        (
            '{"event": "TurnFailed", "ms": 1000.0, "fault": {"kind": "dusk", "message": ""}}',
            "`fault.kind` can't be 'dusk'",
        ),
        ('{"event": "UsageReported", "ms": 1000.0, "usage": {"prompt_tokens": "many"}}', "must be int | null, not str"),
        ('{"event": "TextDelta", "ms": 1000.0, "te', "it is not JSON"),
        ("[" * 100_000, "it must be object, not array"),
        ('{"event": "ServerFiguresReported", "ms": 1000, "figures": {"a": ' + "[" * 100_000, "it is not JSON"),
    ],
)
def test_what_is_no_event_is_refused_in_words(line: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        decode(line.encode())


def test_half_a_character_becomes_the_replacement_character() -> None:
    assert decode(encode(TextDelta(1.0, "a\ud83d"))) == TextDelta(1.0, "a\ufffd")
    written_by_python = b'{"event": "TextDelta", "ms": 1000.0, "text": "\\ud83da \\ud83d\\ude00"}'
    assert decode(written_by_python) == TextDelta(1.0, "\ufffda \U0001f600")


def test_every_event_carries_its_instant_first() -> None:
    assert {event.__struct_fields__[0] for event in get_args(StreamEvent)} == {"at"}
