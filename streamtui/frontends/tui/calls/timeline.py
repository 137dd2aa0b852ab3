"""When what happened to a call: its stages as bars in proportion, then every delta with its gap and size."""

from __future__ import annotations

from dataclasses import dataclass

from streamtui.core.chat.tool_calls import ToolCall, ToolCallState
from streamtui.core.words.figures import seconds
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, WARN
from streamtui.rows.row import Row, Run, clip_row

_LABEL_CELLS = 12
_TIME_CELLS = 10
_BAR = "━"
_LEAST_BAR_CELLS = 4


@dataclass(frozen=True, slots=True)
class Stage:
    """A stretch of a call's life."""

    label: str
    start: float
    end: float
    style: str = ACCENT


def stages(call: ToolCall, sent_at: float | None, now: float) -> list[Stage]:
    """What the call went through so far, in order."""
    first = call.argument_ats[0] if call.argument_ats else call.first_delta_at
    written = call.completed_at
    if written is None:
        written = call.last_delta_at if call.state is ToolCallState.CUT else max(now, call.last_delta_at)
    found = [] if sent_at is None or call.repeated else [Stage("first delta", sent_at, first, DIM)]
    if not call.repeated:
        found.append(Stage("written", first, written))
    answered = call.approved_at if call.approved_at is not None else call.refused_at
    if call.asked_at is not None:
        open_until = now if call.asking else call.asked_at
        found.append(Stage("your answer", call.asked_at, open_until if answered is None else answered, WARN))
    if call.started_at is not None:
        waited_from = answered if answered is not None else written
        if call.started_at > waited_from:
            found.append(Stage("waited", waited_from, call.started_at, DIM))
        found.append(Stage("ran", call.started_at, now if call.finished_at is None else call.finished_at))
    return found


def stage_rows(found: list[Stage], width: int) -> list[Row]:
    """A row each: what, how long, and where in the whole."""
    if not found:
        return []
    begin, end = found[0].start, max(stage.end for stage in found)
    cells = max(_LEAST_BAR_CELLS, width - _LABEL_CELLS - _TIME_CELLS - 2)
    per_s = cells / (end - begin) if end > begin else 0.0
    return [_stage_row(stage, begin, per_s, cells, width) for stage in found]


def _stage_row(stage: Stage, begin: float, per_s: float, cells: int, width: int) -> Row:
    left = min(cells - 1, int((stage.start - begin) * per_s))
    length = max(1, min(cells - left, round((stage.end - stage.start) * per_s)))
    time = seconds(stage.end - stage.start)
    row = (
        Run(f"{stage.label:<{_LABEL_CELLS}}", DIM),
        Run(f"{time:>{_TIME_CELLS}}  ", BRIGHT),
        Run(" " * left),
        Run(_BAR * length, stage.style),
    )
    return clip_row(row, width)


class DeltaRows:
    """A row for each delta of a call's arguments: when it came, the gap before it, its size."""

    def __init__(self, call: ToolCall, longest_gap_s: float, width: int) -> None:
        self._call = call
        self._longest_gap_s = longest_gap_s
        self._width = width

    @property
    def height(self) -> int:
        return len(self._call.argument_ats)

    def rows(self, first: int, last: int) -> list[Row]:
        return [self._row(index) for index in range(first, last)]

    def _row(self, index: int) -> Row:
        ats, size = self._call.argument_ats, self._call.argument_sizes[index]
        gap_s = ats[index] - ats[index - 1] if index else 0.0
        room = self._width - _LABEL_CELLS - 2 * _TIME_CELLS - 2
        cells = room if room >= _LEAST_BAR_CELLS else 0
        share = gap_s / self._longest_gap_s if self._longest_gap_s else 0.0
        row = (
            Run(f"{'+' + seconds(ats[index] - ats[0]):<{_LABEL_CELLS}}", DIM),
            Run(f"{seconds(gap_s) if index else '':>{_TIME_CELLS}}", BRIGHT),
            Run(f"{size:>{_TIME_CELLS - 3},} ch  ", DIM),
            Run(_BAR * round(cells * share), DIM),
        )
        return clip_row(row, self._width)
