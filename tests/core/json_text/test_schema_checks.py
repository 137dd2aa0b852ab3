"""A schema is a stranger's: however broken or endless it is, looking at arguments with it ends, and at once."""

from __future__ import annotations

from typing import Any

import pytest

from streamtui.core.json_text.outline import JsonOutline
from streamtui.core.json_text.schema_checks import SchemaChecks

ENDLESS = {"$ref": "#/$defs/0", "$defs": {str(n): {"anyOf": [{"$ref": f"#/$defs/{n + 1}"}] * 9} for n in range(40)}}


def problems(schema: dict[str, Any], text: str) -> int:
    checks, outline = SchemaChecks(schema), JsonOutline()
    for node in outline.feed(text):
        checks.take(outline, node)
    return checks.problems


def test_references_and_choices_are_followed() -> None:
    schema = {
        "properties": {"a": {"anyOf": [{"$ref": "#/$defs/n"}, {"type": "null"}]}},
        "$defs": {"n": {"type": "integer"}},
    }
    assert [problems(schema, text) for text in ('{"a": 1}', '{"a": null}', '{"a": "x"}')] == [0, 0, 1]


@pytest.mark.parametrize(
    "schema",
    [
        ENDLESS,
        {"$ref": "#"},
        {"type": 3, "properties": {"a": {"type": {"x": 1}, "enum": 5}}, "required": "a"},
        {"properties": {"a": {"required": [1, None]}}, "required": [2]},
        {"properties": 1, "anyOf": 2, "additionalProperties": []},
        {"anyOf": [1, None, {"properties": {"a": [1]}}]},
    ],
)
def test_where_it_says_nothing_that_can_be_followed_anything_goes(schema: dict[str, Any]) -> None:
    assert problems(schema, '{"a": {"b": [1, "x"]}}') == 0


FIELDS = {"a": {"type": "integer"}}


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": FIELDS, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {"properties": FIELDS, "oneOf": [{"properties": {"b": {}}}, {"properties": {"c": {}}}]},
        {"properties": FIELDS, "allOf": [{"properties": {"b": {"type": "string"}}}]},
        {"properties": FIELDS, "$ref": "#/$defs/b", "$defs": {"b": {"properties": {"b": {}}}}},
        {"properties": FIELDS, "if": {}, "then": {"properties": {"b": {}}}},
        {"properties": FIELDS, "patternProperties": {"^b": {}}},
        {"properties": {**FIELDS, "b": {"$ref": "#name"}}, "$defs": {"b": {"$anchor": "name", "type": "string"}}},
        {"properties": {**FIELDS, "b": {"$ref": "b.json#/x"}}, "x": {"type": "object"}},
        {"properties": {**FIELDS, "b": {"$ref": "#/$defs/x~1y"}}, "$defs": {"x/y": {"type": "string"}}},
        {"properties": {"a": {"type": "int"}, "b": {"type": "str"}}},
    ],
)
def test_what_more_a_schema_may_know_is_not_called_unknown(schema: dict[str, Any]) -> None:
    assert problems(schema, '{"a": 1, "b": "x"}') == 0


def test_its_own_fields_hold_beside_choices() -> None:
    schema = {"properties": FIELDS, "required": ["a"], "anyOf": [{"required": ["b"]}]}
    assert [problems(schema, text) for text in ('{"a": "x", "b": 1}', '{"b": 1}')] == [1, 1]


@pytest.mark.parametrize(
    ("schema", "fits", "does_not"),
    [
        ({"type": "string", "nullable": True}, "null", "1"),
        ({"type": "string", "enum": ["x"], "nullable": True}, "null", '"y"'),
        ({"enum": [1, 2]}, "1.0", "3"),
        ({"enum": [True]}, "true", "1"),
        ({"type": "integer"}, "1e3", "1.5"),
        ({"type": "integer"}, "1.00", "1e-3"),
        ({"minimum": 0, "exclusiveMaximum": 5}, "0", "5"),
        ({"multipleOf": 0.5}, "1.5", "1.3"),
        ({"minLength": 2, "maxLength": 3}, '"abc"', '"a"'),
        ({"minItems": 1, "maxItems": 2}, "[1, 2]", "[1, 2, 3]"),
    ],
)
def test_a_value_is_compared_as_json_means_it(schema: dict[str, Any], fits: str, does_not: str) -> None:
    asked = {"properties": {"a": schema}}
    assert [problems(asked, f'{{"a": {value}}}') for value in (fits, does_not)] == [0, 1]


def test_it_is_known_whether_all_that_a_schema_says_is_checked() -> None:
    checked = {
        "properties": {"a": {"anyOf": [{"$ref": "#/$defs/n"}, {"type": "null"}]}},
        "$defs": {"n": {"minimum": 1}},
    }
    unchecked: list[dict[str, Any]] = [
        {"pattern": "x"},
        {"properties": {"a": {"format": "date"}}},
        {"oneOf": [{"properties": {}}, {}]},
    ]
    assert SchemaChecks(checked).whole
    assert not any(SchemaChecks(schema).whole for schema in (*unchecked, {"$ref": "b.json"}))
