"""A race as rows: the line at the top, the tabs, what stands above each answer, the results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from rich.cells import cell_len

from streamtui.core.chat.conversation import Reply
from streamtui.core.chat.phase import Phase
from streamtui.core.ports.race import Contestant
from streamtui.core.text.display_safe import display_safe
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
    preparing,
)
from streamtui.core.words.retry_words import retry_words
from streamtui.frontends.tui.kit.phase_words import retry_in_s, state_row
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, GOOD, LABEL, STRONG, TITLE, WARN
from streamtui.frontends.tui.race.names import told_apart
from streamtui.rows.row import Row, Run, clip, clip_row, spread
from streamtui.rows.wrapping import wrapped

HEAD_ROWS = 4
SERIES_STYLES = tuple(f"race.{number}" for number in range(1, 9))
"""The colours of the contestants; where they begin again, the numbers tell who is who."""
MARK = "±"
_GUTTER = 2
_TAB_CELLS = 18
"""With less room for each the tabs take a second row."""
_BAR, _BAR_CELLS = "━", 6
_HEAD_FIGURES = (
    (("ttft", FIRST_TOKEN), ("tok/s", SPEED)),
    (("tokens", TOKENS), ("words", WORDS)),
    (("gap p95", GAP_P95), ("longest", LONGEST_GAP)),
)
"""What stands above an answer, two to a row, under names that are short enough."""
_COST = "cost", COST
"""Stands where the words are, once it is known."""
_TITLES = "RESULTS, best in bold", "BEST IN BOLD", "RESULTS"
"""The first that has room."""
_BARRED = (FIRST_TOKEN, SPEED)
"""They have bars, where there is room."""
_RESULTS = (FIRST_TOKEN, TOTAL, SPEED, TOKENS, COST, WORDS, ENDING)
_WORTH = (SPEED, ENDING, FIRST_TOKEN, TOTAL, TOKENS, COST, WORDS)
"""The same, by how much each is worth its room."""
_NAME_CELLS = 16
"""Room for names goes before columns, up to so much."""
_LEAST_NAME_CELLS = 3
"""With less room a tab has no name."""


def series_style(index: int) -> str:
    """The colour of the contestant of that index."""
    return SERIES_STYLES[index % len(SERIES_STYLES)]


def title_row(prompt: str, contestants: Sequence[Contestant], width: int) -> Row:
    """What all are asked, and how many of them still are."""
    running = sum(not contestant.over for contestant in contestants)
    right = Run(f"● {running} of {len(contestants)} still running", ACCENT) if running else Run("✓ all finished", GOOD)
    return spread((Run("Race", TITLE), Run("   "), Run(_safe(prompt), BRIGHT)), (right,), width)


def tab_height(contestants: Sequence[Contestant], width: int) -> int:
    """Rows that the tabs take."""
    return 1 if width // len(contestants) >= _TAB_CELLS or len(contestants) < 3 else 2


def tab_rows(contestants: Sequence[Contestant], focused: int, now: float, width: int) -> tuple[Row, ...]:
    """All contestants by number, name and state, to be clicked; names are shortened so that they can be told apart."""
    height = tab_height(contestants, width)
    across = -(-len(contestants) // height)
    share = width // across
    room = share - len("❯1  s  ")
    names = told_apart([_safe(contestant.label) for contestant in contestants], max(1, room))
    if room < _LEAST_NAME_CELLS:
        names = [""] * len(names)
    share = min(share, max(map(cell_len, names)) + len("❯1  s  "))
    tabs = [_tab(names[index], one, index, now, focused=index == focused) for index, one in enumerate(contestants)]
    rows = [tabs[first : first + across] for first in range(0, len(tabs), across)]
    return tuple(tuple(run for tab in row for run in spread(tab, (), share)) for row in rows)


def _tab(name: str, contestant: Contestant, index: int, now: float, *, focused: bool) -> Row:
    sign = stage_row(contestant, now)[0]
    action = f"screen.choose({index})"
    return (
        Run("❯" if focused else " ", ACCENT, action),
        Run(f"{index + 1} ", series_style(index), action),
        *([Run(f"{name} ", STRONG if focused else DIM, action)] if name else ()),
        Run(sign.text[:1], sign.style, action),
    )


def stage_row(contestant: Contestant, now: float) -> Row:
    """What a contestant is doing, and for how long."""
    if (progress := contestant.progress) is not None:
        return (Run(f"◌ {preparing(progress)}", ACCENT),)
    if contestant.state.phase is Phase.IDLE:
        return (Run("○ waits for the others", DIM),)
    return state_row(contestant.state, now)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a contestant stands on the screen."""

    index: int
    focused: bool
    marked: bool
    """Chosen to be compared."""


def head_rows(
    contestant: Contestant, standing: Standing, now: float, width: int, height: int = HEAD_ROWS
) -> tuple[Row, ...]:
    """Number, name and state; below them as many figures as have room, or why a retry is waited for."""
    name = (
        Run("❯ " if standing.focused else "  ", ACCENT),
        Run(f"{standing.index + 1} ", series_style(standing.index)),
        Run(_safe(contestant.label), STRONG if standing.focused else BRIGHT),
        Run(f" {MARK}" if standing.marked else "", ACCENT),
    )
    title = _with_state(name, stage_row(contestant, now), width)
    state = contestant.state
    if state.phase is Phase.RETRYING and state.retry is not None:
        words = retry_words(state.retry, state.url, retry_in_s(state, now) or 0)
        return (title, *wrapped(_safe(words), width, WARN)[: height - 1])
    reply = state.reply or Reply()
    half = (width - _GUTTER) // 2
    gutter = Run(" " * (width - 2 * half))
    rows: list[Row] = [title]
    for left, right in _HEAD_FIGURES[: height - 1]:
        shown = _COST if right[1] is WORDS and COST.write(reply) != UNKNOWN else right
        rows.append((*_cell(*left, reply, half), gutter, *_cell(*shown, reply, half)))
    return tuple(rows)


