"""The inspector: the list of a conversation's calls over the one that is looked at.

It follows the stream, so the newest call is shown and the end of arguments that grow; once the person chose a call or
a place, it stays there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from streamtui.core.chat.conversation import Message
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.server_calls import ServerCall
from streamtui.core.chat.tool_calls import ToolCall, ToolCallState
from streamtui.core.json_text.reading import Check, Reading
from streamtui.core.ports.tools import ToolInfo
from streamtui.core.verdicts.verdict import Verdict
from streamtui.frontends.tui.calls.call_detail import CallDetail
from streamtui.frontends.tui.calls.call_list import ListedCall, call_list_rows, in_order, listed_calls
from streamtui.frontends.tui.calls.server_call_detail import ServerCallDetail
from streamtui.frontends.tui.kit.row_stack import RowStack
from streamtui.frontends.tui.kit.rows import DIM, RULE, heading
from streamtui.rows.row import Row, Run, cells

_MOST_READINGS = 256


class InspectorView:
    """What of the calls is looked at, and the rows of it."""

    def __init__(self, tool: Callable[[str], ToolInfo | None], check: Check | None = None) -> None:
        """`tool` gives what is known of a tool by its name, `check` what it has against a call."""
        self.raw = False
        """Arguments as they came, not as a tree."""
        self._tool = tool
        self._check = check
        self.verdicts: Callable[[Reply, ToolCall], Sequence[Verdict]] = lambda _, __: ()
        """What is said to have gone wrong with a call of a reply."""
        self._messages: Sequence[Message] = ()
        self._calls: list[ListedCall] = []
        self._place = self._taken = 0
        """The number of the last reply among the messages, which alone may get more, and how many of its are taken."""
        self._held: str | None = None
        """The key of the call that is stayed at."""
        self._top: int | None = None
        """The first row in sight of the call, where the person scrolled."""
        self._readings: dict[str, Reading] = {}
        self._detail: CallDetail | ServerCallDetail | None = None
        self._page = 1
        self._bottom_top = 0
        self._shown_top = 0

    @property
    def looked_at(self) -> ListedCall | None:
        """The call that is looked at."""
        return self._calls[self._index] if self._calls else None

    @property
    def chosen(self) -> ToolCall | None:
        """The same, where it is not the server's."""
        return listed.own if (listed := self.looked_at) is not None else None

    @property
    def why(self) -> tuple[Reply, Verdict] | None:
        """What went wrong with it first, and of which reply it is."""
        if (listed := self.looked_at) is None or listed.own is None:
            return None
        verdict = next(iter(self.verdicts(listed.reply, listed.own)), None)
        return None if verdict is None else (listed.reply, verdict)

    @property
    def _chosen_key(self) -> str | None:
        return listed.key if (listed := self.looked_at) is not None else None

    @property
    def reading(self) -> Reading | None:
        """Its arguments."""
        return self.reading_of(call) if (call := self.chosen) is not None else None

    def reading_of(self, call: ToolCall) -> Reading:
        """A call's arguments as far as they are written."""
        reading = self._readings.get(call.id)
        if reading is None or reading.call is not call or reading.name != call.name or reading.ahead:
            tool = self._tool(call.name)
            reading = Reading(call) if tool is None else Reading(call, tool.parameters, self._check)
            self._readings[call.id] = reading
            for oldest in list(self._readings)[:-_MOST_READINGS]:
                del self._readings[oldest]
        reading.take()
        return reading

    def take(self, messages: Sequence[Message]) -> None:
        """Take in what the conversation is now."""
        if messages is not self._messages:
            self._messages = messages
            self._held, self._top, self._detail = None, None, None
            self._calls, self._place, self._taken = [], 0, 0
            self._readings.clear()
        for place in range(self._place, len(messages)):
            if isinstance(message := messages[place], Reply):
                taken = self._taken if place == self._place else 0
                self._place, self._taken = place, len(message.server_calls) + len(message.tool_calls)
                if self._taken != taken or not in_order(self._calls[len(self._calls) - taken :], message):
                    self._calls[len(self._calls) - taken :] = listed_calls(message)

    def look_again(self) -> None:
        """The conversation was set back: take all of its calls in again."""
        self._calls, self._place, self._taken = [], 0, 0

    def hold(self, key: str | None = None) -> None:
        """Stay at the call of that key, or at the one that is shown."""
        self._held = key if key is not None else self._chosen_key
        self._top = None if key is not None else self._top

    def release(self) -> None:
        """Follow the stream again."""
        self._held = self._top = None

    def choose(self, index: int) -> None:
        """Look at the call of that index in the list."""
        if self._calls:
            self.hold(self._calls[max(0, min(index, len(self._calls) - 1))].key)

    def move(self, by: int) -> None:
        """Look at a call further up or down the list."""
        self.choose(self._index + by)

    def switch_raw(self) -> None:
        """Show the arguments the other way."""
        self.raw = not self.raw

    def scroll(self, by: float) -> None:
        """Move the call that is looked at by so many rows; infinity is an end."""
        self._held = self._chosen_key
        self._top = round(max(0, min(self._shown_top + by, self._bottom_top)))

    def to_next_part(self) -> None:
        """Begin with the next part of the call; from the last one with the first again."""
        if self._detail is not None:
            later = [top for top in self._detail.parts if top > self._shown_top]
            self._held = self._chosen_key
            self._top = later[0] if later and self._shown_top < self._bottom_top else 0

    @property
    def page(self) -> int:
        """Rows of the call in sight."""
        return self._page

    def rows(self, now: float, width: int, height: int) -> tuple[Row, ...]:
        """All of it, exactly as high."""
        if not self._calls or width < 8:
            return (heading("CALLS", (), width), (Run("none in this conversation yet", DIM),))
        listed = self._calls[self._index]
        list_height = min(len(self._calls) + 1, max(2, height // 3))
        above = call_list_rows(
            self._calls, self._index, self._is_written, now, width, list_height, held=self._held is not None
        )
        document = self._document(listed, now, width)
        self._page = max(1, height - len(above) - 1)
        self._bottom_top = max(0, document.height - self._page)
        top = self._shown_top = min(self._follow_top(listed) if self._top is None else self._top, self._bottom_top)
        bottom = min(document.height, top + self._page)
        rule = _rule(top, bottom, document.height, width)
        return (*above, rule, *document.rows(top, bottom))

    def _document(self, listed: ListedCall, now: float, width: int) -> RowStack:
        detail, call = self._detail, listed.call
        if isinstance(call, ServerCall):
            if not isinstance(detail, ServerCallDetail) or detail.call is not call or detail.width != width:
                self._detail = detail = ServerCallDetail(call, width)
            return detail.rows(listed, now, raw=self.raw)
        reading = self.reading_of(call)
        if not isinstance(detail, CallDetail) or detail.reading is not reading or detail.width != width:
            self._detail = detail = CallDetail(reading, width)
        verdicts = self.verdicts(listed.reply, call)
        return detail.rows(self._tool(call.name), listed.sent_at, now, raw=self.raw, verdicts=verdicts)

    def _follow_top(self, listed: ListedCall) -> int:
        """The end of arguments that are being written is in sight, else the beginning."""
        return max(0, self._detail.arguments_end - self._page) if self._detail is not None and listed.growing else 0

    @property
    def _index(self) -> int:
        last = len(self._calls) - 1
        if self._held is None:
            return last
        return next((index for index, listed in enumerate(self._calls) if listed.key == self._held), last)

    def _is_written(self, listed: ListedCall) -> bool:
        own = listed.own
        return own is None or own.state is not ToolCallState.WRITING or self.reading_of(own).outline.complete


def _rule(top: int, bottom: int, height: int, width: int) -> Row:
    if bottom - top >= height:
        return (Run("─" * width, RULE),)
    end = (Run(f" {top + 1:,}–{bottom:,} of {height:,} ", DIM), Run("──", RULE))
    return (Run("─" * max(0, width - cells(end)), RULE), *end)
