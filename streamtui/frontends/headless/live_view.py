"""A view on stderr that is drawn over while something runs, and gone when it is done; nothing where nobody looks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TextIO

from rich.console import Console, RenderableType
from rich.live import Live

from streamtui.core.ports import Clock

_FRAME_S = 0.125
_WIDE = 240
"""Columns of a table that goes to a file or a pipe."""


def console_on(stream: TextIO) -> Console:
    """A console that cuts nothing where the stream is no terminal."""
    return Console(file=stream, width=None if stream.isatty() else _WIDE, highlight=False, emoji=False, markup=False)


@asynccontextmanager
async def live_view(err: TextIO, clock: Clock, draw: Callable[[float], RenderableType]) -> AsyncIterator[None]:
    """Show what `draw` makes of the present instant, eight times a second, while the block runs on a terminal."""
    if not err.isatty():
        yield
        return
    with Live(draw(clock.now()), console=console_on(err), transient=True, auto_refresh=False) as live:

        async def redraw() -> None:
            while True:
                await clock.sleep(_FRAME_S)
                live.update(draw(clock.now()), refresh=True)

        drawing = asyncio.create_task(redraw())
        try:
            yield
        finally:
            drawing.cancel()
            with suppress(asyncio.CancelledError):
                await drawing
