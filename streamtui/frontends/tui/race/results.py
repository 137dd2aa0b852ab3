"""The table of a race: a row for each contestant, its figures beside its name, while they run and when all is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from rich.cells import cell_len

from streamtui.core.chat.reply import Reply
from streamtui.core.ports.race import Contestant
from streamtui.core.words.figures import UNKNOWN
from streamtui.core.words.race_figures import (
    COST,
    ENDING,
    FIRST_TOKEN,
    GAP_P95,
    LONGEST_GAP,
    SPEED,
    TOKENS,
    TOTAL,
    WORDS,
    RaceFigure,
)
from streamtui.frontends.tui.kit.offers import shown_text
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, LABEL, STRONG
from streamtui.frontends.tui.race.names import told_apart
from streamtui.frontends.tui.race.rows import stage_row
from streamtui.frontends.tui.race.series import series_style
from streamtui.rows.row import Row, Run, clip, clip_row, spread

BEST = "*"
_NOTE = f"{BEST} bold: best of the complete replies"
_TITLES = f"{BEST} IS BEST", "RESULTS"
"""In place of the names' title where the note has no room: the first that has."""
_FIGURES = (FIRST_TOKEN, SPEED, TOKENS, WORDS, GAP_P95, LONGEST_GAP, COST, TOTAL)
"""In this order: those that are known late come last, so that nothing moves when they do."""
_WORTH = (SPEED, FIRST_TOKEN, TOTAL, TOKENS, COST, WORDS, GAP_P95, LONGEST_GAP)
"""The same, by how much each is worth its room."""
_LEAST_CELLS = {SPEED: 7, TOKENS: 8}
"""Room for figures that are estimated at first."""
_BARRED = (FIRST_TOKEN, SPEED)
"""They have bars, where there is room."""
_BAR, _LEAST_BAR, _MOST_BAR = "━", 6, 24
_NAME_CELLS, _MOST_NAME_CELLS = 16, 40
"""Room for names goes before columns, up to the first; with more, up to the second."""
_MARGIN = len("❯ 1 ")
_END_CELLS, _STAGE_CELLS = 10, 18
"""How it ended has so many at least, and how it stands; more where there is room."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """What stands in a column of the table."""

    text: str
    style: str = DIM
    bar: float = 0.0
    """The share of the longest."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A figure of all, from its title on."""

    figure: RaceFigure
    cells: Sequence[_Cell]

    @property
    def width(self) -> int:
        """Without its bars."""
        widest = max(cell_len(cell.text) for cell in self.cells)
        return 2 + max(widest, _LEAST_CELLS.get(self.figure, 0))


