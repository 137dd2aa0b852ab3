"""A scrollbar as strips, without the detour through Rich's console by which Textual renders it."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip


def move(bar: ScrollBar, *, height: int, window: int, top: int) -> bool:
    """Tell the bar how much there is, and what of it is in sight; returns whether it is to be drawn again."""
    position = bar.validate_position(top)
    if (bar.window_virtual_size, bar.window_size, bar.position) == (height, window, position):
        return False
    bar.set_reactive(ScrollBar.window_virtual_size, height)
    bar.set_reactive(ScrollBar.window_size, window)
    bar.set_reactive(ScrollBar.position, position)
    return True


def strips(bar: ScrollBar) -> list[Strip]:
    """Its lines, from the top."""
    drawn = bar.render()
    assert isinstance(drawn, ScrollBarRender)
    look = drawn.style
    assert isinstance(look, Style)
    assert look.color is not None
    assert look.bgcolor is not None
    segments = drawn.render_bar(
        size=bar.size.height,
        virtual_size=drawn.virtual_size,
        window_size=drawn.window_size,
        position=drawn.position,
        back_color=look.bgcolor,
        bar_color=look.color,
    ).segments
    base = bar.visual_style.rich_style
    return [Strip([Segment(text, base + style)]) for text, style, _ in segments]
