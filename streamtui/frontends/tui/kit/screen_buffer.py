"""What the terminal shows, cell by cell, so that it is written nothing but what differs.

Rows that scroll are moved by the terminal itself: it scrolls whole rows only, so what stands beside them is put back.
"""

from __future__ import annotations

from streamtui.frontends.tui.kit.cells import UNKNOWN, Cell, first_uncertain
from streamtui.frontends.tui.kit.pen import PLAIN, blank, change

_GAP = 4
"""Cells that did not change are written all the same when so few stand between two that did: a move costs as much."""


class ScreenBuffer:
    """A picture of the terminal, and what is still to be written to make it true."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.rows = [[UNKNOWN] * width for _ in range(height)]
        """What is shown once all is written."""
        self._written: list[str] = []
        self._look = PLAIN
        self._at: tuple[int, int] | None = None
        """Where the terminal's cursor is, if that is known."""

    def put(self, x: int, y: int, cells: list[Cell]) -> None:
        """Have these cells shown from that place on."""
        row = self.rows[y]
        cells = cells[: self.width - x]
        old = row[x : x + len(cells)]
        if old == cells:
            return
        row[x : x + len(cells)] = cells
        changed = [
            number
            for number, (before, after) in enumerate(zip(old, cells, strict=True))
            if before != after and not (before[0] == after[0] == " " and blank(before[1]) == blank(after[1]))
        ]
        if not changed:
            return
        uncertain = min(first_uncertain(old), first_uncertain(cells))
        if changed[-1] < uncertain:
            for first, last in _spans(changed, cells):
                self._write(x + first, y, cells[first:last])
        else:  # nobody knows where what follows stands
            first = min(changed[0], uncertain)
            self._write(x + first, y, cells[first:])
            self._at = None

    def scroll(self, top: int, bottom: int, left: int, right: int, by: int) -> None:
        """Move what is shown in a box up by so many rows (down, if negative); the rows that come in are not known."""
        rows = self.rows[top:bottom]
        beside = [(row[:left], row[right:]) for row in rows]
        new = [[UNKNOWN] * self.width for _ in range(abs(by))]
        self.rows[top:bottom] = [*rows[by:], *new] if by > 0 else [*new, *rows[:by]]
        self._take_look(PLAIN)
        edge, step = (bottom, "\n") if by > 0 else (top + 1, "\x1bM")
        self._written.append(f"\x1b[{top + 1};{bottom}r\x1b[{edge};1H{step * abs(by)}\x1b[r")
        self._at = None
        for y, (before, behind) in enumerate(beside, top):
            self.put(0, y, before)
            self.put(right, y, behind)

    @property
    def changed(self) -> bool:
        """Something is still to be written."""
        return bool(self._written)

    def take_written(self) -> str:
        """What is to be written, once."""
        if not self._written:
            return ""
        self._take_look(PLAIN)
        self._at = None
        text = "".join(self._written)
        self._written.clear()
        return text

    def _write(self, x: int, y: int, cells: list[Cell]) -> None:
        self._move_to(x, y)
        append, look = self._written.append, self._look
        for character, wanted in cells:
            if wanted != look and not (character == " " and blank(wanted) == blank(look)):
                append(change(look, wanted))
                look = wanted
            append(character)
        self._look = look
        self._at = (x + len(cells), y)

    def _move_to(self, x: int, y: int) -> None:
        at_x, at_y = self._at or (self.width, self.height)
        if (x, y) == (at_x, at_y):
            return
        if y == at_y and x > at_x:
            move = f"\x1b[{x - at_x}C"
        elif y == at_y + 1 and x == 0:
            move = "\r\n"
        else:
            move = f"\x1b[{y + 1};{x + 1}H"
        self._written.append(move)

    def _take_look(self, look: str) -> None:
        if self._look != look:
            self._written.append(change(self._look, look))
            self._look = look


def _spans(changed: list[int], cells: list[Cell]) -> list[tuple[int, int]]:
    """Where to write: from each cell that changed to the next one that stays for a while, wide characters whole."""
    spans: list[tuple[int, int]] = []
    first = last = changed[0]
    for number in [*changed[1:], len(cells) + _GAP]:
        if number - last > _GAP:
            end = last + 1
            while end < len(cells) and not cells[end][0]:
                end += 1
            spans.append((first, end))
            first = number
        last = number
    return spans
