"""What went over the wire, row by row: a second fold of a chat's events beside `ChatState`.

It reads the list of events where it lies and keeps numbers in arrays, so that 40,000 chunks take a few megabytes; bytes
and words stay in the events. Nothing is fed to it: `take` reads on from where it was, so it costs nothing until asked.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from math import nan

from streamtui.core.chat import events as ev
from streamtui.core.chat.events.wire import RAW
from streamtui.core.wire.exchange import Exchange, Part, TextKey
from streamtui.core.wire.row_kinds import BITS, CHUNK, KINDS, MARK, OF_CHUNKS, PARTS, REPORTS, SAID, marked, stepped


class WireLog:
    """The rows so far. Rows are numbered from 0; each column has one item a row."""

    def __init__(self, events: Sequence[ev.StreamEvent]) -> None:
        """`events`: of one conversation from its beginning; may grow, and bytes in it may be dropped."""
        self.events = events
        self.exchanges: list[Exchange] = []
        self.at: array[float] = array("d")
        self.event: array[int] = array("L")
        """The number of the event that the row is."""
        self.exchange: array[int] = array("L")
        """The index of the exchange that it belongs to."""
        self.carries: array[int] = array("L")
        """`BITS` of what it is, or carries."""
        self.gap_s: array[float] = array("d")
        """Seconds since the row before of the same exchange; not a number where there is none."""
        self.since_s: array[float] = array("d")
        """Seconds since the request left."""
        self.number: array[int] = array("L")
        """Of a chunk: which of its body, from 1; else 0."""
        self.start: array[int] = array("Q")
        """Of a chunk: where in the body its bytes begin."""
        self.size: array[int] = array("Q")
        """Bytes: of a chunk, of a request's body, at the end of the whole body."""
        self.read: array[int] = array("L")
        """Of a chunk: which network read of its body completed it, from 1; 0 where that is not known."""
        self.call: array[int] = array("h")
        """The call that a chunk is about, from 0; -1 where there is none."""
        self.more_calls: dict[int, set[int]] = {}
        """Of rows that are about several: all of them."""
        self._taken = 0
        self._told: set[object] = set()
        """Replies and marks that have rows: they are told again where their branch is shown again."""
        self._reply_open = False
        self._replies = 0

    def __len__(self) -> int:
        return len(self.at)

    def take(self) -> int:
        """Read on to the end of the events; returns how many rows were added."""
        before = len(self.at)
        events, last = self.events, len(self.events)
        for number in range(self._taken, last):
            event = events[number]
            kind = type(event)
            if kind is ev.ChunkReceived:
                self._chunk(number, event)  # type: ignore[arg-type]
            elif (part := PARTS.get(kind)) is not None:
                self._say(part, event.text, event.choice)  # type: ignore[union-attr]
            elif kind is ev.BytesReceived:
                self._exchange(event.at).take_read(number, len(event.data))  # type: ignore[union-attr]
            else:
                self._other(number, event)
        self._taken = last
        return len(self.at) - before

    def kinds(self, row: int) -> tuple[str, ...]:
        """What a row is, or carries; the first is the one that says most."""
        carries = self.carries[row]
        return tuple(kind for kind in KINDS if carries & BITS[kind])

    def calls(self, row: int) -> set[int]:
        """The calls that a chunk is about."""
        return self.more_calls.get(row) or ({self.call[row]} if self.call[row] >= 0 else set())

    def exchange_of(self, row: int) -> Exchange:
        """What a row belongs to."""
        return self.exchanges[self.exchange[row]]

    def rows_of(self, exchange: Exchange) -> range:
        """The rows of an exchange."""
        index = exchange.number - 1
        following = self.exchanges[index + 1].first_row if index + 1 < len(self.exchanges) else len(self)
        return range(exchange.first_row, following)

    def said(self, row: int) -> Iterator[ev.StreamEvent]:
        """What a chunk says, in order."""
        yield from self.events[self.event[row] + 1 : self.behind(row)]

    def behind(self, row: int) -> int:
        """The number of the events up to a row, with all that is said in it."""
        number = self.event[row] + 1
        while number < self._taken and isinstance(self.events[number], SAID):
            number += 1
        return number

    def rows_before(self, event: int) -> int:
        """How many rows there were when so many events had happened."""
        return bisect_left(self.event, event)

    def pieces(self, row: int) -> list[bytes] | None:
        """A chunk's bytes, cut where network reads begin; `None` where they are not kept."""
        start = self.start[row]
        return self.exchange_of(row).pieces(self.events, start, start + self.size[row]) if self.size[row] else None

    def data(self, row: int) -> bytes | None:
        """A chunk's bytes; `None` where they are not kept."""
        pieces = self.pieces(row)
        return None if pieces is None else b"".join(pieces)

    def words_of(self, row: int) -> Iterator[tuple[TextKey, int, int]]:
        """From where to where in which texts that stands which a chunk brought."""
        for key, text in self.exchange_of(row).texts.items():
            if (span := text.span(row)) is not None:
                yield (key, *span)

    def exchange_for(self, reply: str, place: int) -> Exchange | None:
        """The last exchange that asked for a reply.

        It is looked up by the reply's id, or where the events name none by its place in the conversation.
        """
        return next(self._exchanges_for(reply, place), None)

    def _exchanges_for(self, reply: str, place: int) -> Iterator[Exchange]:
        for exchange in reversed(self.exchanges):
            if exchange.reply == reply if reply and exchange.reply else exchange.place == place:
                yield exchange

    def row_of_words(self, reply: str, place: int, part: Part, offset: int, call: int = 0) -> int | None:
        """The chunk that brought the character at that offset of a reply's text.

        The reply is looked up by its id, or where the events name none by its place in the conversation.
        """
        for exchange in self._exchanges_for(reply, place):
            if (text := exchange.texts.get((part, 0, call))) is not None:
                return text.row_at(offset)
        return None

    def _add(self, number: int, at: float, carries: int, exchange: Exchange, size: int = 0) -> None:
        self.at.append(at)
        self.event.append(number)
        self.exchange.append(exchange.number - 1)
        self.carries.append(carries)
        self.gap_s.append(nan if exchange.last_at is None else at - exchange.last_at)
        self.since_s.append(at - exchange.sent_at)
        self.size.append(size)
        self.call.append(-1)
        if carries != MARK:  # a gap goes on over it
            exchange.last_at = at

    def _add_no_chunk(self, number: int, at: float, kind: str, exchange: Exchange, size: int = 0) -> None:
        self._add(number, at, BITS[kind], exchange, size)
        self.number.append(0)
        self.start.append(0)
        self.read.append(0)

    def _chunk(self, number: int, event: ev.ChunkReceived) -> None:
        exchange = self._exchange(event.at)
        exchange.chunks += 1
        carries = OF_CHUNKS.get(event.kind, BITS["other"])
        self._add(number, event.at, carries, exchange, event.size)
        self.number.append(exchange.chunks)
        self.start.append(event.start)
        self.read.append(exchange.reads)
        if event.kind in ("other", "call"):
            self._take_step()

    def _take_step(self) -> None:
        self.carries[-1] = stepped(self.carries[-1], self.data(len(self) - 1) or b"")

    def _say(self, part: Part, text: str, choice: int, call: int = 0) -> None:
        if self.carries and text:
            exchange, row = self.exchanges[-1], len(self) - 1
            if self.carries[row] & CHUNK:
                exchange.text(part, choice, call).add(row, text)
                if part in BITS:
                    self._mark(row, BITS[part])

    def _mark(self, row: int, bits: int) -> None:
        """It carries that, too."""
        self.carries[row] = marked(self.carries[row], bits)

    def _other(self, number: int, event: ev.StreamEvent) -> None:
        """One of the events that are rare."""
        match event:
            case ev.ToolCallDelta():
                self._call(event)
            case ev.TextCorrected() if self.exchanges:
                self.exchanges[-1].texts.pop((event.part, 0, event.position), None)
                self._say(event.part, event.text, 0, event.position)
            case ev.CallsSorted() if self.exchanges:
                self._sort_calls(event)
            case ev.ServerCallReported():
                self._say("server", event.text, 0, event.position)
                if self.carries and self.carries[-1] & CHUNK:
                    self._mark(len(self) - 1, BITS["call"])
            case ev.CitationAdded() if self.carries and self.carries[-1] & CHUNK:
                self._mark(len(self) - 1, BITS["citation"])
            case ev.RequestSent():
                self._request(number, event)
            case ev.RequestPrepared():
                exchange = self._exchange(event.at)
                exchange.prepared = event
                self.size[exchange.first_row] = len(event.content)
            case ev.ResponseStarted():
                exchange = self._exchange(event.at)
                exchange.response = event
                self._add_no_chunk(number, event.at, "response", exchange)
            case ev.RetryScheduled():
                self._add_no_chunk(number, event.at, "retry", self._exchange(event.at))
            case ev.MarkSet() if self.exchanges and self._is_new((round(event.at, 3), event.text)):
                self._add_no_chunk(number, event.at, "mark", self.exchanges[-1])
            case ev.BytesTaken():
                self._exchange(event.at).take_taken(event.size, event.at)
            case ev.BodyEnded():
                exchange = self._exchange(event.at)
                self._add_no_chunk(number, event.at, "end", exchange, exchange.size)
            case ev.ReplyKept() if self._is_new(event.reply.id):
                self._replies += 1
                exchange = self._begin(event.at)
                exchange.reply = event.reply.id
                self._add_no_chunk(number, event.at, "reply", exchange)
            case ev.ReplyFinished() | ev.ReplyFailed() | ev.TurnFailed() | ev.TurnFinished():
                self._reply_open = False
            case _ if type(event) in REPORTS and self.carries and self.carries[-1] & CHUNK:
                if event.at == self.at[-1]:  # what is counted here, such as the cost, comes later
                    self._mark(len(self) - 1, REPORTS[type(event)])

    def _is_new(self, told: object) -> bool:
        """It has no row yet."""
        before = len(self._told)
        self._told.add(told)
        return len(self._told) > before

    def _call(self, event: ev.ToolCallDelta) -> None:
        row = len(self) - 1
        if not self.carries or not self.carries[row] & CHUNK:
            return
        if event.name or event.id is not None:
            self._mark(row, BITS["call"])
            self._take_step()
        self._say("name", event.name, event.choice, event.position)
        self._say("arguments", event.arguments, event.choice, event.position)
        if self.call[row] < 0:
            self.call[row] = min(event.position, 32_767)
        elif self.call[row] != event.position:
            self.more_calls.setdefault(row, {self.call[row]}).add(event.position)

    def _sort_calls(self, event: ev.CallsSorted) -> None:
        """They are told by their new positions in what came before, too."""
        exchange = self.exchanges[-1]
        own = exchange.sort_calls(event.order, event.server_order)
        for row in range(exchange.first_row, len(self)):
            self.call[row] = own.get(self.call[row], self.call[row])
            if row in self.more_calls:
                self.more_calls[row] = {own.get(call, call) for call in self.more_calls[row]}

    def _request(self, number: int, event: ev.RequestSent) -> None:
        if not self._reply_open and event.api != RAW:
            self._reply_open = True
            self._replies += 1
        exchange = self._begin(event.at)
        exchange.sent, exchange.reply = event, event.reply
        self._told.add(event.reply)
        if event.api == RAW:
            exchange.place = -1
        self._add_no_chunk(number, event.at, "request", exchange)

    def _exchange(self, at: float) -> Exchange:
        """The one that goes on; what belongs to no request begins one."""
        return self.exchanges[-1] if self.exchanges else self._begin(at)

    def _begin(self, at: float) -> Exchange:
        made = Exchange(len(self.exchanges) + 1, at, place=max(0, self._replies - 1), first_row=len(self))
        self.exchanges.append(made)
        return made
