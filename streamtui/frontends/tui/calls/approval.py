"""May this call run? Asked over whatever is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from textual import on
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.tools import Approval, ToolInfo
from streamtui.frontends.tui.calls.approval_rows import asked_arguments, question_rows
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.kit.key_bar import KeyBar
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.kit.scrolled_rows import ScrolledRows

GUARD_S = 1.0
"""Where the person was typing when the question came up, keys are not taken as an answer for so long."""


APPROVAL_COMMANDS: tuple[Command[ApprovalScreen], ...] = (
    Command(
        "approval.yes",
        "Run it",
        lambda screen: screen.answer(Approval("yes")),
        lambda screen: not screen.guarded,
        keys=("y",),
        label="Yes",
    ),
    Command(
        "approval.always",
        "Run it, and do not ask again for this tool in this conversation",
        lambda screen: screen.answer(Approval("always")),
        lambda screen: not screen.guarded,
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


class ApprovalScreen(Commanded, ModalScreen[None]):
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
        guarded: Callable[[], bool],
    ) -> None:
        """`guarded` tells whether keys may still be meant for something else."""
        super().__init__()
        self.answer, self.stop = answer, stop
        self.arguments = ScrolledRows(fits=True, id="asked-arguments")
        self._call, self._tool, self._guarded = call, tool, guarded
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
        self.query_one(KeyBar).show_keys(self.TABLE)

    @property
    def guarded(self) -> bool:
        """Keys may still be meant for something else."""
        return self._guarded()

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
        """Where there is text in the prompt, the next letters may be meant for it. `stop` ends the turn."""
        self._app = app
        self._clock = clock
        self._prompt = prompt
        self._stop = stop

    async def approve(self, call: ToolCall, tool: ToolInfo) -> Approval:
        answer: asyncio.Future[Approval] = asyncio.get_running_loop().create_future()
        asked_at, typing = self._clock.now(), bool(self._prompt.text)

        def take(approval: Approval) -> None:
            if not answer.done():
                answer.set_result(approval)

        def guarded() -> bool:
            return typing and self._clock.now() - asked_at < GUARD_S

        screen = ApprovalScreen(call, tool, take, self._stop, guarded)
        self._app.push_screen(screen)
        try:
            return await answer
        finally:
            while screen in self._app.screen_stack:  # under the palette, say
                self._app.pop_screen()
