"""How far a fetch is, on stderr: one line that is drawn over on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TextIO

from streamtui.core.ports import Progress

_WIDTH = 28
_REDRAW_S = 0.1
_STEP_PERCENT = 10


class ProgressBar:
    """Shows each Progress it is called with. Used as a context, it leaves the terminal's line whole."""

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
            self._out.write("\n")

    def __call__(self, progress: Progress) -> None:
        """Draw it, unless that was done just now."""
        percent = 100 * progress.done // progress.total if progress.total else 0
        if progress.label != self._label:
            if self._live and self._label:
                self._out.write("\n")
            self._label, self._drawn_at, self._next_percent = progress.label, 0.0, 0
        if self._live:
            if (now := time.monotonic()) - self._drawn_at >= _REDRAW_S or percent == 100:
                self._drawn_at = now
                self._out.write(f"\r{_bar(percent)}  {_figures(progress, percent)}\x1b[K")
                self._out.flush()
        elif percent >= self._next_percent:
            self._next_percent = percent - percent % _STEP_PERCENT + _STEP_PERCENT
            self._out.write(f"{_figures(progress, percent)}\n")


def _bar(percent: int) -> str:
    filled = _WIDTH * percent // 100
    return "━" * filled + "─" * (_WIDTH - filled)


def _figures(progress: Progress, percent: int) -> str:
    if progress.total is None:
        return progress.label
    return f"{percent:3} %  {megabytes(progress.done)} of {megabytes(progress.total)}  {progress.label}"


def megabytes(size: int) -> str:
    """Bytes for people."""
    return f"{size / 1_000_000:.0f} MB"
