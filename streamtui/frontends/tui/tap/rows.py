"""The list of requests as rows: what was asked, how far it is, and as many figures as there is room for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from streamtui.core.faults.bugs import log_bug
from streamtui.core.ports.tap import Stage, Tapped, TappedFigures
from streamtui.core.words import figures
from streamtui.core.words.tapped_words import SLOW_S, came_at, measured, server_silent, speed, tokens_out
from streamtui.frontends.tui.kit.offers import shown_text
from streamtui.frontends.tui.kit.rows import ACCENT, BAD, BRIGHT, DIM, GOOD, LABEL, STRONG, WARN
from streamtui.frontends.tui.tap.request_list import RequestList
from streamtui.rows.row import Row, Run, cells, clip, clip_row, spread

_SIGNS = {
    Stage.ASKING: ("◌", ACCENT),
    Stage.WAITING: ("◌", ACCENT),
    Stage.STREAMING: ("●", ACCENT),
    Stage.DONE: ("✓", GOOD),
    Stage.FAILED: ("✗", BAD),
    Stage.LEFT: ("■", WARN),
}
MARK = "±"
_LEAST_NAME_CELLS, _NAME_CELLS, _BROAD_FROM = 25, 52, 110
"""What figures leave for what was asked; from so many columns on it has room for all that is said of it."""
_MODEL_CELLS = 24
_NO_FIGURES = TappedFigures()


class Cell(NamedTuple):
    """What stands in a column."""

    text: str
    style: str = DIM


@dataclass(frozen=True, slots=True)
class _Column:
    """A figure at the right end of so many cells."""

    title: str
    width: int
    write: Callable[[Tapped, TappedFigures, float], Cell]


def stage_cell(tapped: Tapped, now: float, stall_s: float) -> Cell:
    """How far it is, by sign and word; a silence of `stall_s` is told apart."""
    sign, style = _SIGNS[tapped.stage]
    if server_silent(tapped, now, stall_s):
        return Cell(f"{sign} silent", WARN)
    return Cell(f"{sign} {tapped.stage.value}", style)


def _status(tapped: Tapped, _: TappedFigures, _now: float) -> Cell:
    if tapped.status is None:
        return Cell("")
    return Cell(str(tapped.status), BAD if tapped.status >= 400 else DIM)


def _tokens(tapped: Tapped, found: TappedFigures, _now: float) -> Cell:
    if not tapped.decoded:
        return Cell(f"{figures.rounded(tapped.size)} B" if tapped.size else "")
    return Cell(tokens_out(found), BRIGHT)


def _slow(tapped: Tapped, _: TappedFigures, _now: float) -> Cell:
    return Cell(figures.seconds(tapped.program_wait_s) if tapped.program_wait_s >= SLOW_S else "", WARN)


def _ttft(_: Tapped, found: TappedFigures, _now: float) -> Cell:
    return Cell("" if found.ttft_s is None else figures.seconds(found.ttft_s))


def _speed(_: Tapped, found: TappedFigures, _now: float) -> Cell:
    return Cell(speed(found).removesuffix(" tok/s"), BRIGHT)


def _prompt(_: Tapped, found: TappedFigures, _now: float) -> Cell:
    return Cell("" if found.prompt_tokens is None else figures.count(found.prompt_tokens))


def _calls(_: Tapped, found: TappedFigures, _now: float) -> Cell:
    return Cell(str(found.calls) if found.calls else "")


def took_words(tapped: Tapped, now: float) -> str:
    """How long it took, or takes."""
    took_s = max(0.0, tapped.duration_s(now))
    return figures.ended_after(took_s) if tapped.stage.over else figures.elapsed(took_s)


def _took(tapped: Tapped, _: TappedFigures, now: float) -> Cell:
    return Cell(took_words(tapped, now))


_COLUMNS = (
    _Column("status", 7, _status),
    _Column("ttft", 8, _ttft),
    _Column("tok/s", 7, _speed),
    _Column("in", 8, _prompt),
    _Column("out", 8, _tokens),
    _Column("calls", 6, _calls),
    _Column("took", 9, _took),
    _Column("program", 9, _slow),
)
_FIRST_KEPT = ("took", "out", "tok/s", "ttft", "status", "calls", "program", "in")
"""Which of them are shown where there is not room for all: from the first on."""
_STAGE_CELLS = 12


def _shown(width: int) -> Sequence[_Column]:
    room = width - (_NAME_CELLS if width >= _BROAD_FROM else _LEAST_NAME_CELLS) - _STAGE_CELLS
    kept: set[str] = set()
    by_title = {column.title: column for column in _COLUMNS}
    for title in _FIRST_KEPT:
        if by_title[title].width > room:
            break
        room -= by_title[title].width
        kept.add(title)
    return [column for column in _COLUMNS if column.title in kept]


def title_row(width: int) -> Row:
    """What the columns are."""
    columns = _shown(width)
    right = "".join(f"{column.title:>{column.width}}" for column in columns)
    return spread(
        (Run("  REQUESTS", LABEL),), (Run(f"{'state':<{_STAGE_CELLS}}{right} ", LABEL),), width, whole_left=True
    )


def request_rows(requests: RequestList, now: float, stall_s: float, width: int, height: int) -> list[Row]:
    """Those in sight, where there is room for so many. A silence of `stall_s` is told."""
    return [_guarded(requests, place, now, stall_s, width) for place in requests.in_sight(max(1, height))]


def _guarded(requests: RequestList, place: int, now: float, stall_s: float, width: int) -> Row:
    """A request that can't be shown harms no other."""
    try:
        return _row(requests, place, now, stall_s, width)
    except Exception as bug:
        tapped = requests.rows[place]
        log_bug(bug, "a row of the list of requests")
        return clip_row((Run(f"  #{tapped.number} can't be shown: a bug of streamtui, see streamtui.log", BAD),), width)


