"""A race as rows: the line at the top, the tabs, what stands above each answer, the results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from streamtui.core.chat.phase import Phase
from streamtui.core.chat.reply import Reply
from streamtui.core.ports.race import Contestant
from streamtui.core.words.figures import UNKNOWN
from streamtui.core.words.race_figures import (
    COST,
    FIRST_TOKEN,
    GAP_P95,
    LONGEST_GAP,
    SPEED,
    TOKENS,
    WORDS,
    RaceFigure,
    preparing,
)
from streamtui.core.words.retry_words import retry_words
from streamtui.frontends.tui.kit.offers import shown_text
from streamtui.frontends.tui.kit.phase_words import retry_in_s, state_row
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, GOOD, STRONG, TITLE, WARN
from streamtui.frontends.tui.race.names import told_apart
from streamtui.frontends.tui.race.series import series_style
from streamtui.rows.row import Row, Run, cells, spread
from streamtui.rows.wrapping import wrapped

HEAD_ROWS = 4
MARK = "±"
_GUTTER = 2
_TAB_CELLS = 18
"""With less room for each the tabs take a second row."""
_HEAD_FIGURES = (
    (("ttft", FIRST_TOKEN), ("tok/s", SPEED)),
    (("tokens", TOKENS), ("words", WORDS)),
    (("gap p95", GAP_P95), ("longest", LONGEST_GAP)),
)
"""What stands above an answer, two to a row, under names that are short enough."""
_COST = "cost", COST
"""Stands where the words are, once it is known."""
_LEAST_NAME_CELLS = 3
"""With less room a tab has no name."""


def title_row(
    prompt: str, sent: Sequence[str], contestants: Sequence[Contestant], width: int, name: str = "Race"
) -> Row:
    """What all are asked and sent beside it, and how many of them still are; `name` is what it is called."""
    running = sum(not contestant.over for contestant in contestants)
    right = Run(f"● {running} of {len(contestants)} still running", ACCENT) if running else Run("✓ all finished", GOOD)
    parameters = Run(f"{' · '.join(sent)}   " if sent else "", DIM)
    return spread((Run(name, TITLE), Run("   "), Run(shown_text(prompt), BRIGHT)), (parameters, right), width)


def tab_height(contestants: Sequence[Contestant], width: int) -> int:
    """Rows that the tabs take."""
    return 1 if width // len(contestants) >= _TAB_CELLS or len(contestants) < 3 else 2


def tab_rows(contestants: Sequence[Contestant], focused: int, now: float, width: int) -> tuple[Row, ...]:
    """All contestants by number, name and state, to be clicked; names are shortened so that they can be told apart."""
    height = tab_height(contestants, width)
    across = -(-len(contestants) // height)
    share = width // across
    room = share - len("❯1  s  ")
    names = told_apart([shown_text(contestant.label) for contestant in contestants], max(1, room))
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
        Run(shown_text(contestant.label), STRONG if standing.focused else BRIGHT),
        Run(f" {MARK}" if standing.marked else "", ACCENT),
    )
    title = _with_state(name, stage_row(contestant, now), width)
    state = contestant.state
    if state.phase is Phase.RETRYING and state.retry is not None:
        words = retry_words(state.retry, state.url, retry_in_s(state, now) or 0)
        return (title, *wrapped(shown_text(words), width, WARN)[: height - 1])
    reply = state.reply or Reply()
    half = (width - _GUTTER) // 2
    gutter = Run(" " * (width - 2 * half))
    rows: list[Row] = [title]
    for left, right in _HEAD_FIGURES[: height - 1]:
        shown = _COST if right[1] is WORDS and COST.write(reply) != UNKNOWN else right
        rows.append((*_cell(*left, reply, half), gutter, *_cell(*shown, reply, half)))
    return tuple(rows)


def _with_state(name: Row, stage: Row, width: int) -> Row:
    """The state's words give way to the name: its figure first, then all but its sign."""
    room = width - cells(name) - 1
    if cells(stage) <= room:
        return spread(name, stage, width)
    sign, word, *_ = [*"".join(run.text for run in stage).split(), ""]
    short = f"{sign} {word}".rstrip()
    return spread(name, (Run(short if cell_len(short) <= room else sign, stage[0].style),), width)


def _cell(label: str, figure: RaceFigure, reply: Reply, width: int) -> Row:
    """Blank until there is something to say."""
    value = figure.write(reply)
    return (Run(" " * width),) if value == UNKNOWN else spread((Run(label, DIM),), (Run(value, BRIGHT),), width)
