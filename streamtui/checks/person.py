"""The object that the rules on JSON ask for, and whether it is one."""

from __future__ import annotations

from typing import Any

from streamtui.checks.exchange import parsed_json
from streamtui.core.json_text.values import mapping

PERSON = "Give me a person as JSON with the keys name (a text) and age (a whole number)."
PERSON_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"name": {"type": "string", "maxLength": 20}, "age": {"type": "integer"}},
    "required": ["name", "age"],
    "additionalProperties": False,
}
PERSON_TOKENS = 64


def is_person(reply: str) -> bool:
    """The text is such an object and nothing else."""
    person = mapping(parsed_json(reply))
    return set(person) == {"name", "age"} and isinstance(person["name"], str) and type(person["age"]) is int
