"""Arguments read while they are being written: their outline, what does not fit, the verdict."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.chat.events import ToolCallDelta
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.json_text import outline as json_outline
from streamtui.core.json_text.outline import JsonOutline, Kind
from streamtui.core.json_text.reading import Reading
from streamtui.core.json_text.verdict import strict_verdict

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
SCHEMA = {
    "type": "object",
    "properties": {
        "city": {"type": "string"},
        "unit": {"enum": ["celsius", "fahrenheit"]},
        "days": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "place": {"$ref": "#/$defs/Place"},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["city", "unit"],
    "additionalProperties": False,
    "$defs": {
        "Place": {
            "type": "object",
            "properties": {"lat": {"type": "number"}, "lon": {"type": "number"}},
            "required": ["lat", "lon"],
        }
    },
}


def outline_of(*pieces: str) -> JsonOutline:
    outline = JsonOutline()
    for piece in pieces:
        for _ in outline.feed(piece):
            pass
    return outline


def value_of(outline: JsonOutline) -> Any:
    """What the outline says, put together again."""
    made: dict[int, Any] = {}
    for node in outline.nodes:
        empty: Any = {} if node.kind is Kind.OBJECT else []
        scalar = node.text if node.kind is Kind.STRING else None
        made[id(node)] = empty if node.kind.holds_others else json.loads(node.text) if scalar is None else scalar
        if node.parent is not None:
            holder = made[id(node.parent)]
            holder.append(made[id(node)]) if node.key is None else holder.__setitem__(node.key, made[id(node)])
    return made[id(outline.nodes[0])]


def reading_of(arguments: str, schema: Mapping[str, Any] | None = SCHEMA, *, whole: bool = False) -> Reading:
    call = ToolCall()
    reading = Reading(call, schema)
    for start in range(0, len(arguments), 4):
        call.take(ToolCallDelta(start / 8, 0, arguments=arguments[start : start + 4]))
        reading.take()
    if whole:
        call.complete()
    return reading


def problems(arguments: str, schema: Mapping[str, Any] | None = SCHEMA) -> dict[str | int, str]:
    nodes = reading_of(arguments, schema).outline.nodes
    return {node.index if node.key is None else node.key: node.problem for node in nodes if node.problem}


@given(VALUES, st.booleans(), st.integers(1, 9), st.sampled_from([None, 2]))
def test_an_outline_says_what_the_text_says_whatever_the_cuts(
    value: Any, ascii_only: bool, size: int, indent: Any
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent) + " "
    outline = outline_of(*(text[start : start + size] for start in range(0, len(text), size)))
    assert outline.complete
    assert not outline.broken
    assert value_of(outline) == json.loads(text)


@given(st.text(alphabet='{}[]:,"\\u0dDa1-tn \n', max_size=40), st.integers(1, 5))
def test_an_outline_survives_any_text_and_takes_all_that_is_valid(text: str, size: int) -> None:
    outline = outline_of(*(text[start : start + size] for start in range(0, len(text), size)), " ")
    try:
        json.loads(text)
    except ValueError:
        return
    assert outline.complete
    assert not outline.broken


@pytest.mark.parametrize(
    "text", ['{"a" 1}', "{a:1}", '{"a":1}x', "[1 2]", '{"a":"\\x"}', "[1,]", '{"a":}', '{"a":01}', "[}", "17 * 23"]
)
def test_text_that_is_no_json_is_known_at_once(text: str) -> None:
    assert outline_of(text + " ").broken


def test_it_is_known_what_is_being_written() -> None:
    outline = outline_of('{"city": "New Yo')
    assert outline.open_node is outline.nodes[1]
    assert (outline.nodes[1].text, outline.nodes[1].closed) == ("New Yo", False)
    assert not outline.complete
    assert outline_of('{"a": 1, ').open_node is not None


def test_an_escape_that_is_cut_waits_for_its_end() -> None:
    outline = outline_of('{"a": "x\\ud83d\\u')
    assert outline.nodes[1].text == "x"
    for _ in outline.feed('de00"'):
        pass
    assert outline.nodes[1].text == "x\U0001f600"


def test_more_values_than_can_be_shown_end_the_outline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_outline, "MOST_NODES", 100)
    outline = outline_of("[" + "1," * 500)
    assert outline.full
    assert len(outline.nodes) == 100


def test_a_wrong_type_is_known_from_its_first_character() -> None:
    assert problems('{"city": 1') == {"city": "not a string"}
    assert problems('{"city": [') == {"city": "not a string"}
    assert problems('{"days": "') == {"days": "not an integer or null"}
    assert problems('{"tags": ["a", 2') == {1: "not a string"}
    assert problems('{"place": {"lat": t') == {"lat": "not a number"}


def test_a_number_with_a_fraction_is_no_integer() -> None:
    assert problems('{"days": 1') == {}
    assert problems('{"days": 1.5,') == {"days": "not an integer or null"}
    assert problems('{"days": 2.0,') == {}


def test_an_unknown_field_is_known_when_its_value_begins() -> None:
    assert problems('{"town"') == {}
    assert problems('{"town": "') == {"town": "unknown"}


def test_fields_are_free_where_the_schema_leaves_them_free() -> None:
    assert problems('{"a": {"b": [1]}}', {"type": "object"}) == {}
    assert problems('{"a": 1}', {"type": "object", "properties": {}, "additionalProperties": True}) == {}
    assert problems('{"a": "x"}', {"type": "object", "additionalProperties": {"type": "integer"}}) == {
        "a": "not an integer"
    }


def test_a_choice_is_known_to_be_wrong_as_soon_as_nothing_allowed_begins_like_it() -> None:
    assert problems('{"unit": "cel') == {}
    assert problems('{"unit": "cen') == {"unit": 'not one of "celsius", "fahrenheit"'}
    assert problems('{"unit": "cel"') == {"unit": 'not one of "celsius", "fahrenheit"'}


def test_a_missing_field_is_to_come_until_its_object_is_closed() -> None:
    reading = reading_of('{"city": "Bergen"')
    assert reading.to_come == ["unit"]
    assert reading.problems == 0
    assert problems('{"city": "Bergen"}') == {"unit": "missing"}
    assert problems('{"place": {"lat": 60.4}') == {"lon": "missing"}


def test_a_field_that_comes_twice_is_marked() -> None:
    assert problems('{"a": 1, "a": 2', None) == {"a": "twice"}
    assert reading_of('{"city": 1, "city": 2').problems == 2


def test_what_fits_has_no_problems() -> None:
    reading = reading_of(
        '{"city": "Bergen", "unit": "celsius", "days": null, "place": {"lat": 60, "lon": 5.3}, "tags": ["a"]}',
        whole=True,
    )
    assert reading.problems == 0
    assert reading.verdict is not None
    assert reading.verdict.valid


@pytest.mark.parametrize(
    "schema", [{"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/A"}}}, {"properties": 3, "required": "x"}]
)
def test_a_schema_that_makes_no_sense_finds_nothing_wrong(schema: Mapping[str, Any]) -> None:
    assert problems('{"a": 1}', schema) == {}


def test_there_is_no_verdict_while_more_may_come() -> None:
    assert reading_of('{"city": "Bergen"}').verdict is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"a": 1}', ""),
        ("", ""),
        ('{"a": 1}{"a": 1}', "not JSON: something follows the end, at character 9"),
        ('{"a": 1', "not JSON: expecting ',' delimiter at character 8"),
        ('{"a": "x', "not JSON: unterminated string at character 7"),
        ('{"a": NaN}', "not JSON: NaN is no number of JSON"),
        ("[1]", "not a JSON object"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_the_verdict_is_that_of_strict_json(text: str, fault: str) -> None:
    assert strict_verdict(text).fault == fault


def test_the_tool_is_asked_once_when_the_arguments_are_whole() -> None:
    asked: list[tuple[str, str]] = []

    def check(name: str, arguments: str) -> str:
        asked.append((name, arguments))
        return "`n` is too small."

    call = ToolCall()
    call.take(ToolCallDelta(0.0, 0, name="f", arguments='{"n": -5}'))
    reading = Reading(call, {}, check)
    reading.take()
    assert reading.objection is None
    call.complete()
    assert reading.objection == reading.objection == "`n` is too small."
    assert asked == [("f", '{"n": -5}')]


def test_the_longest_gap_between_deltas_is_kept() -> None:
    call = ToolCall()
    reading = Reading(call)
    for at in (1.0, 1.1, 1.6, 1.7):
        call.take(ToolCallDelta(at, 0, arguments="["))
        reading.take()
    assert reading.longest_gap_s == pytest.approx(0.5)
