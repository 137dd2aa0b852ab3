"""Why the child ended: from its exit code, and from what it left in its log."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from streamtui.files.judged import open_own
from streamtui.files.whole import make_folder

_WINDOWS_ILLEGAL_INSTRUCTION = 0xC000001D
_LINE_MAX = 200
_MAX_BYTES = 1_000_000
_NO_AVX2 = "this processor lacks AVX2, which the build of llama.cpp needs"
_KILLED = "the system killed it, most likely for want of memory"


@dataclass(frozen=True, slots=True)
class ChildLog:
    """The part of the log file that one child writes."""

    path: Path
    start: int
    """The file's size when the child began."""

    @classmethod
    def begin(cls, path: Path) -> ChildLog:
        """Make place for a new child's lines, after those of earlier ones while these are not too many.

        Raises OSError.
        """
        make_folder(path.parent)
        with os.fdopen(open_own(path), "r+b") as file:
            if file.seek(0, os.SEEK_END) > _MAX_BYTES:
                file.truncate(0)
                file.seek(0)
            return cls(path, file.tell())

    @contextmanager
    def sink(self) -> Iterator[int]:
        """Where the child writes. Raises OSError."""
        descriptor = open_own(self.path, to_append=True)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def why_not_started(self, code: int) -> str:
        """A clause on a child that never was ready: llama.cpp's first error, as later ones follow from it."""
        errors = [line.partition(" E ")[2] for line in self._lines(self.start) if " E " in line]
        return _cause(code) or _shown(errors[:1]) or self.why_ended(code)

    def why_ended(self, code: int) -> str:
        """A clause on a child that died at work: its last line."""
        end = self.path.stat().st_size if self.path.exists() else 0
        last = self._lines(max(self.start, end - _MAX_BYTES))[-1:]
        return _cause(code) or _shown(last) or f"it ended with code {code}"

    def _lines(self, start: int) -> list[str]:
        try:
            with self.path.open("rb") as file:
                file.seek(start)
                text = file.read(_MAX_BYTES).decode("utf-8", "replace")
        except OSError:
            return []
        return [line for line in text.splitlines() if line.strip()]


def _cause(code: int) -> str:
    """What the exit code alone tells; nothing where the log knows better."""
    if code == _WINDOWS_ILLEGAL_INSTRUCTION or -code == getattr(signal, "SIGILL", None):
        return _NO_AVX2
    if -code == getattr(signal, "SIGKILL", None):
        return _KILLED
    return f"it crashed with signal {-code}" if code < 0 else ""


def _shown(lines: list[str]) -> str:
    return "".join(filter(str.isprintable, "".join(lines))).strip().rstrip(".")[:_LINE_MAX]
