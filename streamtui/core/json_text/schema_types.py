"""The types that a JSON Schema may name."""

from __future__ import annotations

from collections.abc import Iterator

TYPES = frozenset(("object", "array", "string", "number", "integer", "boolean", "null"))
_OF_NAMES = ("properties", "patternProperties", "$defs", "definitions")
_OF_SCHEMAS = ("items", "prefixItems", "additionalProperties", "anyOf", "oneOf", "allOf", "not", "if", "then", "else")


def unknown_type(schema: object) -> str | None:
    """The first type in a schema, or in one within it, that there is not.

    >>> unknown_type({"type": "object", "properties": {"type": {"type": ["strng", "null"]}}})
    'strng'
    """
    waiting = [schema]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            types = one.get("type")
            for name in types if isinstance(types, list) else [types]:
                if isinstance(name, str) and name not in TYPES:
                    return name
            waiting += _within(one)
    return None


def _within(schema: dict[str, object]) -> Iterator[object]:
    for keyword in _OF_NAMES:
        if isinstance(named := schema.get(keyword), dict):
            yield from named.values()
    yield from (schema[keyword] for keyword in _OF_SCHEMAS if keyword in schema)
