"""The help text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from streamtui.frontends.tui.kit.command import (
    APPROVAL_COMMANDS,
    CALLS_COMMANDS,
    COMMANDS,
    PICKER_COMMANDS,
    PROMPT_KEYS,
    RACE_COMMANDS,
    TRANSCRIPT_KEYS,
    Command,
    shown_key,
)
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, Row, Span

_USAGE_COLUMN = 20


def help_rows() -> tuple[Row, ...]:
    """Every key and command, a row each."""
    return tuple(_rows())


def _rows() -> Iterator[Row]:
    yield (Span("IN THE PROMPT", f"bold {DIM}"),)
    for key, does in PROMPT_KEYS:
        yield _row(shown_key(key), does)
    yield ()
    yield from _section("KEYS AND COMMANDS", COMMANDS)
    yield (Span("R, Enter and ↑ are commands only while the prompt is empty.", DIM),)
    yield ()
    yield (Span("IN THE CONVERSATION", f"bold {DIM}"),)
    for key, does in TRANSCRIPT_KEYS:
        yield _row(shown_key(key), does)
    yield ()
    yield from _section("IN THE FUNCTION CALLS", CALLS_COMMANDS)
    yield ()
    yield from _section("WHEN A CALL ASKS WHETHER IT MAY RUN", APPROVAL_COMMANDS)
    yield ()
    yield from _section("WHERE IT IS CHOSEN WHO RACES", PICKER_COMMANDS)
    yield ()
    yield from _section("IN A RACE", RACE_COMMANDS)


def _section(title: str, commands: Iterable[Command]) -> Iterator[Row]:
    yield (Span(title, f"bold {DIM}"),)
    for known in commands:
        yield _row(known.usage, known.title)


def _row(usage: str, does: str) -> Row:
    return (Span(f"{usage:<{_USAGE_COLUMN}}", ACCENT), Span(does, BRIGHT))
