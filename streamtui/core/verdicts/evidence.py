"""Which chunk of a reply's stream proves something. What nobody asks for costs nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

from streamtui.core.chat.events import BytesReceived, StreamEvent
from streamtui.core.json_text.parsing import parsed_object
from streamtui.core.wire.exchange import Part
from streamtui.core.wire.request_changes import request_at
from streamtui.core.wire.row_kinds import BITS, CHUNK
from streamtui.core.wire.sent_request import SentRequest
from streamtui.core.wire.wire_log import WireLog
from streamtui.core.wire.wire_words import json_in

_PAYLOAD = ("text", "reasoning", "refusal", "call", "arguments")


class Evidence:
    """The events of one exchange; numbers are those of its chunks, from 1."""

    def __init__(self, events: Sequence[StreamEvent]) -> None:
        self._events = events

    @cached_property
    def request(self) -> SentRequest | None:
        """What was asked for, where that is known."""
        return request_at(self._events, 0)

    @cached_property
    def log(self) -> WireLog:
        """The rows of the exchange."""
        log = WireLog(self._events)
        log.take()
        return log

    def last_reads(self, most: int) -> Iterator[bytes]:
        """The last bytes of the body, by the reads that brought them; nothing is read for them."""
        return islice((one.data for one in reversed(self._events) if isinstance(one, BytesReceived)), most)

    @property
    def last(self) -> int | None:
        """The last chunk."""
        return next(self._chunks(CHUNK), None)

    def carrying(self, kind: str) -> int | None:
        """The last chunk that carries that (see `row_kinds.KINDS`)."""
        return next(self._chunks(BITS[kind]), None)

    def of_text(self, part: Part, offset: int, call: int = 0) -> int | None:
        """The chunk that brought the character at an offset of a text; of an offset behind its end, its last."""
        for exchange in reversed(self.log.exchanges):
            if (carried := exchange.texts.get((part, 0, call))) is not None:
                row = carried.row_at(max(0, min(offset, len(carried) - 1)))
                return None if row is None else self.log.number[row]
        return None

    def at(self, instant: float) -> int | None:
        """The first chunk that came at an instant or later."""
        log = self.log
        rows = (row for row in range(len(log)) if log.carries[row] & CHUNK and log.at[row] >= instant)
        return next((log.number[row] for row in rows), None)

    def kind_before(self, instant: float) -> str:
        """What the last chunk with a part of the reply carries that came before an instant; nothing where none did."""
        log, payload = self.log, sum(BITS[kind] for kind in _PAYLOAD)
        rows = (row for row in reversed(range(len(log))) if log.carries[row] & payload and log.at[row] < instant)
        return log.kinds(row)[0] if (row := next(rows, None)) is not None else ""

    def pings(self, start: float, end: float) -> int:
        """How many pings came between two instants."""
        log, ping = self.log, BITS["ping"]
        return sum(start <= log.at[row] <= end for row in range(len(log)) if log.carries[row] & ping)

    def objects(self, kind: str) -> Iterator[tuple[int, int, dict[str, Any]]]:
        """Row, number and data of each chunk that carries that, in order, as far as bytes are kept."""
        log = self.log
        for row in range(len(log)):
            if log.carries[row] & BITS[kind] and (data := self._object(row)) is not None:
                yield row, log.number[row], data

    def texts_of(self, kind: str, most: int = 1000) -> Iterator[tuple[int, str]]:
        """Row and JSON text of the first chunks that carry that, so many at most."""
        rows = (row for row in range(len(self.log)) if self.log.carries[row] & BITS[kind])
        for row in islice(rows, most):
            if found := json_in(self.log, row):
                yield row, found

    def begun_in(self, row: int) -> list[int]:
        """The calls of the reply that a chunk names first, in order."""
        texts = self.log.exchange_of(row).texts
        names = {call: text for call in self.log.calls(row) if (text := texts.get(("name", 0, call))) is not None}
        spans = {call: name.span(row) for call, name in names.items()}
        return sorted(call for call, span in spans.items() if span is not None and span[0] == 0)

    def last_objects(self, most: int) -> Iterator[tuple[int, dict[str, Any]]]:
        """Number and data of the last chunks, so many, the last one first."""
        for row in reversed(range(max(0, len(self.log) - most), len(self.log))):
            if self.log.carries[row] & CHUNK and (data := self._object(row)) is not None:
                yield self.log.number[row], data

    def _chunks(self, bits: int) -> Iterator[int]:
        log = self.log
        return (log.number[row] for row in reversed(range(len(log))) if log.carries[row] & bits and log.number[row])

    def _object(self, row: int) -> dict[str, Any] | None:
        return parsed_object(json_in(self.log, row) or "") or None
