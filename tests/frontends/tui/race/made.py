"""Contestants that are there without a race, and rows as texts."""

from __future__ import annotations

from collections.abc import Iterable

from streamtui.core.chat import events as ev
from streamtui.core.chat.usage import Usage
from streamtui.core.faults.faults import Fault
from streamtui.core.ports.race import Contestant
from streamtui.rows.row import Row


def text(rows: Iterable[Row]) -> list[str]:
    return ["".join(span.text for span in row).rstrip() for row in rows]


def contestant(label: str, *, first: float = 1.0, words: int = 4, tokens: int = 10, end: str = "done") -> Contestant:
    """One that began at 0, wrote a word every half second from `first` on, and then ended like that, or not yet."""
    one = Contestant(label)
    one.apply(ev.PromptSubmitted(0.0, "Why?"))
    one.apply(ev.RequestSent(0.0, 1, label, "https://api.example/v1"))
    one.apply(ev.ResponseStarted(0.1))
    for number in range(words):
        one.apply(ev.ChunkReceived(first + number / 2))
        one.apply(ev.TextDelta(first + number / 2, "words "))
    last = first + (words - 1) / 2
    if end == "done":
        one.apply(ev.UsageReported(last, Usage(3, tokens)))
        one.apply(ev.ReplyFinished(last))
        one.apply(ev.TurnFinished(last))
    elif end == "failed":
        one.apply(ev.TurnFailed(last, Fault("connection", "Gone.")))
    one.over = end != "open"
    return one
