"""The function calls of a chat: opened over the figures, gone to and left, looked at, run again."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from textual import on

from streamtui.frontends.tui.calls.edit_call import EditCallScreen
from streamtui.frontends.tui.calls.inspector import Inspector
from streamtui.frontends.tui.chat.kept_streams import with_streams
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.looking.with_wire import WithWire
from streamtui.frontends.tui.transcript.transcript import Transcript


class WithCalls(WithWire):
    """Has an inspector, beside the wire."""

    desk: Desk
    prompt: PromptInput
    inspector: Inspector

    @abstractmethod
    def changed(self) -> None:
        """The person looks at something else."""

    @property
    def calls_are_open(self) -> bool:
        """The function calls have the room to be shown whole."""
        return self.has_class("-calls")

    def open_calls(self, *, opened: bool = True) -> None:
        """Give the function calls that room, or take it back."""
        if opened:
            self.remove_class("-wire", "-wire-alone")
        self.set_class(opened, "-calls")
        self.inspector.open(opened=opened)
        self.call_after_refresh(self.changed)

    def close_calls(self) -> None:
        """Go back to the chat."""
        self.open_calls(opened=False)
        self.prompt.focus()

    def go_to_calls(self) -> None:
        """Open them and go there; from there, close them."""
        if self.inspector.has_focus:
            self.close_calls()
        else:
            self.open_calls()
            self.inspector.focus()

    def with_kept(self, then: Callable[[], None]) -> None:
        with_streams(self, self.desk, then)

    @on(Transcript.CallChosen)
    def _look_at_call(self, event: Transcript.CallChosen) -> None:
        self.open_calls()
        self.inspector.look_at(event.key)
        self.inspector.focus()

    @on(Inspector.RunAgain)
    def _run_call_again(self, event: Inspector.RunAgain) -> None:
        call, desk = event.call, self.desk

        def run(arguments: str | None) -> None:
            if arguments is not None:
                desk.run_again(call, arguments)

        self.app.push_screen(EditCallScreen(call, desk.tool(call.name), desk.objection), run)
