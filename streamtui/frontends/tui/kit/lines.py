"""A widget that draws rows of styled text, and of a new value only the rows that differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rich.style import Style
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from streamtui.frontends.tui.kit.direct import DirectLines
from streamtui.frontends.tui.kit.look import look
from streamtui.frontends.tui.kit.painter import ACTION, BLANK, Painter
from streamtui.rows.row import Row


class Lines(DirectLines):
    """Draws its `rows`, one terminal line each."""

    rows: reactive[tuple[Row, ...]] = reactive((), repaint=False, init=False)

    @dataclass
    class Resized(Message):
        """It has another size, or one at all: what is drawn may be another."""

        lines: Lines

        @property
        def control(self) -> Lines:
            return self.lines

    def __init__(self, *, fits: bool = False, **options: Any) -> None:
        """`fits`: it is as high as its rows."""
        super().__init__(**options)
        self._fits = fits
        self._painter: Painter | None = None

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
        width = self.content_size.width
        if self._painter is None or self._painter.width != width:
            self._painter = Painter(0, width, self.rich_style, self._style_of)
        return self._painter.fresh(self.rows[line] if line < len(self.rows) else BLANK)

    def render_line(self, y: int) -> Strip:
        return self.content_strip(y).apply_offsets(0, y)

    def on_resize(self) -> None:
        self.post_message(self.Resized(self))

    def notify_style_update(self) -> None:
        self._painter = None
        super().notify_style_update()

    def _style_of(self, name: str) -> Style:
        return look(name, self.app.theme_variables, self.background_colors[1])

    async def on_click(self, event: events.Click) -> None:
        if action := event.style.meta.get(ACTION):
            await self.run_action(action)
