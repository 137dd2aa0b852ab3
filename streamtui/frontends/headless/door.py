"""The one door to standard output and standard error: nothing that is written there acts on a terminal or tells a key.

On a terminal, and on standard error always, texts are made safe to show. What another program reads from standard
output is as the server sent it, but for keys and halves of characters. The program's own escapes go past the door,
by `control` and by a console of rich that makes its own texts safe (`live_view.console_on`).
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO, cast

if TYPE_CHECKING:
    from streamtui.core.text.display_safe import DisplaySafeStream


class Door(io.TextIOBase):
    """A stream that may be written to with any text, and never raises for what it holds."""

    def __init__(self, raw: TextIO, *, shows: bool) -> None:
        """`shows`: a person reads it, whatever it is."""
        self.raw = raw
        """What is behind it."""
        self._shows = shows or raw.isatty()
        self._safe: DisplaySafeStream | None = None

    @property
    def stream(self) -> TextIO:
        """The same, for those who take streams."""
        return cast("TextIO", self)

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self.raw.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]
        return "replace"

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self.raw.isatty()

    def fileno(self) -> int:
        return self.raw.fileno()

    def write(self, text: str | bytes, /) -> int:
        """Bytes are text in UTF-8: click writes so what a shell completes."""
        if isinstance(text, bytes):
            text = text.decode("utf-8", "replace")
        self.raw.write(self.ready(text))
        return len(text)

    def ready(self, text: str) -> str:
        """The text as it may be written, for those who write it themselves; to be called in its order."""
        from streamtui.core.text.kept_secrets import (
            KEPT,
        )  # loaded with what is printed first, which the chat never does

        hidden = KEPT.hide(text)
        if self._shows and self._safe is None:
            from streamtui.core.text.display_safe import DisplaySafeStream

            self._safe = DisplaySafeStream()
        return self._safe.feed(hidden) if self._safe is not None else hidden

    def flush(self) -> None:
        self.raw.flush()

    def close(self) -> None:
        """Nothing, as Python calls it for each that is thrown away: what is behind may be closed by then, or gone."""

    def end(self) -> None:
        """Write what waited for more: a carriage return is one only if no newline follows."""
        if self._safe is not None and (rest := self._safe.end()):
            self.raw.write(rest)


def behind(stream: TextIO) -> TextIO:
    """The stream without its door, for those who see to its safety themselves; `None` stays what it is."""
    return stream.raw if isinstance(stream, Door) else stream


def control(stream: TextIO, sequence: str) -> None:
    """Write an escape of the program's own."""
    behind(stream).write(sequence)


@contextmanager
def doors() -> Iterator[None]:
    """Both are there while the block runs."""
    before = sys.stdout, sys.stderr
    if any(stream is None or isinstance(stream, Door) for stream in before):
        yield
        return
    for stream in before:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    doors = Door(sys.stdout, shows=False), Door(sys.stderr, shows=True)
    sys.stdout, sys.stderr = (door.stream for door in doors)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
        for door in doors:
            with suppress(OSError, ValueError):
                door.end()


@contextmanager
def no_doors() -> Iterator[None]:
    """A full-screen program has the terminal for itself while the block runs."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = behind(sys.stdout), behind(sys.stderr)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def tell_bug() -> None:
    """The traceback of the error that is being handled, without keys."""
    from traceback import format_exc

    from streamtui.core.text.kept_secrets import KEPT

    sys.stderr.write(KEPT.redact(format_exc()))
