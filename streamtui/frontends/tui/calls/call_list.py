"""The calls of a conversation as a list: a row each, newest last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from streamtui.core.chat.reply import Reply
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.call_words import CALL_SIGNS, state_word, time_word
from streamtui.core.words.figures import UNKNOWN, seconds
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, STRONG, heading
from streamtui.rows.row import Row, Run, spread

_STATE_CELLS, _TIME_CELLS = 9, 10
_WIDE_FROM, _SIZE_FROM = 56, 46
"""Columns from which there is room for the time to the first delta, and for the size, beside names."""


@dataclass(frozen=True, slots=True)
class ListedCall:
    """A call, and the reply that it is of."""

    call: ToolCall
    reply: Reply

    @property
    def sent_at(self) -> float | None:
        """When the request was sent that brought it."""
        return self.reply.statistics.sent_at

    @property
    def first_delta_s(self) -> float | None:
        """Seconds from the request to the first delta of the arguments."""
        if self.sent_at is None or self.call.repeated or not self.call.argument_ats:
            return None
        return self.call.argument_ats[0] - self.sent_at


def call_list_rows(
    calls: Sequence[ListedCall],
    chosen: int,
    is_written: Callable[[ToolCall], bool],
    now: float,
    width: int,
    height: int,
    *,
    held: bool,
) -> list[Row]:
    """At most `height` rows, a heading included, with the chosen call in sight; `held`: the person chose it.

    `is_written` tells of those in sight whether all of their arguments are there.
    """
    over = sum(listed.call.state.over for listed in calls)
    columns = [label for label, least in (("first", _WIDE_FROM), ("took", 0), ("size", _SIZE_FROM)) if width >= least]
    labels = "".join(f"{label:>{_TIME_CELLS}}" for label in columns)
    title = heading(f"CALLS  {over} / {len(calls)}", (Run(labels, DIM),), width)
    room = max(1, height - 1)
    first = max(0, min(chosen - room // 2, len(calls) - room))
    shown = range(first, min(len(calls), first + room))
    rows = [title]
    for index in shown:
        written = is_written(calls[index].call)
        rows.append(_row(calls[index], written, index, chosen == index, held, now, width))
    return rows


def _row(listed: ListedCall, written: bool, index: int, chosen: bool, held: bool, now: float, width: int) -> Row:
    call = listed.call
    style = f"call.{call.state.value}"
    name = display_safe(call.name, keep_newlines=False) or "…"
    mark = ("❯ " if held else "› ") if chosen else "  "
    first_s = "" if listed.first_delta_s is None else seconds(listed.first_delta_s)
    took = time_word(call, now, written=written).replace(UNKNOWN, "")
    first = (Run(f"{first_s:>{_TIME_CELLS}}", DIM),) if width >= _WIDE_FROM else ()
    size = (Run(f"{len(call.arguments):>{_TIME_CELLS - 3},} ch", DIM),) if width >= _SIZE_FROM else ()
    right = (
        Run(f"{state_word(call, written=written):<{_STATE_CELLS}}", style),
        *first,
        Run(f"{took:>{_TIME_CELLS}}", BRIGHT),
        *size,
    )
    action = f"choose_call({index})"
    left = (
        Run(mark, ACCENT),
        Run(f"{CALL_SIGNS[call.state]} ", style),
        Run(name, STRONG if chosen else BRIGHT, action),
        Run(" ↻" if call.repeated else "", DIM),
    )
    return tuple(run._replace(action=action) for run in spread(left, right, width))
