"""What the program that is tapped writes, its last lines; terminal codes in it are shown as nothing, or as text."""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical

from streamtui.core.ports.program import Program
from streamtui.core.text.display_safe import DisplaySafeStream
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.offers import shown_text
from streamtui.frontends.tui.kit.rows import ACCENT, BAD, BRIGHT, DIM, GOOD, heading
from streamtui.rows.row import Row, Run
from streamtui.rows.wrapping import folded

_MOST_LINES = 5_000
_LONGEST = 4_000
"""Characters of a line that are kept."""
_WHEEL_ROWS = 3


class OutputLines:
    """Feed it pieces; it keeps the last lines."""

    def __init__(self) -> None:
        self._safe = DisplaySafeStream()
        self._lines: deque[str] = deque([""], maxlen=_MOST_LINES)
        self.dropped = 0
        """Lines that are not kept any more."""

    def feed(self, text: str) -> None:
        """Take one more piece."""
        first, *others = self._safe.feed(text).split("\n")
        self._lines[-1] = (self._lines[-1] + first)[:_LONGEST]
        for line in others:
            self.dropped += len(self._lines) == _MOST_LINES
            self._lines.append(line[:_LONGEST])

    def __len__(self) -> int:
        """Lines that hold something; the last one, which goes on, counts once it does."""
        return len(self._lines) - (not self._lines[-1])

    def last_rows(self, behind: int, width: int, height: int) -> list[Row]:
        """So many rows of the screen, that end so many lines before the end."""
        count = len(self)
        rows: list[Row] = []
        skipped = len(self._lines) - count + behind
        for line in islice(reversed(self._lines), skipped, None):
            if len(rows) >= height:
                break
            rows[:0] = [(Run(row, BRIGHT),) for row in folded(line, max(2, width))]
        return rows[-height:] if height > 0 else []


class ProgramOutput(Vertical):
    """Follows the output, or stays where the person is."""

    def __init__(self, program: Program | None, **options: Any) -> None:
        super().__init__(**options)
        self._program = program
        self.lines = OutputLines()
        self._behind = 0
        """So many lines before the end is what is in sight."""

    def compose(self) -> ComposeResult:
        yield Lines(id="output-head")
        yield Lines(id="output-rows")

    def hear(self, text: str) -> None:
        """It wrote that."""
        before = len(self.lines) + self.lines.dropped
        self.lines.feed(text)
        if self._behind:
            self._behind = min(self._behind + len(self.lines) + self.lines.dropped - before, len(self.lines))

    def draw(self) -> None:
        """Take what there is by now into the rows."""
        if not self.display or self._program is None:
            return
        head, rows = self.query_one("#output-head", Lines), self.query_one("#output-rows", Lines)
        width, height = rows.size
        self._behind = max(0, min(self._behind, len(self.lines) - height))
        more = f"{self._behind:,} more lines  " if self._behind else ""
        title = shown_text(f"OUTPUT OF {self._program.command}")
        right = (Run(more, DIM), *program_state(self._program))
        head.show(heading(title, right, head.size.width) if width else ())
        rows.show(*self.lines.last_rows(self._behind, width, height))

    def scroll_rows(self, by: int) -> None:
        """Move on, or back."""
        self._behind = max(0, self._behind - by)
        self.draw()

    def on_mouse_scroll_down(self) -> None:
        self.scroll_rows(_WHEEL_ROWS)

    def on_mouse_scroll_up(self) -> None:
        self.scroll_rows(-_WHEEL_ROWS)


def program_state(program: Program) -> Row:
    """Whether it runs, and how it ended."""
    if not program.ended:
        return (Run("● running", ACCENT),)
    return (Run(f"✗ {shown_text(program.ended)}", BAD),) if program.failed else (Run(f"✓ {program.ended}", GOOD),)
