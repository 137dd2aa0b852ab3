"""Lines that change often go to the terminal directly; Textual's compositor would render all that is near them anew.

It keeps no picture of the screen, so what it draws later is right whatever was drawn here. Where something lies over a
widget, or another screen over its own, the widget is repainted by the compositor.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import takewhile
from typing import Any, TypeVar, cast

from rich.color import ColorSystem
from rich.console import Console, RenderableType
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.filter import ANSIToTruecolor
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from streamtui.frontends.tui.kit import scroll_bar
from streamtui.frontends.tui.kit.cells import Cell, cells_of
from streamtui.frontends.tui.kit.screen_buffer import ScreenBuffer
from streamtui.frontends.tui.kit.themed import ThemedApp
from streamtui.frontends.tui.terminal.colours import Colours

_BATCH_S = 1 / 60
"""How long a write waits, again and again, while Textual changes several things at once."""
Result = TypeVar("Result")


class DirectLines(Widget):
    """A widget whose lines can be drawn one by one. They are numbered from the top of its content."""

    @abstractmethod
    def content_strip(self, line: int) -> Strip:
        """What stands in a line of the content, at its full width."""

    def draw_lines(self, lines: Sequence[int], scrolled: int = 0) -> None:
        """Have lines drawn that changed, after everything moved up by `scrolled` rows."""
        app = self.app
        if isinstance(app, DirectApp) and app.draw_directly(self, self.content_strip, lines, scrolled):
            return
        width = self.size.width
        self.refresh(*[] if scrolled else [Region(0, line, width, 1) for line in lines])

    def move_scrollbar(self, *, height: int, window: int, top: int) -> None:
        """Have the scrollbar show that of so many rows these are in sight."""
        bar, app = self.vertical_scrollbar, self.app
        if bar.parent is None or not scroll_bar.move(bar, height=height, window=window, top=top):
            return  # where there is no parent, the app is ending
        bar._layout_cache.clear()
        bar._set_dirty()
        strips = scroll_bar.strips(bar)
        if not (isinstance(app, DirectApp) and app.draw_directly(bar, strips.__getitem__, range(len(strips)))):
            bar.refresh()

    def later(self, delay_s: float, do: Callable[[], None]) -> asyncio.TimerHandle:
        """Have that done then. It costs less than a timer of Textual's, and a bug in it ends the app all the same."""

        def done() -> None:
            try:
                do()
            except Exception as error:
                self.app._handle_exception(error)

        return asyncio.get_running_loop().call_later(delay_s, done)


