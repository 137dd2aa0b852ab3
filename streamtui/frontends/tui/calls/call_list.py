"""The calls of a conversation as a list: a row each, newest last, those that its server runs among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import merge
from operator import is_not

from streamtui.core.chat.reply import Reply
from streamtui.core.chat.server_calls import ServerCall
from streamtui.core.chat.tool_calls import ToolCall, ToolCallState
from streamtui.core.text.display_safe import display_safe
from streamtui.core.text.growing_text import GrowingText
from streamtui.core.words.call_words import CALL_SIGNS, state_word, time_word
from streamtui.core.words.figures import UNKNOWN, elapsed, seconds
from streamtui.core.words.server_call_words import server_call_name, server_call_state, server_state_word, whose
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, STRONG, heading
from streamtui.rows.row import Row, Run, spread

_STATE_CELLS, _TIME_CELLS = 9, 10
_WHOSE_FROM, _WIDE_FROM, _SIZE_FROM = 66, 56, 46
"""Columns from which there is room for whose a call is, the time to the first delta, and the size, beside names."""


@dataclass(frozen=True, slots=True)
class ListedCall:
    """A call, ours or the server's, and the reply that it is of."""

    call: ToolCall | ServerCall
    reply: Reply

    @property
    def own(self) -> ToolCall | None:
        """The call, where it is for us."""
        return self.call if isinstance(self.call, ToolCall) else None

    @property
    def key(self) -> str:
        """No other call of the conversation has it."""
        return self.call.id if isinstance(self.call, ToolCall) else self.call.key

    @property
    def name(self) -> str:
        """Safe to show."""
        call = self.call
        name = display_safe(call.name, keep_newlines=False) if isinstance(call, ToolCall) else server_call_name(call)
        return name or "…"

    @property
    def text(self) -> GrowingText:
        """What it is called with: arguments, a query, code."""
        return self.call.arguments if isinstance(self.call, ToolCall) else self.call.text

    @property
    def state(self) -> ToolCallState:
        """Where it stands."""
        call = self.call
        return call.state if isinstance(call, ToolCall) else server_call_state(call, self.reply.state)

    @property
    def growing(self) -> bool:
        """More of its text may come."""
        ran = isinstance(self.call, ServerCall) and self.state is ToolCallState.RUNNING
        return ran or self.state is ToolCallState.WRITING

    @property
    def sent_at(self) -> float | None:
        """When the request was sent that brought it."""
        return self.reply.statistics.sent_at

    @property
    def begun_at(self) -> float:
        """When the first of it came."""
        return self.call.first_delta_at if isinstance(self.call, ToolCall) else self.call.first_at

    @property
    def first_delta_s(self) -> float | None:
        """Seconds from the request to the first delta of the arguments; of a server's call to the first of it."""
        if self.sent_at is None:
            return None
        if isinstance(self.call, ServerCall):
            return self.begun_at - self.sent_at
        return None if self.call.repeated or not self.call.argument_ats else self.call.argument_ats[0] - self.sent_at

    def words(self, now: float, *, written: bool) -> tuple[str, str]:
        """Its state, and the time that it is at it, or was; `written`: its arguments are whole."""
        call = self.call
        if isinstance(call, ToolCall):
            return state_word(call, written=written), time_word(call, now, written=written).replace(UNKNOWN, "")
        took_s = call.last_at - call.first_at
        took = elapsed(now - call.first_at) if self.growing else seconds(took_s) if took_s > 0 else ""
        return server_state_word(call, self.reply.state), took


def listed_calls(reply: Reply) -> list[ListedCall]:
    """All calls of a reply: the server's and ours each in their order, between them in that in which they began."""
    of_server, own = ([ListedCall(call, reply) for call in calls] for calls in (reply.server_calls, reply.tool_calls))
    return [*merge(of_server, own, key=lambda listed: listed.begun_at)]


def in_order(listed: Sequence[ListedCall], reply: Reply) -> bool:
    """They still are, as the reply has them now."""
    own = [one.call for one in listed if one.own is not None]
    of_server = [one.call for one in listed if one.own is None]
    return not any(map(is_not, own, reply.tool_calls)) and not any(map(is_not, of_server, reply.server_calls))


def call_list_rows(
    calls: Sequence[ListedCall],
    chosen: int,
    is_written: Callable[[ListedCall], bool],
    now: float,
    width: int,
    height: int,
    *,
    held: bool,
) -> list[Row]:
    """At most `height` rows, a heading included, with the chosen call in sight; `held`: the person chose it.

    `is_written` tells of those in sight whether all of their arguments are there.
    """
    over = sum(listed.state.over for listed in calls)
    columns = [label for label, least in (("first", _WIDE_FROM), ("took", 0), ("size", _SIZE_FROM)) if width >= least]
    labels = "".join(f"{label:>{_TIME_CELLS}}" for label in columns)
    title = heading(f"CALLS  {over} / {len(calls)}", (Run(labels, DIM),), width)
    room = max(1, height - 1)
    first = max(0, min(chosen - room // 2, len(calls) - room))
    shown = range(first, min(len(calls), first + room))
    rows = [title]
    for index in shown:
        written = is_written(calls[index])
        rows.append(_row(calls[index], written, index, chosen == index, held, now, width))
    return rows


def _row(listed: ListedCall, written: bool, index: int, chosen: bool, held: bool, now: float, width: int) -> Row:
    own, style = listed.own, f"call.{listed.state.value}"
    mark = ("❯ " if held else "› ") if chosen else "  "
    first_s = "" if listed.first_delta_s is None else seconds(listed.first_delta_s)
    state, took = listed.words(now, written=written)
    first = (Run(f"{first_s:>{_TIME_CELLS}}", DIM),) if width >= _WIDE_FROM else ()
    size = (Run(f"{len(listed.text):>{_TIME_CELLS - 3},} ch", DIM),) if width >= _SIZE_FROM else ()
    right = (Run(f"{state:<{_STATE_CELLS}}", style), *first, Run(f"{took:>{_TIME_CELLS}}", BRIGHT), *size)
    action = f"choose_call({index})"
    behind = " ↻" if own is not None and own.repeated else ""
    if isinstance(listed.call, ServerCall) and width >= _WHOSE_FROM:
        behind = whose(listed.call)
    left = (
        Run(mark, ACCENT),
        Run(f"{CALL_SIGNS[listed.state]} ", style),
        Run(listed.name, STRONG if chosen else BRIGHT, action),
        Run(behind, DIM),
    )
    return tuple(run._replace(action=action) for run in spread(left, right, width))
