"""The help text."""

from __future__ import annotations

from collections.abc import Iterator

from streamtui.frontends.tui.commands import COMMANDS, PROMPT_KEYS, shown_key
from streamtui.frontends.tui.views.rows import ACCENT, BRIGHT, DIM, Row, Span

_USAGE_COLUMN = 20


def help_rows() -> tuple[Row, ...]:
    """Every key and command, a row each."""
    return tuple(_rows())


def _rows() -> Iterator[Row]:
    yield (Span("IN THE PROMPT", f"bold {DIM}"),)
    for key, does in PROMPT_KEYS:
        yield _row(shown_key(key), does)
    yield ()
    yield (Span("KEYS AND COMMANDS", f"bold {DIM}"),)
    for known in COMMANDS:
        yield _row(known.usage, known.title)
    yield ()
    yield (Span("R, Enter and ↑ are commands only while the prompt is empty.", DIM),)


def _row(usage: str, does: str) -> Row:
    return (Span(f"{usage:<{_USAGE_COLUMN}}", ACCENT), Span(does, BRIGHT))
