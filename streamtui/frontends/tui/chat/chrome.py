"""The frame of the screen: the status line, the rule above the prompt, the key bar, the welcome."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from streamtui.core.text.display_safe import display_safe
from streamtui.frontends.tui.desk.desk import Chat
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.phase_words import phase_row
from streamtui.frontends.tui.kit.rows import (
    ACCENT,
    BRIGHT,
    DIM,
    RULE,
    STRONG,
    Row,
    Span,
    clip,
    clip_row,
    row_width,
    spread,
)

BETWEEN = "   "
"""Between two keys."""


def status_row(chat: Chat, now: float, width: int) -> Row:
    """Program, model, profile, phase."""
    return spread((Span("streamtui", f"bold {ACCENT}"), Span("   "), *_place(chat)), phase_row(chat, now), width)


def rule_row(hint: str, width: int) -> Row:
    """A thin rule that carries the endpoint's standing hint at its end."""
    words = clip(display_safe(hint, keep_newlines=False), width - 4)
    if not words:
        return (Span("─" * width, RULE),)
    middle = (Span(f" {words} ", DIM), Span("──", RULE))
    return (Span("─" * (width - row_width(middle)), RULE), *middle)


def key_row(commands: Iterable[Command], possible: Callable[[str], bool], click: str = "{}") -> Row:
    """The keys that do something now; `click` is what a click on one does, around the name of its action."""
    spans: list[Span] = []
    taken: set[str] = set()
    for known in commands:
        if known.label and known.key not in taken and possible(known.action):
            taken.add(known.key)
            spans += [Span(BETWEEN)] if spans else []
            action = click.format(known.action)
            spans += [Span(known.key, ACCENT, action), Span(f" {known.label}", DIM, action)]
    return tuple(spans)


def welcome_rows(chat: Chat, width: int, height: int) -> tuple[Row, ...]:
    """What stands in the middle of an empty conversation."""
    rows = (
        (Span("streamtui", f"bold {ACCENT}"),),
        (),
        _place(chat),
        (),
        (Span("Ask something, and watch the stream.", BRIGHT),),
    )
    above = ((),) * max(0, (height - len(rows)) // 2)
    return (*above, *(_centred(row, width) for row in rows))


def _centred(row: Row, width: int) -> Row:
    fitted = clip_row(row, width)
    return (Span(" " * ((width - row_width(fitted)) // 2)), *fitted)


def _place(chat: Chat) -> Row:
    model, place = (display_safe(text, keep_newlines=False) for text in (chat.model, chat.place))
    named = (Span(model, STRONG), Span(f" · {place}", DIM)) if model else (Span(place, STRONG),)
    return named if place else named[:1]
