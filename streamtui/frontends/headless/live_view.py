"""A view on stderr that is drawn over while something runs, and gone when it is done; lines where nobody looks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TextIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.live import Live
from rich.segment import Segment
from rich.text import Text

from streamtui.core.faults.bugs import log_bug
from streamtui.core.ports.clock import Clock
from streamtui.core.text.display_safe import display_safe
from streamtui.core.text.kept_secrets import KEPT
from streamtui.frontends.headless.door import behind

_FRAME_S = 0.125
_WIDE = 240
"""Columns of a table that goes to a file or a pipe."""


class SafeConsole(Console):
    """Whatever a renderable's texts hold, only styles of the program's own act on the terminal."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """Also called for each part of a renderable."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=KEPT.hide(display_safe(segment.text)))

    def on_broken_pipe(self) -> None:
        """Whoever runs the command knows what a closed pipe means; Rich would end the program with 1."""
        raise  # noqa: PLE0704 (what is being handled there)


def console_on(stream: TextIO) -> Console:
    """A console that cuts nothing where the stream is no terminal."""
    width = None if stream.isatty() else _WIDE
    return SafeConsole(file=behind(stream), width=width, highlight=False, emoji=False, markup=False)


@asynccontextmanager
async def live_view(
    err: TextIO, clock: Clock, draw: Callable[[float], RenderableType], *, live: bool
) -> AsyncIterator[Callable[[str], None]]:
    """Show what `draw` makes of the present instant, eight times a second, while the block runs; only if `live`.

    Gives a function that writes a line, which stays: above the view, where there is one. The line is made safe.
    """
    if not live:
        yield partial(_write_line, err)
        return
    console = console_on(err)
    with Live(draw(clock.now()), console=console, transient=True, auto_refresh=False) as view:

        async def redraw() -> None:
            while True:
                await clock.sleep(_FRAME_S)
                try:
                    view.update(draw(clock.now()), refresh=True)
                except Exception as bug:  # whatever is drawn goes on without being seen
                    log_bug(bug, "the live view")
                    view.update(Text())
                    return

        drawing = asyncio.create_task(redraw())
        try:
            yield lambda line: console.print(Text(display_safe(line, keep_newlines=False)), soft_wrap=True)
        finally:
            drawing.cancel()
            with suppress(asyncio.CancelledError):
                await drawing


def _write_line(err: TextIO, line: str) -> None:
    err.write(display_safe(line, keep_newlines=False) + "\n")
    err.flush()
