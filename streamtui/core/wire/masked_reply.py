"""A key that a model writes in pieces, a few characters a chunk: hidden in the events, and in the bytes they came in.

A key that comes whole is hidden before it is decoded (core.wire.masked_body). In pieces it shows itself only in the
joined text of the answer, the thoughts or the arguments of a call. While a text ends in the beginning of a key, the
events of that read and of those behind it wait, with their instants as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from msgspec.structs import replace

from streamtui.core.chat.events import (
    PAYLOAD,
    BytesReceived,
    ChunkReceived,
    PayloadEvent,
    ReplyFailed,
    ReplyFinished,
    StallNoticed,
    StreamEvent,
    TextDelta,
    ToolCallDelta,
)
from streamtui.core.text.secrets import HEAD, SHORTEST, Secrets
from streamtui.core.wire.masked_body import EVENT_ENDS

_ENDS = (ReplyFinished, ReplyFailed, StallNoticed)
_MOST_HELD = 64
"""More events don't wait for the end of a chunk."""
_CONTEXT = 16
"""Characters around a piece of a key, by which it is found in its chunk."""

_Text: TypeAlias = tuple[type[PayloadEvent], int, int]
"""One of the texts that a reply consists of: its kind, its choice, its call."""
_ANSWER: _Text = (TextDelta, 0, 0)


@dataclass
class _Open:
    """A text that ends in the beginning of a key."""

    joined: str
    size: int = 0
    """How many characters of the key are there."""
    parts: list[tuple[int, int]] = field(default_factory=list)
    """The events it comes from, by their place among those that wait, and where in `joined` each begins."""


