"""The schema of a server's tool: what does not fit is said, what would take for ever is left to the server."""

from __future__ import annotations

import json
from typing import Any

import pytest

from streamtui.tools.mcp import fitting
from streamtui.tools.mcp.fitting import objections

DOUBLING = {
    "$ref": "#/$defs/0",
    "$defs": {str(n): {"allOf": [{"$ref": f"#/$defs/{n + 1}"}] * 2} for n in range(60)} | {"60": {"type": "object"}},
}
SLOW = "(a+)+$"
UNLUCKY = "a" * 60 + "!"


def said(schema: dict[str, Any], arguments: dict[str, Any]) -> list[str]:
    return objections(schema, arguments, len(json.dumps(arguments)), 2)


def test_what_does_not_fit_is_said_so_many_times_and_so_long() -> None:
    schema = {"properties": {"a": {"type": "integer"}, "b": {}}, "required": ["a", "b"], "additionalProperties": False}
    assert said(schema, {"a": "x", "c": 1}) == [
        "`$.a`: 'x' is not of type 'integer'",
        "`$`: 'b' is a required property",
    ]
    assert said(schema, {"a": 1, "b": 1}) == []
    assert [len(text) for text in said(schema, {"a": "x" * 1000, "b": 1})] == [300]


@pytest.mark.parametrize(
    ("schema", "arguments"),
    [
        ({"properties": {"a": {"pattern": SLOW}}}, {"a": UNLUCKY}),
        ({"patternProperties": {SLOW: {}}, "additionalProperties": False}, {UNLUCKY: 1}),
        ({"patternProperties": {SLOW: {}}, "unevaluatedProperties": False}, {UNLUCKY: 1}),
        (DOUBLING, {}),
        ({"$ref": "#"}, {}),
        ({"$ref": "https://example.com/schema"}, {}),
        ({"$schema": {}, "type": 3, "required": 5, "properties": 1}, {"a": 1}),
        ({"properties": {"a": {"multipleOf": 0}}}, {"a": 1}),
    ],
    ids=["pattern", "names", "unevaluated", "doubling", "itself", "elsewhere", "broken", "zero"],
)
def test_what_is_broken_or_takes_for_ever_is_left_to_the_server(
    schema: dict[str, Any], arguments: dict[str, Any]
) -> None:
    assert said(schema, arguments) == []


def test_the_work_is_bounded_by_the_size_of_the_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "_MOST_WORK", 10_000)
    schema = {"properties": {"a": {"oneOf": [{"type": "string"}, {"type": "integer"}]}}}
    assert said(schema, {"a": None}) != []
    assert said(schema, {"a": [None] * 1000}) == []
