"""The rows in sight as strips: what is found, marked or selected stands out, a bar is beside the message in focus."""

from __future__ import annotations

from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.selection import Selection
from textual.strip import Strip

from streamtui.frontends.tui.kit.direct import DirectLines
from streamtui.frontends.tui.kit.look import look
from streamtui.frontends.tui.kit.painter import BLANK, Painter
from streamtui.frontends.tui.kit.spacing import is_compact
from streamtui.frontends.tui.transcript.commands import CommandedView

BAR = "▎"
"""Beside the message that keys are about."""


class PaintedView(CommandedView, DirectLines):
    """Paints what the view shows; a line costs what changed in it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._painter: Painter | None = None
        """Of the widget's width and theme, made when it is needed."""
        self._marked = range(0)
        """The lines that the bar stands beside."""

    def _draw_bar(self) -> None:
        """Have a bar stand beside the message in focus while the keys are the conversation's."""
        marked = self._lines_in_focus() if self.has_focus else range(0)
        if marked != self._marked:
            lines, self._marked = {*marked, *self._marked}, marked
            self.refresh(Region(-1, min(lines), 1, max(lines) - min(lines) + 1))

    def _lines_in_focus(self) -> range:
        if (view := self._view) is None or (number := self.number_in_focus) is None:
            return range(0)
        top = view.flow.top(number) - view.top
        return range(
            max(0, top), max(0, min(view.height, top + view.flow.nodes[number].height - (not is_compact(self))))
        )

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self._draw_bar()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Whole lines, padding included; so Textual's own cache of styles, dearer than all of this, is passed by."""
        padding = self.styles.padding.top
        selection = self.text_selection
        strips = [self._barred(line - padding, selection) for line in range(crop.y, crop.bottom)]
        if crop.x == 0 and crop.right >= self.outer_size.width:
            return strips
        return [strip.crop(crop.x, crop.right) for strip in strips]

    def content_strip(self, line: int) -> Strip:
        return self._strip(line, self.text_selection).crop(self.styles.padding.left)

    def render_line(self, y: int) -> Strip:
        """A line of the content, with the offsets by which Textual knows what the mouse selects."""
        return self._strip(y, self.text_selection).crop(self.styles.padding.left).apply_offsets(0, self._lasting(y))

    def _strip(self, line: int, selection: Selection | None) -> Strip:
        if self._painter is None:
            self._painter = Painter(self.styles.padding.left, self.outer_size.width, self.rich_style, self._style_of)
        if self._view is None or not 0 <= line < len(self._view.shown):
            return self._painter.strip(BLANK)
        row = self._view.shown[line]
        spans = self._marked_in(line, self._lasting(line), selection)
        return self._painter.selected(row, spans) if spans else self._painter.strip(row)

    def _barred(self, line: int, selection: Selection | None) -> Strip:
        strip = self._strip(line, selection)
        if line not in self._marked:
            return strip
        return Strip.join([Strip([Segment(BAR, self.rich_style + self._style_of("accent"))], 1), strip.crop(1)])

    def _style_of(self, name: str) -> Style:
        return look(name, self.app.theme_variables, self.background_colors[1])

    def _lasting(self, line: int) -> int:
        """A line's number that stays the same when rows above are laid out."""
        return line if self._view is None else line + self._view.top - self._view.origin

    def notify_style_update(self) -> None:
        self._painter = None
        super().notify_style_update()
