"""May this call run? Asked over whatever is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from textual import events, on
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, TextArea

from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.tools import Approval, ToolInfo
from streamtui.frontends.tui.calls.approval_rows import asked_arguments, question_rows
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.kit.guard import Guard, GuardedScreen
from streamtui.frontends.tui.kit.key_bar import KeyBar
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.kit.rows import DIM
from streamtui.frontends.tui.kit.scrolled_rows import ScrolledRows
from streamtui.rows.row import Run

APPROVAL_COMMANDS: tuple[Command[ApprovalScreen], ...] = (
    Command(
        "approval.yes",
        "Run it",
        lambda screen: screen.answer(Approval("yes")),
        keys=("y",),
        label="Yes",
    ),
    Command(
        "approval.always",
        "Run it, and do not ask again for this tool in this conversation",
        lambda screen: screen.answer(Approval("always")),
        keys=("a",),
        label="Always",
    ),
    Command(
        "approval.no",
        "Do not run it",
        lambda screen: screen.answer(Approval("no")),
        keys=("n", "escape"),
        label="No",
    ),
    Command(
        "approval.word",
        "Do not run it, and tell the model why",
        lambda screen: screen.ask_for_word(),
        keys=("w",),
        label="No, with a word",
    ),
    Command(
        "approval.stop",
        "Do not run it, and stop the turn",
        lambda screen: screen.stop(),
        keys=("s",),
        label="Stop all",
    ),
    Command("approval.up", "Back in its arguments", lambda screen: screen.arguments.scroll_rows(-1), keys=("up",)),
    Command("approval.down", "On in its arguments", lambda screen: screen.arguments.scroll_rows(1), keys=("down",)),
    Command(
        "approval.page_up", "A page back in them", lambda screen: screen.arguments.scroll_pages(-1), keys=("pageup",)
    ),
    Command(
        "approval.page_down", "A page on in them", lambda screen: screen.arguments.scroll_pages(1), keys=("pagedown",)
    ),
)
"""While a tool call asks whether it may run."""


NO_ANSWER_YET = "No key answers yet: what you type goes to the prompt"


class ApprovalScreen(GuardedScreen, Commanded, ModalScreen[None]):
    """Shows one call and takes one answer."""

    CSS_PATH = "calls.tcss"
    AUTO_FOCUS = ""
    TABLE = APPROVAL_COMMANDS

    answer: Callable[[Approval], None]
    stop: Callable[[], None]
    """Ends the turn."""
    arguments: ScrolledRows

    def __init__(
        self,
        call: ToolCall,
        tool: ToolInfo,
        answer: Callable[[Approval], None],
        stop: Callable[[], None],
        guard: Guard,
        write: Callable[[events.Event], None],
    ) -> None:
        """`write` takes what was pressed and is no answer."""
        super().__init__()
        self.answer, self.stop, self.guard = answer, stop, guard
        self.arguments = ScrolledRows(fits=True, id="asked-arguments")
        self._call, self._tool, self._write = call, tool, write
        self._question = Lines(fits=True)

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield self._question
            yield self.arguments
            yield Input(placeholder="A word to the model, then Enter", compact=True, id="word")
            yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False
        self.arguments.show_source(lambda width: asked_arguments(self._call, self._tool, width))
        self.call_after_refresh(self._show)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        self._question.show(*question_rows(self._call, self._tool, self._question.size.width))
        if self.guard.left_s:
            self.query_one(KeyBar).show((Run(NO_ANSWER_YET, DIM),))
        else:
            self.query_one(KeyBar).show_keys(self.TABLE)

    def guard_changed(self) -> None:
        self._show()

    def withheld(self, event: events.Event) -> None:
        self._write(event)

    def on_paste(self, event: events.Paste) -> None:
        self._write(event)

    def ask_for_word(self) -> None:
        """Let the person write why not."""
        word = self.query_one(Input)
        word.display = True
        word.focus()

    @on(Input.Submitted)
    def _say_no(self, event: Input.Submitted) -> None:
        self.answer(Approval("no", event.value.strip()))


class ScreenApprover:
    """core.ports.tools.Approver: asks the person in front of the screen."""

    def __init__(self, app: App[Any], clock: Clock, prompt: PromptInput, stop: Callable[[], None]) -> None:
        """What is typed while a question comes up goes into the prompt. `stop` ends the turn."""
        self._app = app
        self._guard = Guard(clock)
        self._prompt = prompt
        self._stop = stop

    async def approve(self, call: ToolCall, tool: ToolInfo) -> Approval:
        answer: asyncio.Future[Approval] = asyncio.get_running_loop().create_future()

        def take(approval: Approval) -> None:
            if not answer.done():
                answer.set_result(approval)

        screen = ApprovalScreen(call, tool, take, self._stop, self._guard, self._write)
        self._app.push_screen(screen)
        try:
            return await answer
        finally:
            while screen in self._app.screen_stack:  # under the palette, say
                self._app.pop_screen()

    def _write(self, event: events.Event) -> None:
        """Put what was typed where it was meant to go: into the field that is under the question."""
        if self._guard.is_spent(event):
            return
        stack = self._app.screen_stack
        beneath = stack[-2].focused if len(stack) > 1 else None
        field = beneath if isinstance(beneath, Input | TextArea) else self._prompt
        if isinstance(event, events.Paste):
            field._forward_event(events.Paste(event.text))  # noqa: SLF001
        elif isinstance(event, events.Key) and event.character is not None and event.is_printable:
            write = field.insert_text_at_cursor if isinstance(field, Input) else field.insert
            write(event.character)
