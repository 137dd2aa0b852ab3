"""A key that a model writes in pieces, a few characters a chunk: hidden in the events, and in the bytes they came in.

A key that comes whole is hidden before it is decoded (core.wire.masked_body). In pieces it shows itself only in joined
texts: that of one field, that of a field over all choices and calls, and that of all fields in the order in which they
came. While one of them ends in the beginning of a key, the events of that read and of those behind it wait, with their
instants as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from msgspec.structs import replace

from streamtui.core.chat.events import (
    BytesReceived,
    ChunkReceived,
    FinishReported,
    ModelNamed,
    ReasoningDelta,
    RefusalDelta,
    ReplyFailed,
    ReplyFinished,
    ResponseNamed,
    ServerCallReported,
    StallNoticed,
    StreamEvent,
    TextCorrected,
    TextDelta,
    ToolCallDelta,
)
from streamtui.core.text.secrets import HEAD, SHORTEST, Secrets, merged
from streamtui.core.wire.masked_chunk import masked_chunk

_FIELDS: dict[type[StreamEvent], tuple[str, ...]] = {
    TextDelta: ("text",),
    ReasoningDelta: ("text",),
    RefusalDelta: ("text",),
    ToolCallDelta: ("id", "name", "arguments"),
    FinishReported: ("reason",),
    ModelNamed: ("name",),
    ResponseNamed: ("id",),
    ServerCallReported: ("id", "name", "state", "text", "server", "call_id"),
    TextCorrected: (),  # which is whole
}
"""What a server says in words, by the events that bring it."""
_ENDS = (ReplyFinished, ReplyFailed, StallNoticed)
_EVENT_ENDS = (b"\n\n", b"\r\n\r\n", b"\r\r")
_FAR = 1024
"""Events among which the beginning of a chunk is looked for, before which all can go; more don't wait for its end."""
_LONGEST_OPEN = 4_096
"""A key with so many characters between its own that nobody sees is let go."""
_LONGEST_HINT = 256
"""The same of the few first characters that are not held back."""

_Source: TypeAlias = tuple[type[StreamEvent], str, int, int]
"""What a piece is of: its kind and field, its choice and call."""
_Text: TypeAlias = tuple[object, ...]
"""All pieces of a source, in the order in which they came, of its kind and field, or of the reply."""
_Place: TypeAlias = tuple[int, str]
"""Which of the events that wait, and its field."""


@dataclass
class _Open:
    """A text that ends in the beginning of a key."""

    joined: str
    size: int = 0
    """How many characters of the key are there."""
    parts: list[tuple[_Place, int]] = field(default_factory=list)
    """Where it comes from, and where in `joined` each begins."""


