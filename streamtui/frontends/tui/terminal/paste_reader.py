"""What is pasted, from its beginning to its end, which may never come; what is too long is counted, not kept."""

from __future__ import annotations

import re

from textual import events
from textual.message import Message

PASTE_BYTES, PASTE_LINES = 1_000_000, 100_000
"""What is pasted may be as long as this. The prompt wraps that within a second, and few models read as much."""
BEGIN, END = "\x1b[200~", "\x1b[201~"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_KEY = re.compile("\x1b|[\x00-\x08\x0b-\x1f\x7f]\\Z")


class PasteRefused(Message):
    """Something was pasted that is too long; nothing of it was taken."""

    def __init__(self, size: int, lines: int) -> None:
        """`size` in bytes."""
        super().__init__()
        self.size, self.lines = size, lines


class PasteReader:
    """Takes the text of one paste."""

    def __init__(self, *, marked: bool = True) -> None:
        """Unless its end is `marked` it goes on until a pause, or until a key that is none of text."""
        self.marked = marked
        self.size = 0
        """Bytes that were not given out yet."""
        self._breaks = 0
        self.endless = False
        """It was given out once without an end. What comes now may be a key: in a paste none comes alone."""
        self._pieces: list[str] = []

    def is_over(self, text: str) -> bool:
        """Whether that is a person's key."""
        return self.endless and not self.size and _KEY.match(text) is not None

    def add(self, text: str) -> None:
        """Take in a piece."""
        self.size += len(text.encode())
        self._breaks += line_breaks(text)
        if is_too_long(self.size, self._breaks):
            self._pieces.clear()
        else:
            self._pieces.append(text)

    def take(self) -> list[Message]:
        """Give out what came so far."""
        size, breaks, text = self.size, self._breaks, "".join(self._pieces)
        self.size, self._breaks, self._pieces = 0, 0, []
        if is_too_long(size, breaks):
            return [PasteRefused(size, breaks + 1)]
        return [events.Paste(without_controls(text))] if text else []


def without_controls(text: str) -> str:
    """What is put into the prompt is shown there as it will be sent, and no control is shown."""
    return _CONTROL.sub(_stand_in, text)


def is_too_long(size: int, breaks: int) -> bool:
    """Whether so many bytes with so many line breaks would keep the prompt busy."""
    return size > PASTE_BYTES or breaks >= PASTE_LINES


def line_breaks(text: str) -> int:
    """How many there are, of each kind."""
    return text.count("\r") + text.count("\n") - text.count("\r\n")


def half_end(text: str, at: int) -> int:
    """How many characters of the text's end may be the first ones of a paste's end."""
    return next((n for n in range(len(END) - 1, 0, -1) if text.endswith(END[:n], at)), 0)


def _stand_in(control: re.Match[str]) -> str:
    from streamtui.core.text.display_safe import display_safe

    return display_safe(control[0])
