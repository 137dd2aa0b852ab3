"""A line of which the end is seen, as wide as there is room: where a text grows, the end is what is new."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text


@dataclass(frozen=True, slots=True)
class Tail:
    """A renderable of rich; the text is one line and safe to show."""

    head: str
    """Stands before it and stays."""
    text: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = options.max_width - cell_len(self.head)
        text = self.text[-max(0, room) :] if room > 0 else ""
        while cell_len(text) > room and text:
            text = text[1:]
        yield Text(self.head + text, style="dim", no_wrap=True, overflow="ellipsis", end="")

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(1, options.max_width)
