"""Stdout and stderr as they may be: full, closed, or not there at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, TextIO, cast

_STANDARD = range(3)


def hold_descriptors() -> None:
    """Open those of stdin, stdout and stderr that are closed, so that no file or socket gets their numbers.

    Reading finds nothing there, and writing fails.
    """
    for number in _STANDARD:
        if not _is_open(number):
            os.open(os.devnull, os.O_RDONLY)  # gets the lowest number that is free


def tell_refusal() -> bool:
    """Say that stdout takes no more, if that is so; for what is printed without a `Pipe`, such as `--help`."""
    out, err = Pipe(sys.stdout), Pipe(sys.stderr, forgiving=True)
    try:
        out.write("\n")  # what was refused need not wait to be written any more, so flushing alone does not tell
        out.flush()
    except OSError as error:
        from streamtui.frontends.headless.complaint import refusal

        out.give_up()
        err.write(f"{refusal(error)}\n")
        return True
    return False


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


class Pipe:
    """A stream whose own failure can be told from others; `forgiving`, where there is nobody to tell of it."""

    def __init__(self, stream: TextIO | None, *, forgiving: bool = False) -> None:
        self._stream = stream
        self._forgiving = forgiving
        self.failure: OSError | None = None
        """What the stream raised first."""

    @property
    def stream(self) -> TextIO:
        """The same, for those who take streams."""
        return cast("TextIO", self)

    def write(self, text: str) -> int:
        """See TextIO. Raises OSError, unless it is forgiving."""
        try:
            if self._stream is None:
                raise OSError(None, "it is closed")
            return self._stream.write(text)
        except OSError as error:
            self._fail(error)
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """See TextIO."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """See TextIO. Raises OSError, unless it is forgiving."""
        try:
            if self._stream is not None:
                self._stream.flush()
        except OSError as error:
            self._fail(error)

    def give_up(self) -> None:
        """Let what Python still writes as it ends go nowhere."""
        if self._stream is not None:
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())

    def fileno(self) -> int:
        """See TextIO. Raises OSError where it is closed, or no file."""
        if self._stream is None:
            raise OSError(None, "it is closed")
        return self._stream.fileno()

    def isatty(self) -> bool:
        """See TextIO."""
        return self._stream is not None and self._stream.isatty()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _fail(self, error: OSError) -> None:
        """The first failure is the one that several writers hear of."""
        self.failure = self.failure or error
        if not self._forgiving:
            raise self.failure