def _row(requests: RequestList, place: int, now: float, stall_s: float, width: int) -> Row:
    tapped, here = requests.rows[place], place == requests.place
    found = measured(tapped)
    right: list[Run] = []
    stage = stage_cell(tapped, now, stall_s)
    right.append(Run(f"{clip(stage.text, _STAGE_CELLS):<{_STAGE_CELLS}}", stage.style))
    for column in _shown(width):
        text, style = column.write(tapped, found, now)
        right.append(Run(f"{clip(text, column.width - 1):>{column.width}}", style))
    right.append(Run(" "))
    room = max(0, width - cells(right) - 1)
    left = clip_row((*_lead(requests, place, tapped, here=here), *_name(tapped, room, here=here)), room)
    return (*left, Run(" " * (room - cells(left) + 1)), *right)


def _lead(requests: RequestList, place: int, tapped: Tapped, *, here: bool) -> Row:
    """Cursor, mark, number, and how it belongs to its thread."""
    under = requests.is_under(place)
    size = requests.thread_size(tapped)
    folds = requests.grouped and size > 1 and not under
    sign = f"▸{size} " if requests.is_folded(tapped) else "▾ " if folds else "└ " if under else ""
    return (
        Run("❯" if here else " ", ACCENT),
        Run(MARK if tapped in requests.marked else " ", ACCENT),
        Run(f"{f'#{tapped.number}':<5} ", DIM),
        Run(sign, ACCENT if folds else DIM),
        *(() if requests.grouped or tapped.thread == tapped.number else (Run(f"↳#{tapped.thread} ", DIM),)),
    )


def _name(tapped: Tapped, room: int, *, here: bool) -> Row:
    """What is asked, and who: with little room the model alone, which says more."""
    model, path = shown_text(tapped.model[:room]), shown_text(tapped.path[: 2 * room])
    style = STRONG if here else BRIGHT
    if room < _NAME_CELLS:
        return (Run(model, style),) if model else (Run(f"{tapped.method[:8]} {path}", style),)
    named = (Run(f"{came_at(tapped)}  ", DIM), Run(clip(model, _MODEL_CELLS), style), Run("  " if model else ""))
    return (*named, Run(f"{tapped.method[:8]} ", DIM), Run(path, DIM if model else style))
