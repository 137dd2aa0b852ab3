"""The timeline: where it stands, what can be gone to, how fast it came; by time or by the number of chunks."""

from __future__ import annotations

from itertools import pairwise
from math import inf

from streamtui.core.playback.axis import Axis
from streamtui.core.playback.marks import Mark, MarkKind
from streamtui.core.playback.player import Played, Player
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.figures import elapsed
from streamtui.frontends.tui.kit.bars import bars
from streamtui.frontends.tui.kit.rows import ACCENT, BAD, BRIGHT, DIM, GOOD, RULE, WARN
from streamtui.rows.row import Row, Run, cells, clip, spread

SIGNS = {
    MarkKind.HEADERS: ("↓", DIM),
    MarkKind.REQUEST: ("↑", DIM),
    MarkKind.USAGE: ("#", DIM),
    MarkKind.FINISH: ("■", DIM),
    MarkKind.FIRST: ("◆", ACCENT),
    MarkKind.ANSWER: ("◇", ACCENT),
    MarkKind.CALL_END: ("✓", GOOD),
    MarkKind.CALL: ("▸", ACCENT),
    MarkKind.GAP: ("!", WARN),
    MarkKind.RETRY: ("↻", WARN),
    MarkKind.PROMPT: ("❯", BRIGHT),
    MarkKind.FAILED: ("✗", BAD),
    MarkKind.BRANCH: ("‹", BRIGHT),
    MarkKind.SET: ("★", WARN),
}
"""In a column the last of these is seen."""
_RANKS = {kind: rank for rank, kind in enumerate(SIGNS)}
_SHORTEST_S = 0.001
"""A burst is taken to have lasted so long at least."""


class Timeline:
    """Draws a player's place. What is the same for all places is made once."""

    def __init__(self, player: Player[Played], *, by_chunks: bool = False) -> None:
        self.player = player
        self.by_chunks = by_chunks
        self._made: tuple[object, ...] = ()
        self._rates = ""
        self._marks: Row = ()

    @property
    def share(self) -> float:
        """How much of all is over."""
        return self._share(self.player.place, self.player.at)

    def seek(self, share: float) -> None:
        """Go where so much of all is over."""
        axis, share = self.player.axis, max(0.0, min(1.0, share))
        if self.by_chunks:
            self.player.seek_place(axis.place_of_chunk(round(share * axis.chunks)))
        elif share in (0, 1):
            self.player.seek_place(axis.end if share else 0)
        else:
            self.player.seek_played(share * axis.played_s)

    def rows(self, width: int) -> tuple[Row, ...]:
        """The rate, the line with the place, the marks, and the place in words."""
        axis = self.player.axis
        made = (axis.end, axis.idle_s, self.by_chunks, width)
        if made != self._made:
            self._made = made
            self._rates, self._marks = self._rate_bars(width), self._mark_row(width)
        column = self._column(self.share, width)
        line = (Run("━" * column, ACCENT), Run("●", BRIGHT), Run("─" * (width - column - 1), RULE))
        return ((Run(self._rates, DIM),), line, self._marks, self.words(width))

    def words(self, width: int) -> Row:
        """Where it stands and how it plays; the less room, the less of it."""
        player, axis = self.player, self.player.axis
        speed = "at once" if player.speed == inf else f"{player.speed:g}×"
        parts: list[Row] = [
            (Run("▶" if player.playing else "‖", ACCENT), Run(f" {speed}", BRIGHT)),
            (Run(elapsed(player.at), BRIGHT), Run(f" of {elapsed(axis.at(axis.end))}", DIM)),
            (Run(f"chunk {axis.chunks_before(player.place):,}", BRIGHT), Run(f" of {axis.chunks:,}", DIM)),
            (Run("by chunks" if self.by_chunks else "by time", DIM),),
        ]
        if axis.idle_s is not None:
            parts.append((Run(f"silences over {axis.idle_s:g} s skipped, {elapsed(axis.skipped_s)}", WARN),))
        left: list[Run] = []
        for part in parts:
            if cells(left) + 3 + cells(part) <= width:
                left += [Run("   "), *part] if left else part
        right = self._passed(max(0, width - cells(left) - 3))
        return spread(left, right, width)

    def _passed(self, room: int) -> Row:
        """The mark that it stands at, or the last one before."""
        last = self.player.last_mark
        if last is None or room < 8:
            return ()
        sign, style = SIGNS[last.kind]
        return (Run(f"{sign} ", style), Run(clip(mark_words(last), room - 2), DIM))

    def _share(self, place: int, at: float) -> float:
        axis = self.player.axis
        if place >= axis.end and at >= axis.at(axis.end):
            return 1.0
        if self.by_chunks:
            return axis.chunks_before(place) / max(1, axis.chunks)
        return axis.played_at(at) / axis.played_s if axis.played_s else 0.0

    def _column(self, share: float, width: int) -> int:
        return max(0, min(width - 1, round(share * (width - 1))))

    def _rate_bars(self, width: int) -> str:
        axis = self.player.axis
        places = [_place(axis, column / width, by_chunks=self.by_chunks) for column in range(width + 1)]
        rates: list[float] = []
        for first, last in pairwise(places):
            even_s = axis.played_s / max(1, width)
            lasted_s = axis.at(last) - axis.at(first) if self.by_chunks else even_s
            rates.append(axis.written(first, max(first, last)) / max(_SHORTEST_S, lasted_s))
        written = sorted(rate for rate in rates if rate)
        most = written[len(written) * 95 // 100] if written else 1.0
        return bars([min(1.0, rate / most) for rate in rates], 1)[0]

    def _mark_row(self, width: int) -> Row:
        axis, columns = self.player.axis, [MarkKind.HEADERS] * width
        seen: set[int] = set()
        for mark in self.player.marks.all:
            column = self._column(self._share(mark.place, axis.at(mark.place)), width)
            if column not in seen or _RANKS[mark.kind] > _RANKS[columns[column]]:
                columns[column] = mark.kind
                seen.add(column)
        return tuple(Run(*SIGNS[kind]) if column in seen else Run(" ") for column, kind in enumerate(columns))


def _place(axis: Axis, share: float, *, by_chunks: bool) -> int:
    if share >= 1:
        return axis.end
    if by_chunks:
        return axis.place_of_chunk(round(share * axis.chunks))
    return axis.place_at(axis.instant(share * axis.played_s))


def mark_words(mark: Mark) -> str:
    """What is there: `call begins: get_weather`."""
    about = display_safe(mark.about, keep_newlines=False)
    return f"{mark.kind.value}: {about}" if about else mark.kind.value
