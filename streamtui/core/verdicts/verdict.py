"""One sentence on what went wrong, and where that is seen."""

from __future__ import annotations

from dataclasses import dataclass

FORMAT_RULES = ("reply-json", "reply-schema")
"""Those that say that a reply has not the form that was asked for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule found."""

    id: str
    """The rule's."""
    sentence: str
    """What happened, why, what to do; safe to show, and bounded."""
    chunk: int | None = None
    """The number of the chunk that proves it, counted from 1 as the wire counts; `None` where that is not known."""
    call: int | None = None
    """Which call of the reply it is about, counted from 0; `None`: the reply itself."""
