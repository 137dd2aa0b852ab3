"""What is said where a list of conversations has none."""

from __future__ import annotations

from streamtui.core.words.asked_words import Asked, told_filter

NOTHING_KEPT = "No conversation is kept yet."


def none_found(asked: Asked) -> str:
    """That nothing was found, and what a filter takes that may have been meant."""
    return f"That stands in no conversation. {told_filter(asked.mistaken) if asked.mistaken else ''}".rstrip()
