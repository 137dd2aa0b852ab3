"""The rows of the list of conversations: title and figures, and below them the words that were found, marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.cells import cell_len

from streamtui.core.ports.store import ConversationRow
from streamtui.core.text.found_words import found_words
from streamtui.core.words import figures
from streamtui.frontends.tui.kit.instants import when
from streamtui.frontends.tui.kit.offers import shown_text
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, STRONG, WARN
from streamtui.rows.row import Row, Run, cells, clip, clip_row

FOUND = "mark"
PINNED, CUT = "★", "✂"
_APART = 2
_LEAST_TITLE = 24
"""Cells that figures leave to titles."""
_MODEL_CELLS = 20


def conversation_rows(
    found: Sequence[ConversationRow], cursor: int, words: Sequence[str], now: datetime, width: int, height: int
) -> tuple[tuple[Row, ...], int]:
    """As many as fit, the cursor in sight, and of how many conversations they are. A click takes one."""
    entries = list(_window(found, cursor, words, height))
    columns = _columns([row for _, row in entries], now, width)
    rows: list[Row] = []
    for index, row in entries:
        action = f"screen.take_at({index})"
        drawn = _entry(row, index == cursor, columns[row.id], words, width)
        rows += [tuple(run._replace(action=action) for run in each) for each in drawn]
    return tuple(rows[:height]), len(entries)


def marked(text: str, words: Sequence[str], style: str) -> Row:
    """The text with what was looked for marked in it."""
    runs: list[Run] = []
    at = 0
    for start, end in found_words(text, words):
        runs += [Run(text[at:start], style), Run(text[start:end], FOUND)]
        at = end
    return tuple(run for run in (*runs, Run(text[at:], style)) if run.text)


def _window(
    found: Sequence[ConversationRow], cursor: int, words: Sequence[str], height: int
) -> Iterator[tuple[int, ConversationRow]]:
    """Those around the cursor, with their places."""
    first, room = max(0, cursor), height // 2 - 1
    while first > 0 and (room := room - _height(found[first - 1], words)) >= 0:
        first -= 1
    room = sum(_height(row, words) for row in found[first:])
    while first > 0 and room + _height(found[first - 1], words) <= height:  # near the end
        first -= 1
        room += _height(found[first], words)
    room = height
    for index in range(first, len(found)):
        if room <= 0:
            return
        room -= _height(found[index], words)
        yield index, found[index]


def _height(row: ConversationRow, words: Sequence[str]) -> int:
    return 2 if _excerpt(row, words) else 1


def _excerpt(row: ConversationRow, words: Sequence[str]) -> str:
    """Where the words stand, unless the title says just that."""
    return row.found if words and row.found.strip("…") not in row.title else ""


def _columns(rows: Sequence[ConversationRow], now: datetime, width: int) -> dict[str, list[str]]:
    """What stands at the right end of each, in columns; the less room, the fewer."""
    kinds: list[list[str]] = [
        [when(row.changed, now) for row in rows],
        [clip(shown_text(row.model), _MODEL_CELLS) for row in rows],
        [figures.plural(row.messages, "message") for row in rows],
        [f"{figures.count(row.tokens, estimated=row.tokens_are_estimated)} tok" if row.tokens else "" for row in rows],
        [figures.money(row.cost_usd) if row.cost_usd is not None else "" for row in rows],
    ]
    if width < 90:
        kinds[2] = [figures.count(row.messages) + " msg" for row in rows]
    shown: list[list[str]] = []
    taken = 0
    for kind in kinds:
        widest = max(map(cell_len, kind), default=0)
        if widest and taken + widest + _APART <= width - _LEAST_TITLE:
            shown.append([" " * (widest - cell_len(cell)) + cell for cell in kind])
            taken += widest + _APART
    order = shown[1:] + shown[:1]
    return {row.id: [kind[place] for kind in order] for place, row in enumerate(rows)}


def _entry(row: ConversationRow, held: bool, columns: Sequence[str], words: Sequence[str], width: int) -> list[Row]:
    right = "".join(" " * _APART + cell for cell in columns)
    signs = [Run(f"{PINNED} ", ACCENT)] if row.pinned else []
    signs += [Run(f"{CUT} ", WARN)] if row.cut else []
    lead = [Run("❯ " if held else "  ", ACCENT), *signs]
    room = max(0, width - cells(lead) - cell_len(right))
    title = clip(shown_text(row.title).strip() or "(no words)", room)
    named = marked(title, words, DIM if row.deleted else STRONG if held else BRIGHT)
    rows: list[Row] = [clip_row((*lead, *named, Run(" " * (room - cells(named))), Run(right, DIM)), width)]
    if excerpt := _excerpt(row, words):
        rows.append(clip_row((Run("    "), *marked(shown_text(excerpt), words, DIM)), width))
    return rows
