"""What a terminal shows of the program around its screen, in title and taskbar, while it runs and no longer.

Nothing is imported here that takes its time: the terminal is given back at any moment.
"""

from __future__ import annotations

from enum import Enum

_KEEP_TITLE, _TITLE_BACK = "\x1b[22;2t", "\x1b[23;2t"


class Progress(Enum):
    """What the taskbar shows, as ConEmu's OSC 9;4 has it."""

    NONE = "0;0"
    FAILED = "2;100"
    BUSY = "3;0"
    WAITS = "4;100"


class TerminalFace:
    """Writes nothing by itself: each method gives what is to be written."""

    def __init__(self, *, titled: bool = False, in_taskbar: bool = False) -> None:
        """By its two parts: whether the terminal takes them, and the person wants them."""
        self._titled, self._in_taskbar = titled, in_taskbar
        self._title, self._progress = "", Progress.NONE

    def begin(self) -> str:
        """The screen is ours, for the first time or again: keep the title that was there."""
        kept = _KEEP_TITLE if self._titled else ""
        title, progress, self._title, self._progress = self._title, self._progress, "", Progress.NONE
        return kept + self.show(title, progress)

    def show(self, title: str, progress: Progress) -> str:
        """Say something else; nothing where it is said already. The title is text that can be shown."""
        changes = ""
        if title != self._title:
            self._title = title
            changes += f"\x1b]2;{title}\x1b\\" if self._titled else ""
        if progress is not self._progress:
            self._progress = progress
            changes += _in_taskbar(progress) if self._in_taskbar else ""
        return changes

    def end(self) -> str:
        """Take all of it back."""
        changes = _in_taskbar(Progress.NONE) if self._in_taskbar else ""
        return changes + (_TITLE_BACK if self._titled else "")


def _in_taskbar(progress: Progress) -> str:
    return f"\x1b]9;4;{progress.value}\x1b\\"
