"""How large a value may be by its schema, and whether there is more in the schema than is looked at here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import nan
from typing import Any

from streamtui.core.json_text.outline import Kind, Node

_MOST_LOOKED_AT = 10_000
_LARGEST = 1e300
CHECKED = {
    *("type", "enum", "const", "properties", "required", "additionalProperties", "items"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength"),
    *("minItems", "maxItems"),
}
"""The words of a schema that a value is held against."""
_LOOKED_AT = {
    *("$comment", "$defs", "$id", "$ref", "$schema", "definitions", "title", "description", "default", "examples"),
    *("nullable", "anyOf", "oneOf", "deprecated", "readOnly", "writeOnly"),
    *CHECKED,
}
_ELSEWHERE = ("$ref", "anyOf", "oneOf")
"""Where a schema has fields of its own beside one of them, its own are checked alone."""
_NOT_FOLLOWED = {
    *("allOf", "if", "not", "patternProperties", "propertyNames", "dependentSchemas", "dependentRequired"),
    *("dependencies", "unevaluatedProperties", "unevaluatedItems", "prefixItems", "contains", "$dynamicRef"),
}
"""They tell of types and fields."""
_NAMED = ("properties", "$defs", "definitions")
"""Of these the names are the author's, and the values schemas."""
_NO_SCHEMAS = ("enum", "const", "default", "examples", "required")

_NUMBER: Mapping[str, tuple[Callable[[float, float], bool], str]] = {
    "minimum": (lambda value, bound: value < bound, "less than"),
    "maximum": (lambda value, bound: value > bound, "more than"),
    "exclusiveMinimum": (lambda value, bound: value <= bound, "not more than"),
    "exclusiveMaximum": (lambda value, bound: value >= bound, "not less than"),
    "multipleOf": (lambda value, bound: bound > 0 and not (value / bound).is_integer(), "no multiple of"),
}
_SIZES = {Kind.STRING: ("minLength", "maxLength", "character"), Kind.ARRAY: ("minItems", "maxItems", "item")}


def beyond_bounds(node: Node, schema: Mapping[str, Any]) -> str:
    """What is wrong with how large a value is, as far as that is known."""
    if node.kind is Kind.NUMBER and node.closed:
        value = as_number(node.text)
        for word, (is_beyond, told) in _NUMBER.items():
            if (bound := _bound(schema, word)) is not None and is_beyond(value, bound):
                return f"{told} {bound:g}"
    if node.kind in _SIZES:
        least, most, noun = _SIZES[node.kind]
        size = node.length if node.kind is Kind.STRING else node.children
        if (bound := _bound(schema, most)) is not None and size > bound:
            return f"more than {_counted(bound, noun)}"
        if node.closed and (bound := _bound(schema, least)) is not None and size < bound:
            return f"fewer than {_counted(bound, noun)}"
    return ""


def as_number(text: str) -> float:
    """A number as JSON has it; of one that only begins, or is too long to be looked at whole, one that is none."""
    try:
        return float(text)
    except ValueError:
        return nan


def is_looked_at(schema: Mapping[str, Any]) -> bool:
    """All that it says is checked while a value is written: what nothing was found wrong with fits."""
    return _all_within(schema, _is_looked_at)


def is_followed(schema: Mapping[str, Any]) -> bool:
    """The types and fields that it tells of are checked, be there more in it than them."""
    return _all_within(schema, _is_followed)


def _is_looked_at(one: Mapping[str, Any]) -> bool:
    branches = one.get("anyOf", one.get("oneOf"))
    several = isinstance(branches, list) and sum(map(_holds, branches)) > 1
    return one.keys() <= _LOOKED_AT and not several and _is_here(one)


def _is_followed(one: Mapping[str, Any]) -> bool:
    beside = "properties" in one and not one.keys().isdisjoint(_ELSEWHERE)
    return one.keys().isdisjoint(_NOT_FOLLOWED) and not beside and _is_here(one)


def _is_here(one: Mapping[str, Any]) -> bool:
    return str(one.get("$ref", "#")).partition("/")[0] == "#"


def _all_within(schema: Mapping[str, Any], holds: Callable[[Mapping[str, Any]], bool]) -> bool:
    """It holds for each schema in it; not where there are too many to see."""
    waiting: list[Any] = [schema]
    for _ in range(_MOST_LOOKED_AT):
        if not waiting:
            return True
        one = waiting.pop()
        if not isinstance(one, Mapping):
            continue
        if not holds(one):
            return False
        for word, value in one.items():
            if word in _NAMED and isinstance(value, Mapping):
                waiting += value.values()
            elif word not in _NO_SCHEMAS:
                waiting += value if isinstance(value, list) else [value]
    return False


def _holds(branch: object) -> bool:
    """Of several such branches it is not followed which one a value keeps to."""
    return not isinstance(branch, Mapping) or branch.get("type") not in (
        "string",
        "number",
        "integer",
        "boolean",
        "null",
    )


def _bound(schema: Mapping[str, Any], word: str) -> float | None:
    found = schema.get(word)
    return (
        float(found) if isinstance(found, int | float) and not isinstance(found, bool) and abs(found) < 1e300 else None
    )


def _counted(bound: float, noun: str) -> str:
    return f"{bound:g} {noun}{'' if bound == 1 else 's'}"
