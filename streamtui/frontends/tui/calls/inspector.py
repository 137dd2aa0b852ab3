"""The function calls: below the statistics those of the last turn in short; opened, all and one of them whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any

from textual import events
from textual.message import Message

from streamtui.core.chat.tool_calls import ToolCall
from streamtui.frontends.tui.calls.edit_call import EditCallScreen
from streamtui.frontends.tui.calls.inspector_view import InspectorView
from streamtui.frontends.tui.calls.python_line import python_line
from streamtui.frontends.tui.calls.turn_calls import TurnCalls
from streamtui.frontends.tui.desk.desk import Chat
from streamtui.frontends.tui.kit.command import CALLS_COMMANDS
from streamtui.frontends.tui.kit.lines import Lines

_WHEEL_ROWS = 3


class Inspector(Lines):
    """Follows the stream, but stays where the person is while it has the focus."""

    @dataclass
    class Moved(Message):
        """The person looks at something else."""

    def __init__(self, chat: Chat, **options: Any) -> None:
        super().__init__(**options)
        self._chat = chat
        self._view = InspectorView(chat.tool, chat.objection)
        self._turn = TurnCalls(self._view.reading_of)

    @property
    def is_open(self) -> bool:
        """It has the room to show one call whole."""
        return self.can_focus

    def open(self, *, opened: bool) -> None:
        """Take the room, or give it back."""
        self.can_focus = opened
        self._view.release()

    def look_at(self, call: ToolCall) -> None:
        """Show that call, and stay there."""
        self._view.take(self._chat.state.conversation.messages)
        self._view.hold(call)

    def show(self, now: float) -> None:
        messages, calls = self._chat.state.conversation.messages, self._chat.state.turn_calls
        width, height = self.size
        if self.is_open:
            self._view.take(messages)
            self.rows = self._view.rows(now, width, height)
        else:
            self.rows = self._turn.rows(calls, now, width, height)

    def on_focus(self) -> None:
        self._view.take(self._chat.state.conversation.messages)
        self._view.hold()
        self.post_message(self.Moved())

    def on_blur(self) -> None:
        if self.app.app_focus:  # else the person only looks at another window
            self._view.release()
            self.post_message(self.Moved())

    def on_key(self, event: events.Key) -> None:
        known = next((known for known in CALLS_COMMANDS if event.key in known.keys), None)
        if known is not None:
            event.stop()
            event.prevent_default()
            self.do(known.action)

    def do(self, action: str, *arguments: object) -> None:
        """One of CALLS_COMMANDS, or what a click on a call is."""
        if self.is_possible(action):
            act: Callable[..., None] = getattr(self, f"action_{action}")
            act(*arguments)
            self.post_message(self.Moved())

    def is_possible(self, action: str) -> bool:
        """Whether the command does anything now."""
        call = self._view.chosen
        if call is None:
            return False
        match action:
            case "copy_result":
                return call.output is not None
            case "copy_python":
                reading = self._view.reading
                return reading is not None and reading.verdict is not None and reading.verdict.valid
            case "run_again":
                return self._chat.can_run_again(call)
        return True

    def action_choose_call(self, place: int) -> None:
        self._view.choose(place)

    def action_previous_call(self) -> None:
        self._view.move(-1)

    def action_next_call(self) -> None:
        self._view.move(1)

    def action_next_part(self) -> None:
        self._view.to_next_part()

    def action_to_top(self) -> None:
        self._view.scroll(-inf)

    def action_to_end(self) -> None:
        self._view.scroll(inf)

    def action_raw(self) -> None:
        self._view.raw = not self._view.raw

    def action_copy_arguments(self) -> None:
        if (call := self._view.chosen) is not None:
            self._copy(str(call.arguments), "Arguments")

    def action_copy_result(self) -> None:
        if (call := self._view.chosen) is not None and call.output is not None:
            self._copy(call.output if call.whole_output is None else call.whole_output, "Result")

    def action_copy_python(self) -> None:
        if (reading := self._view.reading) is not None and reading.verdict is not None:
            self._copy(python_line(reading.call.name, reading.verdict.value), "Line of Python")

    def action_run_again(self) -> None:
        call = self._view.chosen
        if call is None:
            return

        def run(arguments: str | None) -> None:
            if arguments is not None:
                self._chat.run_again(call, arguments)

        self.app.push_screen(EditCallScreen(call, self._chat.tool(call.name), self._chat.objection), run)

    def action_page_up(self) -> None:
        self._scroll(1 - self._view.page)

    def action_page_down(self) -> None:
        self._scroll(self._view.page - 1)

    def on_mouse_scroll_down(self) -> None:
        self._scroll(_WHEEL_ROWS)

    def on_mouse_scroll_up(self) -> None:
        self._scroll(-_WHEEL_ROWS)

    def _scroll(self, by: int) -> None:
        if self.is_open:
            self._view.scroll(by)
            self.post_message(self.Moved())

    def _copy(self, text: str, what: str) -> None:
        self.app.copy_to_clipboard(text)
        self.notify(f"{what} copied, {len(text):,} characters")
