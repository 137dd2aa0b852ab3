"""The gaps between chunks: how many of each length on a logarithmic scale, which were longest, and when.

The bounds are those that OpenTelemetry's conventions advise for `gen_ai.client.operation.time_to_first_chunk`, twice as
much each time from 10 ms to 81.92 s, and below them more of the same: their sum is OpenTelemetry's first bucket.
"""

from __future__ import annotations

from bisect import bisect_left
from heapq import nlargest

from streamtui.core.wire.row_kinds import CHUNK
from streamtui.core.wire.wire_log import WireLog

BOUNDS_S = tuple(round(0.01 * 2**power, 8) for power in range(-6, 14))
LONGEST = 100
"""So many of the longest are known one by one."""


class Gaps:
    """Of all chunks behind the first of each body; what comes before that one is a wait and no gap."""

    def __init__(self, log: WireLog) -> None:
        self._log = log
        self.taken = 0
        """How many of the rows were looked at."""
        self.counts = [0] * (len(BOUNDS_S) + 1)
        """How many were at most as long as each bound and longer than the one before; the last are longer than all."""
        self.number = 0
        self.longest: list[int] = []
        """The rows that the longest end at, the longest first."""

    def take(self, last: int | None = None) -> None:
        """Count those that are new, up to the first `last` rows."""
        log, first = self._log, self.taken
        last = len(log) if last is None else last
        rows = [row for row in range(first, last) if log.number[row] > 1]
        self.taken = last
        for row in rows:
            self.counts[bisect_left(BOUNDS_S, log.gap_s[row])] += 1
        self.number += len(rows)
        self.longest = nlargest(LONGEST, [*self.longest, *rows], key=lambda row: log.gap_s[row])

    def over_time(self, columns: int, row: int) -> list[float]:
        """The longest gap, in seconds, in each of so many equal parts of the time so far of a row's body."""
        log = self._log
        rows = log.rows_of(log.exchange_of(row))
        rows = rows[: max(0, self.taken - rows.start)]
        if not rows:
            return []
        begin, took_s = log.at[rows[0]], log.at[rows[-1]] - log.at[rows[0]]
        found = [0.0] * columns
        for one in rows:
            if log.number[one] > 1 and log.carries[one] & CHUNK:
                column = min(columns - 1, int((log.at[one] - begin) / took_s * columns)) if took_s > 0 else 0
                found[column] = max(found[column], log.gap_s[one])
        return found
