"""What can be asked of rows of the wire: each term says of a range of them which it holds for, one byte a row."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import and_, or_
from typing import ClassVar, Protocol

from streamtui.core.wire.row_kinds import BITS, CHUNK
from streamtui.core.wire.wire_log import WireLog
from streamtui.core.wire.wire_words import bytes_of, words_of

SEARCHED = 65_536
"""Bytes of a row in which a regular expression is looked for."""
ASKED_KINDS = {
    **{kind: bits for kind, bits in BITS.items() if kind not in ("call", "arguments")},
    "call": BITS["call"] | BITS["arguments"],
    "args": BITS["arguments"],
    "chunk": CHUNK,
}
"""What `~k` knows."""


class Term(Protocol):
    """A condition."""

    @property
    def reach(self) -> int:
        """So many rows before a range may come to fulfil it by what is in the range."""
        ...

    @property
    def slow(self) -> bool:
        """It is to be asked about a few rows at a time."""
        ...

    def mask(self, log: WireLog, first: int, last: int) -> bytes:
        """One byte, 0 or 1, for each of the rows `first` to `last` (exclusive)."""
        ...


@dataclass(frozen=True, slots=True)
class Carries:
    """It is, or carries, one of these."""

    bits: int
    reach: ClassVar[int] = 0
    slow: ClassVar[bool] = False

    def mask(self, log: WireLog, first: int, last: int) -> bytes:
        bits = self.bits
        return bytes([carried & bits != 0 for carried in log.carries[first:last]])


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure of it lies between two amounts."""

    measure: str
    """gap, size, or t: seconds since the request left."""
    least: float
    most: float
    strictly: bool = False
    """The amounts themselves are not meant."""
    reach: ClassVar[int] = 0
    slow: ClassVar[bool] = False

    def mask(self, log: WireLog, first: int, last: int) -> bytes:
        columns: dict[str, Sequence[float]] = {"gap": log.gap_s, "size": log.size, "t": log.since_s}
        values, least, most = columns[self.measure][first:last], self.least, self.most
        if self.strictly:
            return bytes([least < value < most for value in values])
        return bytes([least <= value <= most for value in values])


@dataclass(frozen=True, slots=True)
class OfCall:
    """It is about that call."""

    call: int
    """Counted from 0."""
    reach: ClassVar[int] = 0
    slow: ClassVar[bool] = False

    def mask(self, log: WireLog, first: int, last: int) -> bytes:
        found = bytearray([call == self.call for call in log.call[first:last]])
        for row, calls in log.more_calls.items():
            if first <= row < last:
                found[row - first] = self.call in calls
        return bytes(found)


@dataclass(frozen=True, slots=True)
class Contains:
    """It brought a part of that text: of the answer, thoughts, names or arguments; or it is no chunk and says it."""

    text: str
    slow: ClassVar[bool] = False

    @property
    def reach(self) -> int:
        return len(self.text)

    def mask(self, log: WireLog, first: int, last: int) -> bytes:
        found = bytearray(last - first)
        if first >= last:
            return bytes(found)
        pattern = re.compile(r"\s+".join(map(re.escape, self.text.split())) or re.escape(self.text), re.IGNORECASE)
        for exchange in log.exchanges[log.exchange[first] : log.exchange[last - 1] + 1]:
            for text in exchange.texts.values():
                said, begins = text.within(first, last)
                ends, rows, marked = text.ends, text.rows, 0
                for match in pattern.finditer(said):
                    start, end = match.span()
                    piece = max(marked, bisect_right(ends, begins + start))
                    marked = bisect_left(ends, begins + end) + 1
                    for row in rows[piece:marked]:
                        found[row - first] = 1
        for row in (row for row in range(first, last) if not log.carries[row] & CHUNK):
            found[row - first] = pattern.search(words_of(log, row)) is not None
        return bytes(found)


@dataclass(frozen=True, slots=True)
class BytesFound:
    """A regular expression is found in its bytes, the first 65,536. It may take for ever: who asks bounds that."""

    pattern: re.Pattern[bytes]
    reach: ClassVar[int] = 0
    slow: ClassVar[bool] = True

    def mask(self, log: WireLog, first: int, last: int) -> bytes:
        search = self.pattern.search
        return bytes([search(bytes_of(log, row)[:SEARCHED]) is not None for row in range(first, last)])


@dataclass(frozen=True, slots=True)
class Not:
    """The other one does not hold."""

    term: Term

    @property
    def reach(self) -> int:
        return self.term.reach

    @property
    def slow(self) -> bool:
        return self.term.slow

    def mask(self, log: WireLog, first: int, last: int) -> bytes:
        return self.term.mask(log, first, last).translate(b"\x01" + bytes(255))


@dataclass(frozen=True, slots=True)
class _Several:
    terms: tuple[Term, ...]

    @property
    def reach(self) -> int:
        return max(term.reach for term in self.terms)

    @property
    def slow(self) -> bool:
        return any(term.slow for term in self.terms)

    def _masks(self, log: WireLog, first: int, last: int) -> list[int]:
        """As numbers: of these all rows are joined at once."""
        return [int.from_bytes(term.mask(log, first, last), "little") for term in self.terms]


class Both(_Several):
    """All of them hold."""

    __slots__ = ()

    def mask(self, log: WireLog, first: int, last: int) -> bytes:
        joined, *others = self._masks(log, first, last)
        for other in others:
            joined = and_(joined, other)
        return joined.to_bytes(last - first, "little")


class Either(_Several):
    """One of them holds."""

    __slots__ = ()

    def mask(self, log: WireLog, first: int, last: int) -> bytes:
        joined, *others = self._masks(log, first, last)
        for other in others:
            joined = or_(joined, other)
        return joined.to_bytes(last - first, "little")
