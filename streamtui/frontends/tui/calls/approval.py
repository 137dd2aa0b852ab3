"""May this call run? Asked over whatever is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.tools import Approval, ToolInfo
from streamtui.frontends.tui.calls.approval_rows import asked_arguments, question_rows
from streamtui.frontends.tui.kit.command import APPROVAL_COMMANDS
from streamtui.frontends.tui.kit.key_bar import KeyBar
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.kit.scrolled_rows import ScrolledRows

GUARD_S = 1.0
"""Where the person was typing when the question came up, keys are not taken as an answer for so long."""


class Question(Lines):
    """As high as it needs to be."""

    FITS = True


class ApprovalScreen(ModalScreen[None]):
    """Shows one call and takes one answer."""

    CSS_PATH = "../kit/modal.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, known.action) for known in APPROVAL_COMMANDS for key in known.keys),
        Binding("up", "rows(-1)"),
        Binding("down", "rows(1)"),
        Binding("pageup", "pages(-1)"),
        Binding("pagedown", "pages(1)"),
    ]

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
        self._call, self._tool = call, tool
        self._answer, self._stop, self._guarded = answer, stop, guarded

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Question()
            yield ScrolledRows(fits=True, id="asked-arguments")
            yield Input(placeholder="A word to the model, then Enter", compact=True, id="word")
            yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False
        self.query_one(ScrolledRows).show(lambda width: asked_arguments(self._call, self._tool, width))
        self.call_after_refresh(self._show)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        question = self.query_one(Question)
        question.rows = question_rows(self._call, self._tool, question.size.width)
        self.query_one(KeyBar).show(APPROVAL_COMMANDS, lambda _: True)

    def check_action(self, action: str, _: tuple[object, ...]) -> bool | None:
        return action not in ("yes", "always") or not self._guarded()

    def action_yes(self) -> None:
        self._answer(Approval("yes"))

    def action_always(self) -> None:
        self._answer(Approval("always"))

    def action_no(self) -> None:
        self._answer(Approval("no"))

    def action_word(self) -> None:
        word = self.query_one(Input)
        word.display = True
        word.focus()

    def action_stop_turn(self) -> None:
        self._stop()

    def action_rows(self, by: int) -> None:
        self.query_one(ScrolledRows).scroll_rows(by)

    def action_pages(self, by: int) -> None:
        self.query_one(ScrolledRows).scroll_pages(by)

    @on(Input.Submitted)
    def _say_no(self, event: Input.Submitted) -> None:
        self._answer(Approval("no", event.value.strip()))


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