class DirectApp(ThemedApp[Result]):
    """An app that knows what its terminal shows, and writes what differs."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._buffer: ScreenBuffer | None = None
        """Once the whole screen was drawn."""
        self._layout: Mapping[Widget, tuple[Region, Region]] = {}
        self._contents: dict[Widget, Region | None] = {}
        """Where in that layout the contents of widgets are that nothing lies over."""
        self._write_is_due = False

    def on_mount(self) -> None:
        self.app_resume_signal.subscribe(self, self._start_anew)

    def on_resize(self) -> None:
        self._buffer = None  # terminals differ in what they keep

    def draw_directly(
        self, widget: Widget, strip_of: Callable[[int], Strip], lines: Iterable[int], scrolled: int = 0
    ) -> bool:
        """See DirectLines; False where the widget has to be repainted in the usual way."""
        buffer = self._buffer
        if buffer is None or self._batch_count or self._closed or (content := self._content_of(widget)) is None:
            return False
        x, y, width, height = content
        if scrolled:
            if abs(scrolled) <= height // 2 and width > buffer.width // 2:
                buffer.scroll(y, y + height, x, x + width, scrolled)
            else:
                lines = range(height)
        drawn = [line for line in lines if line < height]
        for line in drawn:
            buffer.put(x, y + line, self._cells(strip_of(line))[:width])
        top = widget.gutter.top
        widget._styles_cache.set_dirty(*[Region(0, top + line, 1, 1) for line in drawn])
        if not self._write_is_due:
            self._write_later(0)
        return True

    def _write_later(self, delay_s: float) -> None:
        """Write what is drawn in this turn of the event loop at once."""
        self._write_is_due = True
        asyncio.get_running_loop().call_later(delay_s, self._write_drawn)

    def _write_drawn(self) -> None:
        self._write_is_due = False
        if self._batch_count:
            self._write_later(_BATCH_S)
        elif self._buffer is not None and self._buffer.changed:
            self._show(self.screen, partial(self._written, self._buffer))

    def _content_of(self, widget: Widget) -> Region | None:
        layout = self.screen._compositor.visible_widgets
        if layout is not self._layout:
            self._layout, self._contents = layout, {}
        if widget not in self._contents:
            filtered = any(not isinstance(known, ANSIToTruecolor) for known in self.get_line_filters())
            self._contents[widget] = None if filtered else _bare_content(widget, layout)
        return self._contents[widget]

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if isinstance(renderable, LayoutUpdate):
            self._show(screen, partial(self._draw_layout, renderable))
        elif isinstance(renderable, ChopsUpdate) and self._buffer is not None:
            self._show(screen, partial(self._draw_chops, self._buffer, renderable))
        else:
            super()._display(screen, renderable)

    def _show(self, screen: Screen[Any], draw: Callable[[], str]) -> None:
        super()._display(screen, cast("RenderableType", _Drawn(draw)))

    def _draw_layout(self, update: LayoutUpdate) -> str:
        """Draw the whole screen."""
        if (buffer := self._buffer) is None or (buffer.width, buffer.height) != update.region.size:
            buffer = self._buffer = ScreenBuffer(*update.region.size)
        for y, strips in enumerate(update.strips):
            buffer.put(0, y, [cell for strip in strips for cell in self._cells(strip)])
        return self._written(buffer)

    def _draw_chops(self, buffer: ScreenBuffer, update: ChopsUpdate) -> str:
        """Draw the parts of lines that may have changed."""
        if len(update.chops) != buffer.height:
            self._start_anew()
            return update.render_segments(self.console)
        for y, first, last in update.spans:
            for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                if strip is not None and x < last and end > first:
                    buffer.put(x, y, self._cells(strip)[: end - x])
        return self._written(buffer)

    def _written(self, buffer: ScreenBuffer) -> str:
        """What is to be written now, as one update where the terminal knows of such."""
        text = buffer.take_written()
        return f"{SYNC_START}{text}{SYNC_END}" if self._sync_available and text else text

    def _begin_update(self) -> None:
        """Done above, in one write."""

    def _end_update(self) -> None:
        """Done above."""

    def _start_anew(self, _: object = None) -> None:
        """Nothing is known of what the terminal shows."""
        self._buffer = None
        self.screen.refresh()

    def _cells(self, strip: Strip) -> list[Cell]:
        if self.colours is Colours.NONE:
            return cells_of(strip, None)
        return cells_of(strip, self.console._color_system or ColorSystem.TRUECOLOR)


class _Drawn(CompositorUpdate):
    """Draws when its time has come."""

    def __init__(self, draw: Callable[[], str]) -> None:
        self._draw = draw

    def render_segments(self, _: Console) -> str:
        return self._draw()


def _bare_content(widget: Widget, layout: Mapping[Widget, tuple[Region, Region]]) -> Region | None:
    """Where a widget's content is, if all of it is in sight. The layout names what lies above first."""
    if widget not in layout:
        return None
    region, clip = layout[widget]
    content = region.shrink(widget.styles.gutter).shrink(widget.scrollbar_gutter)
    above = takewhile(lambda known: known is not widget, layout)
    covered = any(content.overlaps(layout[known][0].intersection(layout[known][1])) for known in above)
    return content if clip.contains_region(content) and not covered else None
