"""The function calls: below the statistics those of the last turn in short; opened, all and one of them whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from textual.message import Message

from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.words.figures import plural
from streamtui.frontends.tui.calls.inspector_view import InspectorView
from streamtui.frontends.tui.calls.python_line import python_line
from streamtui.frontends.tui.calls.turn_calls import TurnCalls
from streamtui.frontends.tui.desk.calling import Calling
from streamtui.frontends.tui.kit.clipboard import copy
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.proof import ProofWanted

_WHEEL_ROWS = 3
_WHOLE_FROM = 48
"""Columns from which a call is shown whole beside other things."""


def _any(inspector: Inspector) -> bool:
    """There is a call to look at."""
    return inspector.view.looked_at is not None


CALLS_COMMANDS: tuple[Command[Inspector], ...] = (
    Command("calls.previous", "Call before, after", lambda inspector: inspector.view.move(-1), _any, keys=("up",)),
    Command("calls.next", "Call before, after", lambda inspector: inspector.view.move(1), _any, keys=("down",)),
    Command(
        "calls.raw",
        "Arguments raw, or as a tree",
        lambda inspector: inspector.view.switch_raw(),
        _any,
        keys=("v",),
        label="Raw",
    ),
    Command(
        "calls.copy_arguments",
        "Copy arguments, result, as Python",
        lambda inspector: inspector.copy_arguments(),
        _any,
        keys=("a",),
        label="Copy arguments",
    ),
    Command(
        "calls.copy_result",
        "Copy arguments, result, as Python",
        lambda inspector: inspector.copy_result(),
        lambda inspector: (call := inspector.view.chosen) is not None and call.output is not None,
        keys=("o",),
        label="Result",
    ),
    Command(
        "calls.copy_python",
        "Copy arguments, result, as Python",
        lambda inspector: inspector.copy_python(),
        lambda inspector: (
            (reading := inspector.view.reading) is not None and reading.verdict is not None and reading.verdict.valid
        ),
        keys=("p",),
        label="Python",
    ),
    Command(
        "calls.why",
        "Why it went wrong: the chunk that proves it",
        lambda inspector: inspector.prove(),
        lambda inspector: inspector.view.why is not None,
        keys=("w",),
        label="Why",
    ),
    Command(
        "calls.run_again",
        "Edit and run the call again",
        lambda inspector: inspector.ask_to_run_again(),
        lambda inspector: inspector.can_run_again,
        keys=("e",),
        label="Run again",
    ),
    Command(
        "calls.next_part",
        "Next part of the call",
        lambda inspector: inspector.view.to_next_part(),
        _any,
        keys=("enter",),
    ),
    Command(
        "calls.top", "Beginning, end of the call", lambda inspector: inspector.view.scroll(-inf), _any, keys=("home",)
    ),
    Command(
        "calls.end", "Beginning, end of the call", lambda inspector: inspector.view.scroll(inf), _any, keys=("end",)
    ),
)
"""While the function calls have the focus."""


class Inspector(Commanded, Lines):
    """Follows the stream, but stays where the person is while it has the focus."""

    TABLE = CALLS_COMMANDS

    view: InspectorView
    """What of the calls is looked at."""

    @dataclass
    class Moved(Message):
        """The person looks at something else."""

    @dataclass
    class RunAgain(Message):
        """The person wants to run a call once more."""

        call: ToolCall

    def __init__(self, desk: Calling, **options: Any) -> None:
        super().__init__(**options)
        self.view = InspectorView(desk.tool, desk.objection)
        self._desk = desk
        self._turn = TurnCalls(self.view.reading_of)

    @property
    def is_open(self) -> bool:
        """It has the room to show one call whole."""
        return self.can_focus

    def open(self, *, opened: bool) -> None:
        """Take the room, or give it back."""
        self.can_focus = opened
        self.view.release()

    def look_at(self, key: str) -> None:
        """Show the call of that key, and stay there."""
        self.view.take(self._desk.state.conversation.messages)
        self.view.hold(key)

    def follow(self, now: float, calls: Sequence[ToolCall]) -> None:
        """Draw the calls as they are now: those of a turn in short; where there is room all, and one of them whole."""
        width, height = self.size
        if self.is_open or width >= _WHOLE_FROM:
            self.view.take(self._desk.state.conversation.messages)
            self.rows = self.view.rows(now, width, height)
        else:
            self.rows = self._turn.rows(calls, now, width, height)

    def on_focus(self) -> None:
        self.view.take(self._desk.state.conversation.messages)
        self.view.hold()
        self.post_message(self.Moved())

    def on_blur(self) -> None:
        if self.app.app_focus:  # else the person only looks at another window
            self.view.release()
            self.post_message(self.Moved())

    def do(self, command: Command[Any]) -> None:
        super().do(command)
        self.post_message(self.Moved())

    def action_choose_call(self, index: int) -> None:
        """A call was clicked."""
        self.view.choose(index)
        self.post_message(self.Moved())

    @property
    def can_run_again(self) -> bool:
        """The call that is looked at can run once more."""
        return (call := self.view.chosen) is not None and self._desk.can_run_again(call)

    def ask_to_run_again(self) -> None:
        """Tell that the person wants that."""
        if (call := self.view.chosen) is not None:
            self.post_message(self.RunAgain(call))

    def prove(self) -> None:
        """See in the wire what proves the verdict on the call."""
        if (why := self.view.why) is not None:
            self.post_message(ProofWanted(*why))

    def copy_arguments(self) -> None:
        """Copy the arguments as they came."""
        if (listed := self.view.looked_at) is not None:
            self._copy(str(listed.text), "Arguments")

    def copy_result(self) -> None:
        """Copy all that the tool gave, also what the model was not sent."""
        if (call := self.view.chosen) is not None and call.output is not None:
            self._copy(call.output if call.whole_output is None else call.whole_output, "Result")

    def copy_python(self) -> None:
        """Copy the call as it would stand in a program."""
        if (reading := self.view.reading) is not None and reading.verdict is not None:
            self._copy(python_line(reading.call.name, reading.verdict.value), "Line of Python")

    def action_page_up(self) -> None:
        """Scroll the call back."""
        self._scroll(1 - self.view.page)

    def action_page_down(self) -> None:
        """Scroll the call on."""
        self._scroll(self.view.page - 1)

    def on_mouse_scroll_down(self) -> None:
        self._scroll(_WHEEL_ROWS)

    def on_mouse_scroll_up(self) -> None:
        self._scroll(-_WHEEL_ROWS)

    def _scroll(self, by: int) -> None:
        if self.is_open:
            self.view.scroll(by)
            self.post_message(self.Moved())

    def _copy(self, text: str, what: str) -> None:
        copy(self, text, f"{what} copied, {plural(len(text), 'character')}")
