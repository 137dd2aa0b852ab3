"""Tokens over time, a line for each contestant, all on one axis.

A line has its number upon it here and there and behind its end, so that it is known where colours tell nothing, too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from streamtui.core.ports.race import Contestant
from streamtui.core.words.figures import count, elapsed
from streamtui.frontends.tui.kit.axis import rounded_up
from streamtui.frontends.tui.kit.rows import DIM, RULE, heading
from streamtui.frontends.tui.race.dots import ACROSS, UP, Canvas
from streamtui.frontends.tui.race.series import dash_of, series_style
from streamtui.rows.row import Row, Run, cells, clip

_AXIS_CELLS = 8
_MARKS_APART = 40
"""Cells from one number upon a line to its next, at least; those of others stand between."""
_LEAST_APART = 5
_FIGURES_FROM = 44
"""In so many cells there is room for figures behind the numbers."""
_TICK_CELLS = 12
"""An instant on the axis has so many."""
_ROUND = (1.0, 2.0, 2.5, 5.0)


@dataclass(frozen=True, slots=True)
class Line:
    """How the tokens of one reply grew."""

    number: str
    style: str
    points: Sequence[tuple[float, float]]
    """Seconds since the race began, tokens until then; both ascending."""
    estimated: bool = False
    dash: int | None = None
    """By how many dots its gaps are shifted; without, it has none."""

    @property
    def last(self) -> float:
        """The tokens at its end."""
        return self.points[-1][1]


def lines_of(contestants: Sequence[Contestant]) -> list[Line]:
    """A line for each that has written something. Tokens are estimates, as servers count them at the end only."""
    begun = [at for contestant in contestants if (at := contestant.state.turn_started_at) is not None]
    start = min(begun, default=0.0)
    return [
        Line(str(index + 1), series_style(index), points, _is_estimated(contestant), dash_of(index))
        for index, contestant in enumerate(contestants)
        if (points := list(_growth(contestant, start)))
    ]


def seconds_raced(contestants: Sequence[Contestant], now: float) -> float:
    """Since the first request, until the last reply ended."""
    states = [contestant.state for contestant in contestants if contestant.state.turn_started_at is not None]
    start = min((state.turn_started_at or 0.0 for state in states), default=now)
    return max((now if state.turn_ended_at is None else state.turn_ended_at for state in states), default=now) - start


def chart_rows(lines: Sequence[Line], raced_s: float, width: int, height: int) -> tuple[Row, ...]:
    """A heading, the lines, and the axis of time. The scales grow by steps, so that most cells stay as they are."""
    last_s = max([raced_s, *(line.points[-1][0] for line in lines)])
    most_s = rounded_up(last_s)
    most_tokens = rounded_up(max((line.last for line in lines), default=0.0))
    columns, rows = max(4, width - _AXIS_CELLS), max(1, height - 2)
    canvas = Canvas(columns, rows)
    labels = _labels(lines, rows, most_tokens, with_figures=columns >= _FIGURES_FROM)
    across = max(2, columns - max(map(cells, labels)) - 2)
    dots_per_s = (ACROSS * across - 1) / most_s
    end = round(last_s * dots_per_s) // ACROSS + 1
    _draw(canvas, lines, end, dots_per_s, (UP * rows - 1) / most_tokens)
    for row, label in enumerate(labels):
        canvas.write(row, end + 1, label)
    return (
        heading("TOKENS over time", (Run("~ estimated, until the server has counted", DIM),), width),
        *(
            (Run(f"{label:>{_AXIS_CELLS - 2}} ", DIM), Run("┤" if label else "│", RULE), *line)
            for label, line in zip(_heights(rows, most_tokens), canvas.shown(), strict=True)
        ),
        (Run(f"{0:>{_AXIS_CELLS - 2}} ", DIM), Run("└", RULE), *_instants(most_s, across, columns)),
    )


def _is_estimated(contestant: Contestant) -> bool:
    reply = contestant.state.reply
    return reply is not None and reply.statistics.tokens_are_estimated


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


def _draw(canvas: Canvas, lines: Sequence[Line], end: int, dots_per_s: float, dots_per_token: float) -> None:
    """The lines with their numbers upon them; and level ones from their ends to that column."""
    drawn = [
        (line, [(round(at * dots_per_s), round(tokens * dots_per_token)) for at, tokens in line.points])
        for line in lines
    ]
    for line, dots in drawn:
        canvas.draw(dots, line.style, dash=line.dash)
    apart = max(_MARKS_APART, _LEAST_APART * len(drawn))
    start = min((dots[0][0] for _, dots in drawn), default=0) // ACROSS + 2
    for index, (line, dots) in enumerate(drawn):
        canvas.lead(dots[-1], end, line.style)
        first, last = dots[0][0], dots[-1][0]
        begin = start + round(index / len(drawn) * apart)
        places = [*range(ACROSS * begin, last - ACROSS * _LEAST_APART, ACROSS * apart)]
        if last // ACROSS < end - _LEAST_APART:
            places.append(last)
        for at in places:
            if at > first:
                canvas.mark((at, _height(dots, at)), line.number, f"{line.style}.end")


def _height(dots: Sequence[tuple[int, int]], at: int) -> int:
    """Of a line at a column of dots."""
    place = min(bisect_right(dots, at, key=lambda dot: dot[0]), len(dots) - 1)
    (left, low), (right, high) = dots[place - 1], dots[place]
    return low + round((high - low) * (at - left) / (right - left)) if right > left else high


def _labels(lines: Sequence[Line], rows: int, most_tokens: float, *, with_figures: bool) -> list[Row]:
    """For each row the numbers of lines that end near it, with their figures: in the order of the lines, none twice."""
    ordered = sorted(lines, key=lambda line: -line.last)
    a_row = -(-len(ordered) // rows)
    labels: list[list[Run]] = [[] for _ in range(rows)]
    wide = max((len(line.number) for line in lines), default=1)
    row = 0
    for place, line in enumerate(ordered):
        if place % max(1, a_row) == 0:
            waiting = -(-(len(ordered) - place) // a_row)  # rows for it and those below
            wanted = round((1 - line.last / most_tokens) * rows - 0.5)
            row = min(max(row + 1 if place else 0, wanted), rows - waiting)
        figure = f" {count(round(line.last), estimated=line.estimated)}" if with_figures and a_row == 1 else ""
        gap = "  " if labels[row] else ""
        labels[row].append(Run(f"{gap}{line.number:>{wide}}{figure}", f"{line.style}.end"))
    return [tuple(label) for label in labels]


def _heights(rows: int, most_tokens: float) -> list[str]:
    """What stands beside the rows: the most above, the half in the middle where there is room."""
    labels = [""] * rows
    if rows > 4 and (half := most_tokens / 2) == round(half):
        labels[rows // 2] = _short(half)
    labels[0] = _short(most_tokens)
    return labels


def _short(tokens: float) -> str:
    """Within the cells that there are."""
    if tokens >= 1e6:
        return f"{tokens / 1e6:g} M"
    return f"{tokens / 1000:g} k" if tokens >= 1e5 else f"{tokens:,.0f}"


def _instants(most_s: float, across: int, columns: int) -> Row:
    """The axis with as many round instants as have room."""
    parts = next((parts for parts in (6, 5, 4, 3, 2) if across >= parts * _TICK_CELLS and _is_round(most_s / parts)), 1)
    runs: list[Run] = []
    at = 0
    for part in range(1, parts + 1):
        text = f" {_instant(most_s * part / parts)} "
        begin = min(round(across * part / parts) - cell_len(text) // 2, columns - cell_len(text))
        if begin > at:
            runs += [Run("─" * (begin - at), RULE), Run(text, DIM)]
            at = begin + cell_len(text)
    return (*runs, Run("─" * (columns - at), RULE))


def _is_round(value: float) -> bool:
    return any(f"{value:.3e}".startswith(f"{digits:.3f}") for digits in _ROUND)


def _instant(value_s: float) -> str:
    return f"{value_s:g} s" if value_s < 60 else clip(elapsed(value_s), _TICK_CELLS - 2)
