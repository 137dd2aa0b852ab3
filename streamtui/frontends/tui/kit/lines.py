"""A widget that draws rows of styled text, and of a new value only the rows that differ."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.content import Content
from textual.geometry import Region
from textual.reactive import reactive
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual
from textual.widget import Widget

from streamtui.frontends.tui.kit.rows import Row, Span

_ACTION = "action"
"""Not `@click`, whose link style would hide the row's own colours."""


class Lines(Widget):
    """Draws its `rows`, one terminal line each."""

    FITS: ClassVar[bool] = False
    """Whether the widget is as high as its rows."""

    rows: reactive[tuple[Row, ...]] = reactive((), repaint=False, init=False)

    def watch_rows(self, before: tuple[Row, ...], after: tuple[Row, ...]) -> None:
        if self.FITS and len(before) != len(after):
            self.styles.height = len(after)
        width = self.size.width
        longest = max(len(before), len(after))
        changed = [y for y in range(longest) if before[y : y + 1] != after[y : y + 1]]
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def render_line(self, y: int) -> Strip:
        row = self.rows[y] if y < len(self.rows) else ()
        content = Content("").join(_content(span) for span in row)
        return Visual.to_strips(self, content, self.size.width, 1, self.visual_style, pad=True)[0]

    async def on_click(self, event: events.Click) -> None:
        if action := event.style.meta.get(_ACTION):
            await self.run_action(f"screen.{action}")


def _content(span: Span) -> Content:
    content = Content.styled(span.text, span.style)
    return content.stylize(Style.from_meta({_ACTION: span.action})) if span.action else content
