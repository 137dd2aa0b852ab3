"""A race as rows: the line at the top, the tabs, what stands above each answer, the results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, GOOD, STRONG, TITLE, WARN, heading
from streamtui.rows.row import Row, Run, clip, spread
from streamtui.rows.wrapping import wrapped

HEAD_ROWS = 4
SERIES_STYLES = tuple(f"race.{number}" for number in range(1, 9))
"""The colours of the contestants; where they begin again, the numbers tell who is who."""
MARK = "±"
_GUTTER = 2
_HEAD_FIGURES = (
    (("ttft", FIRST_TOKEN), ("tokens", TOKENS)),
    (("tok/s", SPEED), ("cost", COST)),
    (("gap p95", GAP_P95), ("longest", LONGEST_GAP)),
)
"""What stands above an answer, two to a row, under names that are short enough."""
_RESULTS = (FIRST_TOKEN, TOTAL, SPEED, TOKENS, COST, WORDS, ENDING)


def series_style(index: int) -> str:
    """The colour of the contestant of that index."""
    return SERIES_STYLES[index % len(SERIES_STYLES)]


def title_row(prompt: str, contestants: Sequence[Contestant], width: int) -> Row:
    """What all are asked, and how many of them still are."""
    running = sum(not contestant.over for contestant in contestants)
    right = Run(f"● {running} of {len(contestants)} still running", ACCENT) if running else Run("✓ all finished", GOOD)
    return spread((Run("Race", TITLE), Run("   "), Run(_safe(prompt), BRIGHT)), (right,), width)


def tab_row(contestants: Sequence[Contestant], focused: int, now: float, width: int) -> Row:
    """All contestants by number, name and state, to be clicked; names are cut so that all are seen."""
    share = width // len(contestants)
    spans: list[Run] = []
    for index, contestant in enumerate(contestants):
        sign = stage_row(contestant, now)[0]
        mark = "❯" if index == focused else " "
        name = clip(_safe(contestant.label), max(0, share - len(f"{mark}{index + 1}  s  ")))
        action = f"screen.choose({index})"
        style = STRONG if index == focused else DIM
        spans += [
            Run(mark, ACCENT, action),
            Run(f"{index + 1} ", series_style(index), action),
            Run(f"{name} ", style, action),
            Run(f"{sign.text[:1]}  ", sign.style, action),
        ]
    return spread(tuple(spans), (), width)


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


def head_rows(contestant: Contestant, standing: Standing, now: float, width: int) -> tuple[Row, ...]:
    """Number, name and state; below them the figures, or why a retry is waited for."""
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
        rows = wrapped(_safe(words), width, WARN)[: HEAD_ROWS - 1]
        return (title, *rows)
    reply = state.reply or Reply()
    half = (width - _GUTTER) // 2
    gutter = Run(" " * (width - 2 * half))
    return (
        title,
        *((*_cell(*left, reply, half), gutter, *_cell(*right, reply, half)) for left, right in _HEAD_FIGURES),
    )


def _with_state(name: Row, stage: Row, width: int) -> Row:
    """The state's words give way to the name."""
    room = max(3, width - sum(len(span.text) for span in name) - 1)
    words = "".join(span.text for span in stage)
    return spread(name, stage if len(words) <= room else (Run(clip(words, room), stage[0].style),), width)


def _cell(label: str, figure: RaceFigure, reply: Reply, width: int) -> Row:
    value = figure.write(reply)
    return spread((Run(label, DIM),), (Run(value, DIM if value == UNKNOWN else BRIGHT),), width)


def result_rows(contestants: Sequence[Contestant], focused: int, width: int) -> tuple[Row, ...]:
    """The table: a row for each reply, the best complete one of a column marked by ‹."""
    replies = [contestant.replies[-1] if contestant.replies else Reply() for contestant in contestants]
    columns = [_cells(figure, replies) for figure in _RESULTS]
    widths = [max(map(len, cells)) + 2 for cells in columns]
    room = max(8, width - sum(widths))
    rows: list[Row] = [heading("RESULTS", (Run(_line(columns, widths, 0), DIM),), width)]
    for index, contestant in enumerate(contestants):
        name = (
            Run("❯ " if index == focused else "  ", ACCENT),
            Run(f"{index + 1} ", series_style(index)),
            Run(_safe(contestant.label), STRONG if index == focused else BRIGHT),
        )
        row = (*spread(name, (), room), Run(_line(columns, widths, index + 1), BRIGHT))
        rows.append(tuple(run._replace(action=f"screen.choose({index})") for run in spread(row, (), width)))
    return tuple(rows)


def _cells(figure: RaceFigure, replies: Sequence[Reply]) -> list[str]:
    """The column from its title on."""
    best = figure.best(replies)
    return [f"{figure.title} ", *(figure.write(reply) + ("‹" if reply is best else " ") for reply in replies)]


def _line(columns: Sequence[Sequence[str]], widths: Sequence[int], row: int) -> str:
    return "".join(f"{cells[row]:>{width}}" for cells, width in zip(columns, widths, strict=True))


def _safe(text: str) -> str:
    return display_safe(text, keep_newlines=False)
