"""The gaps between chunks as charts: how many of each length, on a scale that doubles, and when the long ones were."""

from __future__ import annotations

from streamtui.core.wire.gaps import BOUNDS_S, Gaps
from streamtui.core.words.figures import count, plural, seconds
from streamtui.frontends.tui.kit.bars import bar_rows
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, heading
from streamtui.frontends.tui.wire.list_rows import gap_style
from streamtui.rows.row import Row, Run

_LABEL, _COUNT = 12, 9
_LEAST_BAR = 4
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_COURSE_ROWS = 4


def gap_rows(gaps: Gaps, row: int, width: int, stall_s: float) -> list[Row]:
    """Both charts; the second of the body that the row belongs to. Longer gaps than `stall_s` are red."""
    if not gaps.number:
        return [(Run("There are no gaps yet: they lie between two chunks.", DIM),)]
    total = (Run(plural(gaps.number, "gap"), DIM),)
    return [
        heading("GAPS BY LENGTH", total, width),
        *_by_length(gaps, width, stall_s),
        (),
        *_over_time(gaps, row, width),
    ]


def _by_length(gaps: Gaps, width: int, stall_s: float) -> list[Row]:
    counts = gaps.counts
    first = next(index for index, many in enumerate(counts) if many)
    last = len(counts) - next(index for index, many in enumerate(reversed(counts)) if many)
    room, most = max(_LEAST_BAR, width - _LABEL - _COUNT - 2), max(counts)
    rows: list[Row] = []
    for index in range(first, last):
        longest = index < len(BOUNDS_S)
        label = f"≤ {seconds(BOUNDS_S[index])}" if longest else f"> {seconds(BOUNDS_S[-1])}"
        least = BOUNDS_S[index - 1] if index else 0.0
        style = gap_style(least, stall_s, ACCENT)
        number = Run(f"{count(counts[index]):>{_COUNT}}  ", BRIGHT if counts[index] else DIM)
        rows.append((Run(f"{label:>{_LABEL}}", DIM), number, Run(_bar(counts[index] / most, room), style)))
    return rows


def _bar(share: float, room: int) -> str:
    """Of eighths of cells; what is not nothing is seen."""
    eighths = max(share > 0, round(share * room * 8))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def _over_time(gaps: Gaps, row: int, width: int) -> list[Row]:
    course = gaps.over_time(max(1, width), row)
    most = max(course, default=0.0)
    if most <= 0:
        return []
    longest = (Run("longest ", DIM), Run(seconds(most), BRIGHT))
    return [
        heading("GAPS OVER THE TIME OF THIS BODY", longest, width),
        *bar_rows([s / most for s in course], _COURSE_ROWS),
    ]