def result_rows(
    contestants: Sequence[Contestant], focused: int, now: float, width: int, height: int | None = None
) -> tuple[Row, ...]:
    """The table. The best complete reply of a column is marked, once all are over.

    In too little height there are the rows around the focused one, in too little width the columns worth most.
    """
    replies = [_reply(contestant) for contestant in contestants]
    decided = all(contestant.over for contestant in contestants)
    ends = [_end(contestant, reply, now) for contestant, reply in zip(contestants, replies, strict=True)]
    names = [shown_text(contestant.label) for contestant in contestants]
    name_cells = _MARGIN + max(min(_NAME_CELLS, max(map(cell_len, names))), len("RESULTS") - 1)
    widest_end = min(_END_CELLS if decided else _STAGE_CELLS, max(cell_len(end.text) for end in ends))
    columns = _chosen(replies, width - name_cells - widest_end - 2, decided=decided)
    room = width - name_cells - widest_end - 2 - sum(column.width for column in columns)
    more = min(room, max(0, min(_MOST_NAME_CELLS, max(map(cell_len, names))) + _MARGIN - name_cells))
    name_cells, room = name_cells + more, room - more
    barred = sum(column.figure in _BARRED for column in columns)
    note = len(_NOTE) + 2 if decided and room - len(_NOTE) - 2 >= barred * (_LEAST_BAR + 1) else 0
    bar = min(_MOST_BAR, (room - note) // barred - 1) if barred else 0
    bar = bar if bar >= _LEAST_BAR else 0
    end_cells = width - name_cells - sum(column.width for column in columns) - barred * (bar + bool(bar))
    names = told_apart(names, max(1, name_cells - _MARGIN))
    rows: list[Row] = [_title(columns, bar, name_cells, end_cells, decided=decided)]
    for index, (name, end) in enumerate(zip(names, ends, strict=True)):
        row = (
            *spread(_name(index, name, focused=index == focused), (), name_cells),
            *_line(columns, index + 1, bar, series_style(index)),
            Run("  "),
            end._replace(text=clip(end.text, max(1, end_cells - 2))),
        )
        rows.append(tuple(run._replace(action=f"screen.choose({index})") for run in spread(row, (), width)))
    if height is not None and len(rows) > height:
        shown = max(1, height - 1)
        first = 1 + max(0, min(focused - shown // 2, len(contestants) - shown))
        rows = [*rows[:1], *rows[first : first + shown]]
    return tuple(clip_row(row, width) for row in rows)


def _reply(contestant: Contestant) -> Reply:
    """Its last one; of a race that is over also the one that never began."""
    if contestant.over and contestant.replies:
        return contestant.replies[-1]
    return contestant.state.reply or Reply()


def _end(contestant: Contestant, reply: Reply, now: float) -> Run:
    """How it stands, or how it ended."""
    if contestant.over:
        return Run(ENDING.write(reply), DIM)
    stage = stage_row(contestant, now)
    return Run("".join(run.text for run in stage), stage[0].style)


def _name(index: int, name: str, *, focused: bool) -> Row:
    return (
        Run("❯ " if focused else "  ", ACCENT),
        Run(f"{index + 1} ", series_style(index)),
        Run(name, STRONG if focused else BRIGHT),
    )


def _title(columns: Sequence[_Column], bar: int, name_cells: int, end_cells: int, *, decided: bool) -> Row:
    noted = end_cells >= len("  end   ") + len(_NOTE)
    titles = _TITLES if decided and not noted else _TITLES[-1:]
    title = next((title for title in titles if len(title) < name_cells), _TITLES[-1])
    end = (Run("  "), Run(ENDING.title if decided else "now", DIM))
    note = (Run(_NOTE, DIM),) if decided and noted else ()
    return (*spread((Run(title, LABEL),), (), name_cells), *_line(columns, 0, bar, DIM), *spread(end, note, end_cells))


def _chosen(replies: Sequence[Reply], room: int, *, decided: bool) -> list[_Column]:
    """The columns that say something and have room."""
    kept: dict[RaceFigure, _Column] = {}
    for figure in _WORTH:
        column = _Column(figure, _cells(figure, replies, decided=decided))
        says_something = any(cell.text != UNKNOWN for cell in column.cells[1:])
        if says_something and column.width <= room:
            kept[figure] = column
            room -= column.width
    return [kept[figure] for figure in _FIGURES if figure in kept]


def _cells(figure: RaceFigure, replies: Sequence[Reply], *, decided: bool) -> list[_Cell]:
    best = figure.best(replies) if decided else None
    best_text = None if best is None else figure.write(best)
    sizes = [abs(figure.measure(reply.statistics) or 0.0) if figure.measure else 0.0 for reply in replies]
    most = max(sizes) or 1.0
    cells = [_Cell(figure.title)]
    for reply, size in zip(replies, sizes, strict=True):
        text = figure.write(reply)
        if best is not None and text == best_text and reply.state is best.state:
            cells.append(_Cell(f"{BEST}{text}", STRONG, size / most))
        else:
            cells.append(_Cell(text, BRIGHT if best is None else DIM, size / most))
    return cells


def _line(columns: Sequence[_Column], row: int, bar: int, bar_style: str) -> Row:
    runs: list[Run] = []
    for column in columns:
        cell = column.cells[row]
        runs.append(Run(" " * (column.width - cell_len(cell.text)) + cell.text, cell.style))
        if bar and column.figure in _BARRED:
            runs.append(Run(f" {_BAR * ceil(bar * cell.bar):<{bar}}", bar_style))
    return tuple(runs)
