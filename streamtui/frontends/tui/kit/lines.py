"""A widget that draws rows of styled text, and of a new value only the rows that differ."""

from __future__ import annotations

from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.reactive import reactive
from textual.strip import Strip

from streamtui.frontends.tui.kit.direct import DirectLines
from streamtui.frontends.tui.kit.rows import Row, Span

_ACTION = "action"
"""Not `@click`, whose link style would hide the row's own colours."""


class Lines(DirectLines):
    """Draws its `rows`, one terminal line each."""

    rows: reactive[tuple[Row, ...]] = reactive((), repaint=False, init=False)

    def __init__(self, *, fits: bool = False, **options: Any) -> None:
        """`fits`: it is as high as its rows."""
        super().__init__(**options)
        self._fits = fits
        self._looks: dict[str, Style] = {}

    def show(self, *rows: Row) -> None:
        """Draw these, in place of those before."""
        self.rows = rows

    def watch_rows(self, before: tuple[Row, ...], after: tuple[Row, ...]) -> None:
        if self._fits and len(before) != len(after):
            self.styles.height = len(after)
        longest = max(len(before), len(after))
        changed = [y for y in range(longest) if before[y : y + 1] != after[y : y + 1]]
        if changed:
            self.draw_lines(changed)

    def content_strip(self, line: int) -> Strip:
        row = self.rows[line] if line < len(self.rows) else ()
        strip = Strip([Segment(span.text, self._look(span)) for span in row if span.text])
        return strip.adjust_cell_length(self.content_size.width, self._look(Span("", "")))

    def render_line(self, y: int) -> Strip:
        return self.content_strip(y).apply_offsets(0, y)

    def notify_style_update(self) -> None:
        self._looks.clear()
        super().notify_style_update()

    def _look(self, span: Span) -> Style:
        look = self._looks.get(span.style)
        if look is None:
            look = self._looks[span.style] = (self.visual_style + self._get_style(span.style)).rich_style
        return look + Style.from_meta({_ACTION: span.action}) if span.action else look

    async def on_click(self, event: events.Click) -> None:
        if action := event.style.meta.get(_ACTION):
            await self.run_action(action)
