"""May this call run? Asked over whatever is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Literal

from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Input

from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.ports.tools import Approval, ToolInfo
from streamtui.frontends.tui.calls.approval_rows import AskedCall, asked_arguments, question_rows
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.guard import Guard
from streamtui.frontends.tui.kit.line_field import LineField
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.kit.question import Asker, QuestionScreen, scrolling


def _answer(answer: Literal["yes", "no", "always", "turn"], title: str, **how: Any) -> Command[ApprovalScreen]:
    return Command(
        f"approval.{answer}",
        title,
        lambda screen: screen.answer(Approval(answer)),
        lambda screen: not screen.writes,
        **how,
    )


APPROVAL_COMMANDS: tuple[Command[ApprovalScreen], ...] = (
    Command(
        "approval.say",
        "Say no with this word",
        lambda screen: screen.say(),
        lambda screen: screen.writes,
        keys=("enter",),
        label="No, with this",
    ),
    Command(
        "approval.back",
        "Back to the question",
        lambda screen: screen.ask_for_word(asked=False),
        lambda screen: screen.writes,
        keys=("escape",),
        label="Back",
    ),
    _answer("yes", "Run it", keys=("y",), label="Yes"),
    _answer(
        "always",
        "Run it, ask no more",
        keys=("A",),  # what holds for long takes more than a letter
        label="Always",
    ),
    Command(
        "approval.turn",
        "Run it and all of this turn",
        lambda screen: screen.answer(Approval("turn")),
        lambda screen: screen.of > 1 and not screen.writes,
        keys=("T",),
        label="All of this turn",
    ),
    _answer("no", "Do not run it", keys=("n", "escape"), label="No"),
    Command(
        "approval.word",
        "No, with a word to the model",
        lambda screen: screen.ask_for_word(),
        lambda screen: not screen.writes,
        keys=("w",),
        label="No, with a word",
    ),
    Command(
        "approval.stop",
        "No, and stop the turn",
        lambda screen: screen.stop(),
        lambda screen: not screen.writes,
        keys=("s", "ctrl+c"),
        label="Stop all",
    ),
    Command(
        "approval.later",
        "Later, it waits",
        lambda screen: screen.later(),
        lambda screen: not screen.writes,
        keys=("tab",),
        label="Later",
    ),
    *scrolling("approval"),
)
"""While a tool call asks whether it may run."""


class ApprovalScreen(QuestionScreen[Approval]):
    """Shows one call and takes one answer; none where it is to wait."""

    TABLE = APPROVAL_COMMANDS

    stop: Callable[[], None]
    """Ends the turn."""
    of: int
    """As many calls ask, this one included."""

    def __init__(
        self,
        asked: AskedCall,
        stop: Callable[[], None],
        guard: Guard,
        prompt: PromptInput,
    ) -> None:
        super().__init__(guard, prompt, partial(question_rows, asked))
        self.stop = stop
        self.of = asked.of
        self._asked = asked
        self._word = LineField(placeholder="A word to the model, then Enter", id="word")

    def below(self) -> ComposeResult:
        yield self._word

    def on_mount(self) -> None:
        self.details.show_source(lambda width: asked_arguments(self._asked, width))

    def on_paste(self, event: events.Paste) -> None:
        self.write(event)

    def answer(self, approval: Approval) -> None:
        """The person said so."""
        self.dismiss(approval)

    def later(self) -> None:
        """Let the question wait until it is called."""
        self.dismiss(None)

    @property
    def writes(self) -> bool:
        """A word to the model is being written."""
        return self._word.display

    def ask_for_word(self, *, asked: bool = True) -> None:
        """Let the person write why not, or no more."""
        self._word.display = asked
        self.set_focus(self._word if asked else None)
        self.guard_changed()

    def say(self) -> None:
        """Say no, and why."""
        self.answer(Approval("no", self._word.value.strip()))

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.say()


class ScreenApprover:
    """core.ports.tools.Approver: asks the person in front of the screen."""

    def __init__(self, asker: Asker, stop: Callable[[], None]) -> None:
        """`stop` ends the turn."""
        self._asker, self._stop = asker, stop

    async def approve(self, call: ToolCall, tool: ToolInfo, *, number: int = 1, of: int = 1) -> Approval:
        asked = AskedCall(call, tool, number, of)
        await self._asker.quiet()
        while (approval := await self._asker.ask(self._question(asked))) is None:
            await self._asker.guard.turn(lambda: True)
        return approval

    def _question(self, asked: AskedCall) -> ApprovalScreen:
        return ApprovalScreen(asked, self._stop, self._asker.guard, self._asker.prompt)


ANSWER: Command[Guard] = Command(
    "chat.answer",
    "Answer the call that asks",
    Guard.call,
    lambda guard: guard.waits,
    keys=("tab",),
    label="Answer",
)
"""While a question waits."""