def _with_state(name: Row, stage: Row, width: int) -> Row:
    """The state's words give way to the name."""
    room = max(3, width - sum(len(span.text) for span in name) - 1)
    words = "".join(span.text for span in stage)
    return spread(name, stage if len(words) <= room else (Run(clip(words, room), stage[0].style),), width)


def _cell(label: str, figure: RaceFigure, reply: Reply, width: int) -> Row:
    """Blank until there is something to say."""
    value = figure.write(reply)
    return (Run(" " * width),) if value == UNKNOWN else spread((Run(label, DIM),), (Run(value, BRIGHT),), width)


def result_rows(
    contestants: Sequence[Contestant], focused: int, width: int, height: int | None = None
) -> tuple[Row, ...]:
    """The table: a row for each reply, the best complete one of a column in bold.

    In too little height there are those around the focused one, in too little width the columns that are worth most.
    """
    replies = [contestant.replies[-1] if contestant.replies else Reply() for contestant in contestants]
    names = [_safe(contestant.label) for contestant in contestants]
    chosen = _chosen(replies, width - min(_NAME_CELLS, max(map(cell_len, names)) + 5))
    plain = [_cells(figure, replies, 0) for figure in chosen]
    room = width - sum(map(_width, plain)) - max(len(_TITLES[0]) + 1, *(cell_len(name) + 5 for name in names))
    bars = _BAR_CELLS if room >= (_BAR_CELLS + 1) * len(_BARRED) else 0
    columns = [_cells(figure, replies, bars if figure in _BARRED else 0) for figure in chosen] if bars else plain
    name_cells = max(8, width - sum(map(_width, columns)))
    names = told_apart(names, max(1, name_cells - 5))
    title = next((title for title in _TITLES if len(title) < name_cells), _TITLES[-1])
    rows: list[Row] = [(*spread((Run(title, LABEL),), (), name_cells), *_line(columns, 0, DIM))]
    for index in range(len(contestants)):
        name = (
            Run("❯ " if index == focused else "  ", ACCENT),
            Run(f"{index + 1} ", series_style(index)),
            Run(names[index], STRONG if index == focused else BRIGHT),
        )
        row = (*spread(name, (), name_cells), *_line(columns, index + 1, series_style(index)))
        rows.append(tuple(run._replace(action=f"screen.choose({index})") for run in spread(row, (), width)))
    if height is not None and len(rows) > height:
        room = max(1, height - 1)
        first = 1 + max(0, min(focused - room // 2, len(contestants) - room))
        rows = [*rows[:1], *rows[first : first + room]]
    return tuple(clip_row(row, width) for row in rows)


def _chosen(replies: Sequence[Reply], room: int) -> list[RaceFigure]:
    """The columns that say something and have room."""
    kept: list[RaceFigure] = []
    for figure in _WORTH:
        column = _cells(figure, replies, 0)
        says_something = any(cell.text != UNKNOWN for cell in column[1:])
        if says_something and _width(column) <= room:
            kept.append(figure)
            room -= _width(column)
    return [figure for figure in _RESULTS if figure in kept]


@dataclass(frozen=True, slots=True)
class _Cell:
    """What stands in a column of the table."""

    text: str
    style: str = DIM
    bar: str = ""


def _cells(figure: RaceFigure, replies: Sequence[Reply], bar_cells: int) -> list[_Cell]:
    """The column from its title on."""
    best = figure.best(replies)
    best_text = None if best is None else figure.write(best)
    sizes = [abs(figure.measure(reply.statistics) or 0.0) if figure.measure else 0.0 for reply in replies]
    most = max(sizes) or 1.0
    return [
        _Cell(figure.title, bar=" " * bar_cells),
        *(
            _Cell(
                text,
                BRIGHT if best is None else STRONG if text == best_text and reply.state is best.state else DIM,
                f"{_BAR * (ceil(bar_cells * (size / most))):<{bar_cells}}",
            )
            for reply, size in zip(replies, sizes, strict=True)
            for text in (figure.write(reply),)
        ),
    ]


def _width(column: Sequence[_Cell]) -> int:
    return max(cell_len(cell.text) for cell in column) + 2 + bool(column[0].bar) + len(column[0].bar)


def _line(columns: Sequence[Sequence[_Cell]], row: int, bar_style: str) -> Row:
    runs: list[Run] = []
    for column in columns:
        cell, bar_cells = column[row], len(column[0].bar)
        room = _width(column) - bar_cells - bool(bar_cells)
        runs.append(Run(" " * (room - cell_len(cell.text)) + cell.text, cell.style))
        if bar_cells:
            runs.append(Run(f" {cell.bar}", bar_style))
    return tuple(runs)


def _safe(text: str) -> str:
    return display_safe(text, keep_newlines=False)
