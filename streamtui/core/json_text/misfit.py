"""Why a JSON value does not fit a type, as words of ours."""

from __future__ import annotations

import re

import msgspec

_WORDS = [
    (re.compile(r"Expected `(.+?)`, got `(.+)`"), r"must be \1, not \2"),
    (re.compile(r"Expected `(.+)`"), r"must be \1"),
    (re.compile(r"Object missing required field `(.+)`"), r"lacks `\1`"),
    (re.compile(r"Invalid (?:enum )?value (.+)"), r"can't be \1"),
    (re.compile(r"Number out of range"), r"is out of range"),
]
"""What msgspec says, and what we say of the value; what is not here is said as it stands."""


def misfit(error: msgspec.ValidationError) -> str:
    """What is wrong, and where: `at` must be float, not null.

    >>> misfit(msgspec.ValidationError("Expected `float`, got `null` - at `$.at`"))
    '`at` must be float, not null'
    """
    what, _, place = str(error).partition(" - at `$.")
    words = next((pattern.sub(ours, what) for pattern, ours in _WORDS if pattern.fullmatch(what)), f"is wrong: {what}")
    return f"`{place.removesuffix('`')}` {words}" if place else f"it {words}"
