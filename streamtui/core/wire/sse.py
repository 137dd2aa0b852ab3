"""Server-sent events out of bytes, whatever the packets: the WHATWG rules, and what real servers do instead.

Beyond the rules: an event ends where the next one plainly begins (servers that write one newline between events), the
last event needs no blank line, `error: {...}` is an event named error, and a line that is a whole JSON object counts
as data. Other lines are no SSE; they are kept as `stray` text, in case the body is a web page or indented JSON.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from streamtui.core.wire import bounds

DONE = "[DONE]"
MEDIA_TYPE = "text/event-stream"
_BOM = b"\xef\xbb\xbf"
_TOO_LONG = f"an event of {bounds.size(bounds.EVENT)}"


class ServerSentEvent(NamedTuple):
    """One event: its `event:` field, empty where there was none, and its data; a comment has none."""

    name: str
    data: str
    start: int = 0
    """Where the first line of the data, or the comment, begins, counted in bytes from the beginning of the body."""
    size: int = 0
    """To the end of the last one."""


class SseDecoder:
    """Feed bytes, get the events that they complete. Linear in the bytes, however long a line or small a packet."""

    def __init__(self) -> None:
        self.cut_event = ""
        """After `close`: data of an event inside of which the body ended."""
        self.beyond = ""
        """What came that was more than a bound allows; nothing behind it is read."""
        self._line = bytearray()
        self._start = self._end = 0
        """Of the line that is taken."""
        self._next_start = 0
        self._data_start = self._data_end = 0
        self._after_cr = False
        self._at_start = True
        self._name = ""
        self._next_name = ""
        """An event name read behind the data: it belongs to this event, or to the next one if no blank line comes."""
        self._data: list[str] = []
        self._data_size = 0
        self._stray: list[str] = []
        self._stray_size = 0
        self._found: list[ServerSentEvent] = []

    def feed(self, data: bytes) -> list[ServerSentEvent]:
        """Take the next bytes of the body."""
        for whole_line in () if self.beyond else self._split(data):
            line = whole_line.rstrip(b"\r\n")
            self._start, self._end = self._next_start, self._next_start + len(line)
            self._next_start += len(whole_line)
            if line.startswith(b"data:"):
                self._take_data(line[6:] if line[5:6] == b" " else line[5:])
            elif not line:
                self._end_event()
            elif line.startswith(b":"):
                self._found.append(ServerSentEvent("", "", self._start, len(line)))
            else:
                self._take_other(line)
        if self._data_size + self._stray_size + len(self._line) > bounds.EVENT:
            self.beyond = _TOO_LONG
        found, self._found = self._found, []
        return found

    def close(self) -> list[ServerSentEvent]:
        """The body is over: the events that were waiting for an end."""
        found = self.feed(b"\n") if self._line else []
        data = "\n".join(self._data).strip()
        if data and _is_whole(data):
            self._end_event()
        else:
            self.cut_event = data
        if self._stray and _is_whole(self.stray):
            self._found.append(ServerSentEvent("", self.stray, 0, self._end))
        return found + self._found

    @property
    def taken(self) -> int:
        """How many bytes were fed."""
        return self._next_start + len(self._line)

    @property
    def stray(self) -> str:
        """The lines that belong to no event, as one text."""
        return "\n".join(self._stray)

    def _split(self, data: bytes) -> list[bytes]:
        """The lines that `data` completes, ends included: LF, CR and CRLF, a CRLF also when it is cut in two."""
        if self._after_cr and data:
            self._after_cr = False
            if data.startswith(b"\n"):
                data = data[1:]
                self._next_start += 1
        if b"\n" not in data and b"\r" not in data:
            if data:
                self._line += data
            return []
        if self._line:
            data = bytes(self._line + data)
            self._line.clear()
        lines = data.splitlines(keepends=True)
        self._after_cr = data.endswith(b"\r")
        if not (self._after_cr or data.endswith(b"\n")):
            self._line += lines.pop()
        if self._at_start:
            self._at_start = False
            if lines[0].startswith(_BOM):
                lines[0] = lines[0][len(_BOM) :]
                self._next_start = len(_BOM)
        return lines

    def _take_data(self, value: bytes) -> None:
        data = value.decode("utf-8", "replace")
        if self._data and self._begins_anew(data):
            self._end_event(self._next_name)
        if not self._data:
            self._data_start = self._start
        self._data_end = self._end
        self._data.append(data)
        self._data_size += len(value)
        if data.startswith(DONE):
            self._end_event()

    def _take_other(self, line: bytes) -> None:
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"event":
            self._take_name(value.decode("utf-8", "replace"))
        elif field == b"data":
            self._take_data(b"")
        elif field == b"error" and not self._stray:
            self._take_name("error")
            self._take_data(value)
        elif field not in (b"id", b"retry"):
            self._take_stray(line.decode("utf-8", "replace"))

    def _take_name(self, name: str) -> None:
        if self._data:
            self._next_name = name
        else:
            self._name = name

    def _take_stray(self, text: str) -> None:
        if text.startswith("{") and not self._stray and _is_whole(text):
            if self._data:
                self._end_event()
            self._found.append(ServerSentEvent(self._name, text, self._start, self._end - self._start))
        else:
            self._stray.append(text)
            self._stray_size += len(text)

    def _begins_anew(self, data: str) -> bool:
        """No JSON goes on like that: the event before must be over, though no blank line said so."""
        before = self._data[-1].rstrip()
        if data.startswith(DONE) or (before.endswith("}") and data.lstrip().startswith("{")):
            return True
        return len(self._data) == 1 and before.endswith("}") and _is_whole(before)

    def _end_event(self, next_name: str = "") -> None:
        if self._data:
            name = self._name if next_name else self._next_name or self._name
            size = self._data_end - self._data_start
            for data in self._data if len(self._data) == 1 else _joined(self._data):
                if data and not data.isspace():
                    self._found.append(ServerSentEvent(name, data, self._data_start, size))
            self._data, self._data_size = [], 0
        self._name, self._next_name = next_name, ""


def _joined(lines: list[str]) -> list[str]:
    """The data of one event, or of several that no blank line kept apart, one of which is broken."""
    data = "\n".join(lines)
    several = any(line.startswith("{") and _is_whole(line) for line in lines) and not _is_whole(data)
    return lines if several else [data]


def _is_whole(text: str) -> bool:
    if text.startswith(DONE):
        return True
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def events_in(body: bytes) -> list[ServerSentEvent]:
    """All events of a body that is whole."""
    decoder = SseDecoder()
    return [*decoder.feed(body), *decoder.close()]
