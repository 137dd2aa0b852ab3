"""Textual's parser of keys, mouse and reports, which ends or hangs on what it does not know, made to do neither."""

from __future__ import annotations

import logging
import re

from textual import events
from textual._xterm_parser import _MAX_SEQUENCE_SEARCH_THRESHOLD, XTermParser
from textual.geometry import Size
from textual.message import Message

WIDEST, HIGHEST = 1000, 500
"""No screen has more cells; a terminal that says so would have us draw for minutes."""

_LOG = logging.getLogger(__name__)
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_NO_SIZE = re.compile(r"\x1b\[48;(?:0+;|\d+;0+;)")


class KeyParser(XTermParser):
    """Is given only what is whole: text, or one sequence."""

    def read(self, text: str, *, alone: bool = False) -> list[Message] | None:
        """What it means; `None` where that is not known. `alone`: nothing comes that would make more of it."""
        if _NO_SIZE.match(text):
            return []
        try:
            if text[0] == "\x1b" and len(text) > _MAX_SEQUENCE_SEARCH_THRESHOLD:  # it would write that down
                return [_sound(key) for key in self._sequence_to_key_events(text)] or None
            found: list[Message] = list(self.feed(text))
            if alone and self._timeout_time is not None:
                self._timeout_time = 0.0
                found += self.tick()
        except Exception:
            _LOG.debug("A sequence of the terminal was left out: %.99r", text, exc_info=True)
            self._start_over()
            return None
        if self._timeout_time is not None:
            _LOG.debug("A sequence of the terminal is unknown: %.99r", text)
            self._start_over()
            return None
        if self.terminal_pixel_size is not None and not all(self.terminal_pixel_size):
            self.terminal_pixel_size = None  # it does not know, and positions would be divided by that
        return [_sound(message) for message in found]

    def _start_over(self) -> None:
        """Forget the sequence, and nothing else that is known of the terminal."""
        self._tokens.clear()
        self._gen = self.parse(self._tokens.append)
        self._awaiting = next(self._gen)
        self._timeout_time = None


def bounded(width: int, height: int) -> Size:
    """The size of a terminal as it can be drawn on."""
    return Size(max(1, min(width, WIDEST)), max(1, min(height, HIGHEST)))


def _sound(message: Message) -> Message:
    """A size that can be drawn; whole characters; wide spaces and joiners, which no key writes, as text."""
    if isinstance(message, events.Resize):
        size = bounded(*message.size)
        return events.Resize(size, size, pixel_size=message.pixel_size)
    if not (isinstance(message, events.Key) and message.character) or message.character.isprintable():
        return message
    if _HALF_CHARACTER.search(message.character):
        return events.Key("replacement_character", "\ufffd")
    return events.Paste(message.character) if message.character > "\x9f" else message
