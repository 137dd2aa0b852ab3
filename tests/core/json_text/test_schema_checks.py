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
        {"properties": 1, "anyOf": 2, "additionalProperties": []},
        {"anyOf": [1, None, {"properties": {"a": [1]}}]},
    ],
)
def test_where_it_says_nothing_that_can_be_followed_anything_goes(schema: dict[str, Any]) -> None:
    assert problems(schema, '{"a": {"b": [1, "x"]}}') == 0
