"""What conversations are called: one line each, whoever named it."""

from __future__ import annotations

from streamtui.core.text.surrogates import join_surrogates

_LONGEST = 400
"""Characters of a title, ..."""
_LONGEST_UNNAMED = 80
"""... and of one that nobody gave."""


def one_title(said: str) -> str:
    """What was said as a title: one line of whole characters, and not too long; nothing where it says nothing."""
    return " ".join(join_surrogates(said[:_LONGEST]).split())


def title_of(prompt: str) -> str:
    """What a conversation is called that nobody named: how its first prompt begins."""
    words = one_title(prompt)
    return words if len(words) <= _LONGEST_UNNAMED else f"{words[: _LONGEST_UNNAMED - 1].rstrip()}…"
