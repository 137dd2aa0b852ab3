"""Tokens over time, a line for each contestant, all on one axis: drawn in dots of which a cell holds two by two.

Braille would be finer, but not every font has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from streamtui.core.ports.race import Contestant
from streamtui.core.words.figures import elapsed
from streamtui.frontends.tui.kit.axis import rounded_up
from streamtui.frontends.tui.kit.rows import DIM, heading
from streamtui.frontends.tui.race.rows import series_style
from streamtui.rows.row import Row, Run, spread

_AXIS_CELLS = 8
_DOTS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""A cell by the sum of its dots: 1 and 2 above, 4 and 8 below."""
_END_CELLS = 4
"""At the right of the lines, for their numbers."""


@dataclass(frozen=True, slots=True)
class Line:
    """How the tokens of one reply grew."""

    number: str
    style: str
    points: Sequence[tuple[float, float]]
    """Seconds since the race began, tokens until then; both ascending."""


def lines_of(contestants: Sequence[Contestant]) -> list[Line]:
    """A line for each that has written something. Tokens are estimates, as servers count them at the end only."""
    begun = [at for contestant in contestants if (at := contestant.state.turn_started_at) is not None]
    start = min(begun, default=0.0)
    return [
        Line(str(index + 1), series_style(index), points)
        for index, contestant in enumerate(contestants)
        if (points := list(_growth(contestant, start)))
    ]


def seconds_raced(contestants: Sequence[Contestant], now: float) -> float:
    """Since the first request, until the last reply ended."""
    states = [contestant.state for contestant in contestants if contestant.state.turn_started_at is not None]
    start = min((state.turn_started_at or 0.0 for state in states), default=now)
    return max((now if state.turn_ended_at is None else state.turn_ended_at for state in states), default=now) - start


def chart_rows(lines: Sequence[Line], raced_s: float, width: int, height: int) -> tuple[Row, ...]:
    """A heading, the dots, and the axis of time. The scales grow by steps, so that most cells stay as they are."""
    most_s = rounded_up(max([raced_s, *(line.points[-1][0] for line in lines)]))
    most_tokens = rounded_up(max((line.points[-1][1] for line in lines), default=0.0))
    columns, rows = max(4, width - _AXIS_CELLS), max(1, height - 2)
    canvas = _Canvas(columns, rows, most_s, most_tokens)
    for line in lines:
        canvas.draw(line)
    canvas.number(sorted(lines, key=lambda line: -line.points[-1][1]))
    unit = Run("~tokens over time", DIM)
    return (
        heading("TOKENS", (unit,), width),
        *(
            (Run(_label(row, rows, most_tokens), DIM), Run(_tick(row, rows), DIM), *canvas.row(row))
            for row in range(rows)
        ),
        (
            Run(" " * _AXIS_CELLS),
            *spread((Run("0 s", DIM),), (Run(elapsed(most_s), DIM),), columns),
        ),
    )


def _growth(contestant: Contestant, start: float) -> Iterator[tuple[float, float]]:
    reply = contestant.state.reply
    if reply is None:
        return
    statistics = reply.statistics
    first, last = statistics.first_payload_at, statistics.last_payload_at
    if first is None or last is None:
        return
    series, scale = statistics.course
    tokens = 0.0
    yield first - start, tokens
    for bucket, added in enumerate(series.tokens, 1):
        tokens += added * scale
        yield min(first + bucket * series.bucket_s, last) - start, tokens


def _label(row: int, rows: int, most_tokens: float) -> str:
    value = _short(most_tokens) if row == 0 else "0" if row == rows - 1 else ""
    return f"{value:>{_AXIS_CELLS - 2}} "


def _short(tokens: float) -> str:
    """Within the cells that there are."""
    if tokens >= 1e6:
        return f"{tokens / 1e6:g} M"
    return f"{tokens / 1000:g} k" if tokens >= 1e5 else f"{tokens:,.0f}"


def _tick(row: int, rows: int) -> str:
    return "└" if row == rows - 1 else "│"


class _Canvas:
    """Cells with the dots of all lines; those that meet take turns with their colours, so that none covers another."""

    def __init__(self, columns: int, rows: int, most_s: float, most_tokens: float) -> None:
        self._columns, self._rows = columns, rows
        self._dots_per_s = (2 * max(1, columns - _END_CELLS) - 1) / most_s
        self._dots_per_token = (2 * rows - 1) / most_tokens
        self._bits: dict[tuple[int, int], int] = {}
        self._styles: dict[tuple[int, int], list[str]] = {}
        self._ends: dict[tuple[int, int], tuple[str, str]] = {}

    def draw(self, line: Line) -> None:
        """The dots of a line."""
        for (left, low), (right, high) in pairwise(map(self._place, line.points)):
            self._stroke(left, low, right, high, line.style)

    def number(self, lines: Sequence[Line]) -> None:
        """The number of each line behind its end, or beside that where another stands there.

        The highest comes first, and leaves room for those below that end there, too: so they keep their order.
        """
        ends = [self._place(line.points[-1]) for line in lines]
        for index, (line, (dot, height)) in enumerate(zip(lines, ends, strict=True)):
            below = sum(abs(other - dot) < 2 * _END_CELLS for other, _ in ends[index + 1 :])
            row = max(0, min(self._rows - 1 - height // 2, self._rows - 1 - below))
            column = min(self._columns - 1, dot // 2 + 1)
            near = [(abs(free[1] - column), abs(free[0] - row), free) for free in self._free()]
            self._ends[min(near)[2] if near else (row, column)] = line.number, f"{line.style}.end"

    def _place(self, point: tuple[float, float]) -> tuple[int, int]:
        return round(point[0] * self._dots_per_s), round(point[1] * self._dots_per_token)

    def _free(self) -> Iterable[tuple[int, int]]:
        """Cells for one more number, none beside another: two would read as one."""
        for row in range(self._rows):
            taken = {column for at, column in self._ends if at == row}
            for column in range(self._columns):
                if taken.isdisjoint((column - 1, column, column + 1)):
                    yield row, column

    def row(self, row: int) -> Row:
        """The cells of a row, those of one style together."""
        cells = [self._cell(row, column) for column in range(self._columns)]
        return tuple(
            Run("".join(text for text, _ in group), style) for style, group in groupby(cells, key=lambda cell: cell[1])
        )

    def _stroke(self, left: int, low: int, right: int, high: int, style: str) -> None:
        """Dots without a gap from one point to a later one."""
        below = low
        for column in range(left, right + 1):
            above = low + round((high - low) * (column - left) / (right - left)) if right > left else high
            for height in range(min(below, above), max(below, above) + 1):
                self._dot(column, height, style)
            below = above

    def _dot(self, column: int, height: int, style: str) -> None:
        cell = (self._rows - 1 - height // 2, column // 2)
        self._bits[cell] = self._bits.get(cell, 0) | (1 if height % 2 else 4) << column % 2
        if style not in (styles := self._styles.setdefault(cell, [])):
            styles.append(style)

    def _cell(self, row: int, column: int) -> tuple[str, str]:
        cell = (row, column)
        if (end := self._ends.get(cell)) is not None:
            return end
        if (bits := self._bits.get(cell)) is None:
            return " ", "text"
        styles = self._styles[cell]
        return _DOTS[bits], styles[(row + column) % len(styles)]
