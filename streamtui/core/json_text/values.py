"""Values of a chunk read as the type they should have; a wrong type reads as absent."""

from __future__ import annotations

from typing import Any

_LARGEST = 2**53 - 1
"""Every reader of JSON holds it exactly; what is larger counts no tokens and measures no time."""


def mapping(value: object) -> dict[str, Any]:
    """`value` if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def mappings(value: object) -> list[dict[str, Any]]:
    """The objects in a JSON array; an object that stands alone counts as an array of one."""
    if isinstance(value, list):
        return [item for item in value if isinstance(item, dict)]
    return [value] if isinstance(value, dict) else []


def text(value: object) -> str:
    """`value` if it is a string, else an empty one."""
    return value if isinstance(value, str) else ""


def number(value: object) -> float | None:
    """`value` if it is a number that anybody can reckon with; one that is larger, or none, reads as absent."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -_LARGEST <= value <= _LARGEST else None


def integer(value: object) -> int | None:
    """`value` if it is a whole number, or a string of digits; within the same bounds."""
    if type(value) is int:  # as nearly always
        return value if -_LARGEST <= value <= _LARGEST else None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        value = int(value)
    found = number(value)
    return int(found) if found is not None and found == int(found) else None


def count(value: object) -> int | None:
    """`value` if it counts something: an integer that is not negative."""
    found = integer(value)
    return found if found is not None and found >= 0 else None


def amount(value: object) -> float | None:
    """`value` if it measures something, seconds or dollars: a number that is not negative."""
    found = number(value)
    return found if found is not None and found >= 0 else None
