"""One attempt of a request as it went over the wire: what was sent, what came back, and which texts that brought."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from streamtui.core.chat.events import BytesReceived, RequestPrepared, RequestSent, ResponseStarted, StreamEvent
from streamtui.core.wire.carried_text import CarriedText

Part: TypeAlias = Literal["text", "reasoning", "refusal", "name", "arguments", "server"]
TextKey: TypeAlias = tuple[Part, int, int]
"""Which text: what it is, of which choice, of which call (0 for what is of none); `server` is what the server runs."""


@dataclass(slots=True, eq=False)
class Exchange:
    """Request, response and body; the events lie in the list that is handed over with each question."""

    number: int
    """Counted from 1 over the conversation."""
    sent_at: float
    sent: RequestSent | None = None
    prepared: RequestPrepared | None = None
    response: ResponseStarted | None = None
    reply: str = ""
    """The id of the reply that it asks for; empty where none was given."""
    place: int = 0
    """Which reply of the conversation it asks for, counted from 0; -1 where it asks for none."""
    first_row: int = 0
    last_at: float | None = None
    """When its last row was."""
    chunks: int = 0
    size: int = 0
    """Bytes of the body so far."""
    texts: dict[TextKey, CarriedText] = field(default_factory=dict)
    read_starts: array[int] = field(default_factory=lambda: array("Q"))
    """Of each read the offset in the body."""
    read_events: array[int] = field(default_factory=lambda: array("L"))
    """Of each read the number of its event."""

    taken_ends: array[int] = field(default_factory=lambda: array("Q"))
    """Behind a tap: how much of the body the program had taken, each time that was told; it grows."""
    taken_at: array[float] = field(default_factory=lambda: array("d"))
    """When."""

    gone: bool = False
    """Bytes of it were not kept before they were counted: where the others stand is not known."""

    @property
    def reads(self) -> int:
        """Network reads so far."""
        return len(self.read_starts)

    def take_read(self, event: int, size: int) -> None:
        """One more read of the body. There are none without bytes but those whose bytes are not kept any more."""
        self.gone = self.gone or not size
        self.read_starts.append(self.size)
        self.read_events.append(event)
        self.size += size

    def take_taken(self, size: int, at: float) -> None:
        """The program had taken so much of the body by then."""
        self.taken_ends.append(size)
        self.taken_at.append(at)

    def taken_by(self, end: int) -> float | None:
        """When the program had taken the body up to there; `None` where that is not known, or has not been."""
        place = bisect_left(self.taken_ends, end)
        return self.taken_at[place] if place < len(self.taken_at) else None

    def text(self, part: Part, choice: int = 0, call: int = 0) -> CarriedText:
        """That text, made when it is new."""
        key = (part, choice, call)
        if (found := self.texts.get(key)) is None:
            found = self.texts[key] = CarriedText()
        return found

    def sort_calls(self, order: Sequence[int], server_order: Sequence[int]) -> dict[int, int]:
        """The calls stand in that order now, ours and the server's; returns where each of ours does."""
        own, server = ({old: new for new, old in enumerate(each)} for each in (order, server_order))
        moved = {"name": own, "arguments": own, "server": server}
        texts = self.texts.items()
        self.texts = {(part, choice, moved.get(part, {}).get(call, call)): text for (part, choice, call), text in texts}
        return own

    def pieces(self, events: Sequence[StreamEvent], start: int, end: int) -> list[bytes] | None:
        """The bytes `start` to `end` of the body, cut where reads begin; `None` where they are not all kept."""
        if self.gone:
            return None
        found: list[bytes] = []
        read = max(0, bisect_right(self.read_starts, start) - 1)
        while start < end:
            if read >= self.reads:
                return None
            begins = self.read_starts[read]
            event = events[self.read_events[read]]
            data = event.data if isinstance(event, BytesReceived) else b""
            piece = data[start - begins : end - begins]
            if not piece:
                return None
            found.append(piece)
            start += len(piece)
            read += 1
        return found

    def body(self, events: Sequence[StreamEvent]) -> bytes | None:
        """The whole body so far; `None` where it is not all kept."""
        pieces = self.pieces(events, 0, self.size)
        return None if pieces is None else b"".join(pieces)