class MaskedReply:
    """Feed the events of each read, BytesReceived first among them, until the reply ends."""

    def __init__(self, secrets: Secrets, taken: Callable[[], int]) -> None:
        """`taken` tells how many bytes of the body came, those of the events that are fed included."""
        self._secrets = secrets
        self._taken = taken
        self._idle = not secrets
        self._heads = secrets.heads
        self._beginnings = secrets.beginnings
        self._last: _Source = (TextDelta, "text", 0, 0)
        """Of the piece that came last."""
        self._kind: type[StreamEvent] | None = TextDelta
        """Its kind, if it was of a text of the first choice."""
        self._tail: str | None = ""
        """What all texts that it went on with end in, if that is the same; it may be the first characters of a key."""
        self._befores: dict[_Text, str] = {}
        """The beginnings of keys that texts end in, or ended in when another went on."""
        self._held: list[StreamEvent] = []
        self._open: dict[_Text, _Open] = {}
        self._found: dict[_Place, list[tuple[int, int]]] = {}
        """From where to where there are pieces of keys."""

    def feed(self, events: Sequence[StreamEvent]) -> Sequence[StreamEvent]:
        """Those that can be handed over now, in order."""
        if self._idle:
            return events
        if (tail := self._tail) is not None:  # quick: every read is looked at
            text_kind = self._kind
            for event in events:
                kind = type(event)
                if kind is text_kind and not event.choice:  # type: ignore[union-attr]
                    tail += event.text  # type: ignore[union-attr]
                elif kind in _FIELDS:
                    if not self._is_more(event):
                        break
                    tail += event.arguments  # type: ignore[union-attr]
            else:
                if self._is_harmless(tail, events):
                    return events
        return self._fed(events)

    def _is_harmless(self, tail: str, events: Sequence[StreamEvent]) -> bool:
        """No key begins there. The few first characters that may be of one are remembered."""
        plain = tail.isascii() and "\\" not in tail and "%" not in tail
        if not plain and self._secrets.is_veiled(tail):
            begins, ends_so = self._secrets.may_begin(tail), False
        else:
            ends_so = tail.endswith(self._beginnings)
            begins = ends_so and _is_cut(events)
            for head in self._heads:
                begins = begins or head in tail
        if not begins:
            self._tail = tail[1 - HEAD :] if ends_so else ""
        return not begins

    def _is_more(self, event: StreamEvent) -> bool:
        """It brings arguments, and nothing else, to the call that came last."""
        same = type(event) is ToolCallDelta and (ToolCallDelta, "arguments", event.choice, event.position) == self._last
        return same and not event.id and not event.name  # type: ignore[union-attr]

    def _fed(self, events: Sequence[StreamEvent]) -> Sequence[StreamEvent]:
        if self._tail:
            self._befores.update(dict.fromkeys(_texts(self._last), self._tail))
        self._tail = None
        for event in events:
            self._take(event)
        starts = [open_one.parts[0][0][0] for open_one in self._open.values()]
        if self._befores and _is_cut(events):
            starts.append(len(self._held) - 1)
        return self._released(self._decided(min(starts)) if starts else len(self._held))

    def end(self) -> Sequence[StreamEvent]:
        """No more will come: those that wait."""
        self._close(*self._open)
        return self._released(len(self._held))

    def _take(self, event: StreamEvent) -> None:
        place = len(self._held)
        if type(event) is TextCorrected:
            event = replace(event, text=self._secrets.hide(event.text))
        self._held.append(event)
        for name in _FIELDS.get(type(event), ()):
            if piece := getattr(event, name):
                self._last = (type(event), name, getattr(event, "choice", 0), getattr(event, "position", 0))
                texts = _texts(self._last)
                self._close(*(other for other in self._open if other not in texts))
                begins = self._secrets.may_begin(piece)
                for text in texts:
                    if begins or text in self._befores:
                        self._grow(text, piece, (place, name))
        if isinstance(event, _ENDS):
            self._close(*self._open)

    def _grow(self, text: _Text, piece: str, place: _Place) -> None:
        before = self._befores.pop(text, "")
        open_one = self._open.pop(text, None) or _Open(before)
        open_one.parts.append((place, len(open_one.joined)))
        open_one.joined += piece
        for start, end in self._secrets.spans(open_one.joined):
            self._find(open_one, start, end)
        if (begun := self._secrets.begun(open_one.joined)) is not None:
            open_one.joined = self._befores[text] = open_one.joined[begun.start :]
            shifted = [(part, start - begun.start) for part, start in open_one.parts]
            open_one.parts = shifted[sum(start <= 0 for _, start in shifted[1:]) :]  # those before it are decided
            open_one.size = begun.size
            self._open[text] = open_one
            if len(open_one.joined) > _LONGEST_OPEN:
                self._close(text)
        elif (hint := self._secrets.hint(open_one.joined)) is not None:
            before = open_one.joined[hint.start :]
            if len(before) <= _LONGEST_HINT:
                self._befores[text] = before

    def _close(self, *texts: _Text) -> None:
        """What they end in does not go on now: it is hidden where it tells too much."""
        for text in texts:
            open_one = self._open.pop(text)
            if open_one.size >= SHORTEST:
                self._find(open_one, 0, len(open_one.joined))

    def _find(self, open_one: _Open, start: int, end: int) -> None:
        """A key stands there in the joined text; note its pieces."""
        for (place, name), offset in open_one.parts:
            size = len(getattr(self._held[place], name))
            first, last = max(0, start - offset), min(size, end - offset)
            if first < last:
                self._found.setdefault((place, name), []).append((first, last))

    def _decided(self, first: int) -> int:
        """How many of the events that wait are of reads before that chunk, as one key may follow on another."""
        behind = 0
        for place in range(first, max(-1, first - _FAR), -1):
            event = self._held[place]
            if isinstance(event, BytesReceived):
                if behind and event.data.endswith(_EVENT_ENDS):
                    return behind
                behind = place
        return behind if first >= _FAR else 0

    def _released(self, count: int) -> Sequence[StreamEvent]:
        """The first of the events that wait."""
        events, self._held = self._held[:count], self._held[count:]
        if count and self._open:
            for open_one in self._open.values():
                open_one.parts = [((place - count, name), offset) for (place, name), offset in open_one.parts]
        found, later = {}, {}
        for (place, name), spans in self._found.items():
            if place < count:
                found[place, name] = spans
            else:
                later[place - count, name] = spans
        self._found = later
        if found:
            _mask(events, found, self._taken() - len(_body(self._held)))
        tails = {self._befores.get(text, "") for text in _texts(self._last)}
        if len(tails) == 1 and not self._held:
            self._tail = tails.pop()
            plain = self._last[1:3] == ("text", 0) and self._last[0] is not ServerCallReported
            self._kind = self._last[0] if plain else None
        return events


def _texts(source: _Source) -> Sequence[_Text]:
    """The texts that a piece of it goes on with."""
    return source, source[:2], ()


def _is_cut(events: Sequence[StreamEvent]) -> bool:
    """The read ends within a chunk, in which a key may go on of which so little was seen that nothing waits."""
    read = events[0] if events else None
    return type(read) is BytesReceived and not read.data.endswith(_EVENT_ENDS)


def _mask(events: list[StreamEvent], found: dict[_Place, list[tuple[int, int]]], taken: int) -> None:
    """Put asterisks there, and in the bytes, the last of `taken`: so many that decoding them anew gives the same."""
    body = _body(events)
    size = taken - len(body)
    for (place, name), spans in found.items():
        chunk = next((event for event in events[place::-1] if isinstance(event, ChunkReceived)), ChunkReceived(0.0))
        first = max(0, chunk.start - size)
        last = max(first, chunk.start + chunk.size - size)
        text = getattr(events[place], name)
        for start, end in reversed(merged(spans)):  # what lies behind moves where an escape gets longer
            masked, stars = masked_chunk(body[first:last], text, start, end)
            body = body[:first] + masked + body[last:]
            text = text[:start] + "*" * stars + text[end:]
        events[place] = replace(events[place], **{name: text})
    for place, event in enumerate(events):
        if isinstance(event, BytesReceived):
            events[place] = replace(event, data=body[: len(event.data)])
            body = body[len(event.data) :]


def _body(events: Sequence[StreamEvent]) -> bytes:
    return b"".join(event.data for event in events if isinstance(event, BytesReceived))
