"""The form that a reply is to have: any JSON object, or JSON that fits a schema. What says so is `response_format`.

It is kept as chat completions has it, whoever is asked; core.dialects.responses.parameters says it in the other API.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.json_text.schema_types import TYPES, unknown_type
from streamtui.core.json_text.values import mapping, text
from streamtui.core.json_text.verdict import json_verdict
from streamtui.core.text.nearest import perhaps

RESPONSE_FORMAT = "response_format"
JSON_OBJECT: Mapping[str, Any] = {"type": "json_object"}
_SCHEMA_WORDS = frozenset(
    ["$ref", "$defs", "allOf", "anyOf", "const", "enum", "items", "oneOf", "properties", "required", "type"]
)
"""A schema has one of them, but for one that says nothing."""
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class ResponseFormat:
    """What was asked for."""

    name: str = ""
    """Of the schema."""
    schema: Mapping[str, Any] | None = None
    """`None`: any object."""
    strict: bool | None = None
    """The server is to let nothing else through; `None` where that was not said."""

    @property
    def words(self) -> str:
        """What it is called: `JSON schema person, strict`."""
        if self.schema is None:
            return "JSON object"
        return f"JSON schema {self.name}{', strict' if self.strict else ''}"


def wanted_format(parameters: Mapping[str, Any]) -> ResponseFormat | None:
    """What a request's parameters ask for, in either API's words; nothing where any text will do."""
    form = mapping(parameters.get(RESPONSE_FORMAT)) or mapping(mapping(parameters.get("text")).get("format"))
    if not text(form.get("type")).startswith("json"):
        return None
    told = mapping(form.get("json_schema")) or form
    schema, strict = mapping(told.get("schema")), told.get("strict")
    if not schema:
        return ResponseFormat()
    return ResponseFormat(text(told.get("name")) or "reply", schema, strict if isinstance(strict, bool) else None)


def response_format(schema: str, name: str = "") -> Mapping[str, Any]:
    """The value for a schema that was written, or for either API's whole format. Raises ConfigurationError.

    `name` is what it is called where it does not say itself. `strict` is on where the schema keeps its rules.
    """
    verdict = json_verdict(schema)
    if not verdict.valid:
        raise ConfigurationError(f"The schema is {verdict.fault}: it must be a JSON Schema, like "
                                 '{"type": "object", "properties": {"name": {"type": "string"}}}.')  # fmt: skip
    found = mapping(verdict.value)
    if found.get("type") == "json_object" and "properties" not in found:
        return JSON_OBJECT
    told = mapping(found.get("json_schema")) or found
    inner = mapping(told.get("schema"))
    meant = inner or found
    if not _SCHEMA_WORDS & meant.keys():
        raise ConfigurationError(
            "That is JSON but no JSON Schema, which says what is to come by `type`, `properties`, `enum` and the like."
        )
    if (wrong := unknown_type(meant)) is not None:
        raise ConfigurationError(
            f"The schema has the type {wrong!r}{perhaps(wrong, TYPES)}, which JSON Schema does not know: "
            f"known are {', '.join(sorted(TYPES))}."
        )
    said = [text(told.get("name")) if inner else "", text(meant.get("title")), name, "reply"]
    called = next(filter(None, (_NOT_IN_NAMES.sub("_", one).strip("_")[:_LONGEST_NAME] for one in said)))
    strict = told.get("strict") if inner else None
    keeps = strict if isinstance(strict, bool) else keeps_strict_rules(meant)
    return {"type": "json_schema", "json_schema": {"name": called, "strict": keeps, "schema": meant}}


def keeps_strict_rules(schema: Mapping[str, Any]) -> bool:
    """It can be sent as strict: an object all of whose objects require every field and know no other."""
    try:
        return schema.get("type") == "object" and _is_strict(schema)
    except RecursionError:
        return False


def _is_strict(value: object) -> bool:
    if isinstance(value, list):
        return all(map(_is_strict, value))
    if not isinstance(value, dict):
        return True
    properties = value.get("properties")
    if isinstance(properties, dict) or value.get("type") == "object":
        required = value.get("required")
        fields = set(properties) if isinstance(properties, dict) else set[str]()
        named = {one for one in required if isinstance(one, str)} if isinstance(required, list) else set[str]()
        if value.get("additionalProperties") is not False or named != fields:
            return False
    return all(_is_strict(inner) for name, inner in value.items() if name not in ("enum", "const", "default"))
