"""How much of a text, or of an item, stands in an event."""

from __future__ import annotations

from enum import Enum


class Stage(Enum):
    """But for the first all of it is known."""

    PIECE = "piece"
    """A part of it, or that it begins."""
    WHOLE = "whole"
    """All of it: the server's last word on it."""
    FINAL = "final"
    """All of it in the final response: the last word, where there was none before."""
    DOUBTFUL = "doubtful"
    """The same, where it may be another one that stands there: it corrects nothing."""


def stage_of(ending: str) -> Stage:
    """That of an event of the kind `response.STEM.ENDING`."""
    return Stage.WHOLE if ending == "done" else Stage.PIECE
