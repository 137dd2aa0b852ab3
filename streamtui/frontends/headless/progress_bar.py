"""How far a preparation is, on stderr: a line that is drawn over and then erased on a terminal.

Elsewhere a line now and then, and only for what is measured, as a fetch is: a log wants to hear of nothing shorter.
"""

from __future__ import annotations

import time
from types import TracebackType
from typing import TextIO

from streamtui.core.ports.provider import Progress
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.figures import megabytes
from streamtui.frontends.headless.door import control

_WIDTH = 28
_REDRAW_S = 0.1
_STEP_PERCENT = 10
_ERASE_LINE = "\r\x1b[K"


class ProgressBar:
    """Shows each Progress it is called with. Used as a context, it leaves nothing of itself on a terminal."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._live = out.isatty()
        self._label = ""
        self._drawn_at = 0.0
        self._next_percent = 0

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live and self._label:
            control(self._out, _ERASE_LINE)
            self._out.flush()

    def __call__(self, progress: Progress) -> None:
        """Draw it, unless that was done just now."""
        if progress.label != self._label:
            self._label, self._drawn_at, self._next_percent = progress.label, 0.0, 0
        if self._live:
            self._draw(progress)
        elif progress.total and (percent := _percent(progress)) >= self._next_percent:
            self._next_percent = percent - percent % _STEP_PERCENT + _STEP_PERCENT
            self._out.write(f"{_figures(progress)}\n")
            self._out.flush()

    def _draw(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._drawn_at >= _REDRAW_S or progress.done == progress.total:
            self._drawn_at = now
            bar = f"{_bar(_percent(progress))}  " if progress.total else ""
            control(self._out, _ERASE_LINE)
            self._out.write(f"{bar}{_figures(progress)}")
            self._out.flush()


def _percent(progress: Progress) -> int:
    return 100 * progress.done // progress.total if progress.total else 0


def _bar(percent: int) -> str:
    filled = _WIDTH * percent // 100
    return "━" * filled + "─" * (_WIDTH - filled)


def _figures(progress: Progress) -> str:
    label = display_safe(progress.label, keep_newlines=False)
    if not progress.total:
        return f"{progress.done:,} {label}" if progress.done else label
    return f"{_percent(progress):3} %  {megabytes(progress.done, progress.total)}  {label}"
