"""Why Python could not read a text as JSON."""

from __future__ import annotations

import json

TOO_DEEP = "nested too deeply"


def why_unread(error: ValueError | RecursionError) -> str:
    """What the text is, for a sentence."""
    if isinstance(error, RecursionError):
        return TOO_DEEP
    if isinstance(error, json.JSONDecodeError):
        return "not JSON"
    return "JSON with a number that is too long"  # of more digits than Python reads, as that takes a square of time