class MaskedReply:
    """Feed the events of each read, BytesReceived first among them, until the reply ends."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._idle = not secrets
        self._begins = secrets.heads.search
        self._heads = tuple(dict.fromkeys(key[:HEAD] for key in secrets.keys))
        self._befores: dict[_Text, str] = {_ANSWER: ""}
        """The last characters of each text: those that are too few to be held back."""
        self._size = 0
        """Bytes of the body that were let go."""
        self._held: list[StreamEvent] = []
        self._open: dict[_Text, _Open] = {}
        self._found: set[tuple[int, int, int]] = set()
        """Pieces of keys: which of the events that wait, from where to where in its text."""

    def feed(self, events: Sequence[StreamEvent]) -> Sequence[StreamEvent]:
        """Those that can be handed over now, in order."""
        if self._idle:
            return events
        if not self._held and self._is_plain(events):
            return events
        known = 0
        if not self._held:
            for event in events:
                if type(event) in PAYLOAD:
                    text, piece = _piece(event)
                    joined = self._befores.get(text, "") + piece
                    if self._begins(joined):
                        break
                    self._befores[text] = joined[1 - HEAD :]
                known += 1
            else:
                if not self._is_cut(events):
                    return self._let_go(events)
        self._held += events[:known]
        for event in events[known:]:
            self._take(event)
        return events[:0] if self._open or self._is_cut(events) else self._released()

    def _is_plain(self, events: Sequence[StreamEvent]) -> bool:
        """It is a read of whole events that bring nothing but pieces of the answer, in which no key begins. Quick."""
        read = events[0] if events else None
        if type(read) is not BytesReceived or not read.data.endswith(EVENT_ENDS):
            return False
        joined = self._befores[_ANSWER]
        for event in events:
            if type(event) is TextDelta and not event.choice:
                joined += event.text
            elif type(event) in PAYLOAD:
                return False
        for head in self._heads:
            if head in joined:
                return False
        self._befores[_ANSWER] = joined[1 - HEAD :]
        self._size += len(read.data)
        return True

    def end(self) -> Sequence[StreamEvent]:
        """No more will come: those that wait."""
        self._close(*self._open)
        return self._released()

    def _is_cut(self, events: Sequence[StreamEvent]) -> bool:
        """The read ends within a chunk, in which a key may go on of which so little was seen that nothing waits."""
        read = events[0] if events else None
        if type(read) is not BytesReceived or read.data.endswith(EVENT_ENDS) or len(self._held) > _MOST_HELD:
            return False
        return any(self._secrets.hint(before) for before in self._befores.values())

    def _take(self, event: StreamEvent) -> None:
        place = len(self._held)
        self._held.append(event)
        if isinstance(event, PayloadEvent):
            text, piece = _piece(event)
            if piece:
                self._close(*(other for other in self._open if other != text))
                self._grow(text, piece, place)
        elif isinstance(event, _ENDS):
            self._close(*self._open)

    def _grow(self, text: _Text, piece: str, place: int) -> None:
        open_one = self._open.pop(text, None) or _Open(self._befores.get(text, ""))
        open_one.parts.append((place, len(open_one.joined)))
        open_one.joined += piece
        self._befores[text] = open_one.joined[1 - HEAD :]
        for start, end in self._secrets.spans(open_one.joined):
            self._find(open_one, start, end)
        if (begun := self._secrets.begun(open_one.joined)) is not None:
            open_one.joined = open_one.joined[begun.start :]
            open_one.parts = [(part, start - begun.start) for part, start in open_one.parts]
            open_one.size = begun.size
            self._open[text] = open_one

    def _close(self, *texts: _Text) -> None:
        """What they end in goes on no more: it is hidden where it tells too much."""
        for text in texts:
            open_one = self._open.pop(text)
            if open_one.size >= SHORTEST:
                self._find(open_one, 0, len(open_one.joined))

    def _find(self, open_one: _Open, start: int, end: int) -> None:
        """A key stands there in the joined text; note its pieces."""
        for place, offset in open_one.parts:
            size = len(_piece(self._held[place])[1])
            first, last = max(0, start - offset), min(size, end - offset)
            if first < last:
                self._found.add((place, first, last))

    def _released(self) -> Sequence[StreamEvent]:
        events, found = self._held, self._found
        self._held, self._found = [], set()
        if found:
            _mask(events, found, self._size)
        return self._let_go(events)

    def _let_go(self, events: Sequence[StreamEvent]) -> Sequence[StreamEvent]:
        self._size += sum(len(event.data) for event in events if type(event) is BytesReceived)
        return events


def _piece(event: StreamEvent) -> tuple[_Text, str]:
    """Of which text the event is a piece, and the piece."""
    if type(event) is ToolCallDelta:
        return (ToolCallDelta, event.choice, event.position), event.arguments
    return (type(event), event.choice, 0), event.text  # type: ignore[union-attr, return-value]


def _mask(events: list[StreamEvent], found: set[tuple[int, int, int]], size: int) -> None:
    """Put asterisks there, and in the bytes, which begin behind `size` others: so many that decoding them anew gives
    the same text.
    """
    body = b"".join(event.data for event in events if isinstance(event, BytesReceived))
    for place, start, end in sorted(found, reverse=True):  # what lies behind moves where an escape gets longer
        chunk = next((event for event in events[place::-1] if isinstance(event, ChunkReceived)), ChunkReceived(0.0))
        first = max(0, chunk.start - size)
        last = max(first, chunk.start + chunk.size - size)
        text = _piece(events[place])[1]
        masked, stars = _masked_chunk(body[first:last], text, start, end)
        body = body[:first] + masked + body[last:]
        text = text[:start] + "*" * stars + text[end:]
        event = events[place]
        changed = {"arguments": text} if isinstance(event, ToolCallDelta) else {"text": text}
        events[place] = replace(event, **changed)
    for place, event in enumerate(events):
        if isinstance(event, BytesReceived):
            events[place] = replace(event, data=body[: len(event.data)])
            body = body[len(event.data) :]


def _masked_chunk(chunk: bytes, text: str, start: int, end: int) -> tuple[bytes, int]:
    """The chunk with that part of a text in it as asterisks, and how many they are."""
    before, part, after = text[max(0, start - _CONTEXT) : start], text[start:end], text[end : end + _CONTEXT]
    # the chunk's first bytes may have been let go in an earlier read, half an escape too
    ahead = [
        b'(?<=")' * (start == 0) + _spelled(before),
        *(rb"\A.{0,11}?" + _spelled(before[at:]) for at in range(1, _CONTEXT + 1)),
    ]
    behind = _spelled(after) + rb'(?=\\*")' * (end == len(text))
    pattern = b"(?:" + b"|".join(ahead) + b")(" + _spelled(part) + b")" + behind
    if (whole := re.search(pattern, chunk)) is not None:
        first, last = whole.span(1)
        return chunk[:first] + b"*" * (last - first) + chunk[last:], last - first
    if end - start >= HEAD:  # it was put together in another way
        chunk = re.sub(_spelled(part), lambda part: b"*" * len(part[0]), chunk)
    return chunk, end - start


def _spelled(text: str) -> bytes:
    """A pattern for the text as it stands in JSON."""
    return b"".join(b"(?:" + b"|".join(map(re.escape, _spellings(character))) + b")" for character in text)


def _spellings(character: str) -> list[bytes]:
    code = ord(character)
    ways = [json.dumps(character)[1:-1], json.dumps(character, ensure_ascii=False)[1:-1], character.replace("/", "\\/")]
    if code < 0x10000:
        ways += [f"\\u{code:04x}", f"\\u{code:04X}"]
    return [way.encode("utf-8", "surrogatepass") for way in ways]
