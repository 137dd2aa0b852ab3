"""The conversation of a chat: what was asked can be asked again or otherwise, and its branches be stepped through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from textual import events
from textual.message import Message as Told

from streamtui.core.chat.messages import Continuation, Notice, UserMessage
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.tree import Branches, ConversationTree
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.transcript.commands import TRANSCRIPT_COMMANDS
from streamtui.frontends.tui.transcript.signs import BACK, ON, signs_of
from streamtui.frontends.tui.transcript.transcript import Transcript
from streamtui.rows.row import style_at


class HasTree(Protocol):
    """Whose conversation it is."""

    @property
    def tree(self) -> ConversationTree:
        """All turns."""
        ...

    @property
    def at_hand(self) -> bool:
        """Nothing is under way that takes long: what is wanted of it can be done, or is refused in a sentence."""
        ...


def _left_out(is_left_out: bool, name: str, label: str) -> Command[Any]:
    """For a message that is left out, or for one that is not."""
    return Command(
        name,
        "Send it no more, or again",
        lambda view: view.leave_out(),
        lambda view: view.at_hand and (one := view.message_in_focus) is not None and one.left_out is is_left_out,
        keys=("x",),
        label=label,
    )


BRANCH_COMMANDS: tuple[Command[Any], ...] = (
    Command(
        "transcript.edit",
        "Edit its question, ask it again",
        lambda view: view.edit(),
        lambda view: view.at_hand and view.question_in_focus is not None,
        keys=("e",),
        label="Edit",
    ),
    Command(
        "transcript.ask_again",
        "Edit its question, ask it again",
        lambda view: view.ask_again(),
        lambda view: view.at_hand and view.question_in_focus is not None,
        keys=("r",),
        label="Again",
    ),
    Command(
        "transcript.branch_back",
        "Its branch before, after",
        lambda view: view.step(-1),
        lambda view: view.can_step,
        keys=("left",),
        label="Branch",
    ),
    Command(
        "transcript.branch_on",
        "Its branch before, after",
        lambda view: view.step(1),
        lambda view: view.can_step,
        keys=("right",),
    ),
    _left_out(False, "transcript.leave_out", "Leave out"),
    _left_out(True, "transcript.take_in", "Take in"),
)


class BranchingTranscript(Transcript):
    """Says what the person wants of the tree; whoever has it does it."""

    TABLE = (*TRANSCRIPT_COMMANDS, *BRANCH_COMMANDS)

    @dataclass
    class EditAsked(Told):
        """A message is to be asked otherwise."""

        message: UserMessage

    @dataclass
    class AskedAgain(Told):
        """A message is to be asked again."""

        message: UserMessage

    @dataclass
    class BranchChosen(Told):
        """Another branch is to be shown."""

        number: int
        """Of the message from which on it is another one."""
        turn: str

    @dataclass
    class LeftOut(Told):
        """A message is to be sent no more, or again."""

        message: str
        left_out: bool

    def __init__(self, conversation: HasTree, **options: Any) -> None:
        super().__init__(**options)
        self._conversation = conversation
        self.signs = lambda message: signs_of(message, conversation.tree.at(message))

    @property
    def at_hand(self) -> bool:
        """Something can be wanted of the conversation now."""
        return self._conversation.at_hand

    @property
    def message_in_focus(self) -> UserMessage | Continuation | Reply | None:
        """The message that keys are about, if it is one that is sent."""
        number = self.number_in_focus
        message = None if number is None or self._view is None else self._view.flow.views[number].message
        return None if isinstance(message, Notice) else message

    @property
    def question_in_focus(self) -> UserMessage | None:
        """The message of the person that keys are about, or that was answered with it."""
        number, view = self.number_in_focus, self._view
        if number is None or view is None:
            return None
        messages = (view.flow.views[place].message for place in range(number, -1, -1))
        return next((message for message in messages if isinstance(message, UserMessage)), None)

    def edit(self) -> None:
        """Have the question in focus asked otherwise."""
        if (question := self.question_in_focus) is not None:
            self.post_message(self.EditAsked(question))

    def ask_again(self) -> None:
        """Have the question in focus asked again."""
        if (question := self.question_in_focus) is not None:
            self.post_message(self.AskedAgain(question))

    def leave_out(self) -> None:
        """Have the message in focus sent no more, or again."""
        if (message := self.message_in_focus) is not None:
            self.post_message(self.LeftOut(message.id, not message.left_out))

    @property
    def can_step(self) -> bool:
        """The message in focus has other branches; the keys for that do not shift code."""
        return self.at_hand and not self.cuts_code and self._branches(self.number_in_focus) is not None

    def step(self, by: int) -> None:
        """Show the branch before or after (-1, 1) of the message in focus."""
        self._step(self.number_in_focus, by)

    def _step(self, number: int | None, by: int) -> None:
        if number is not None and (branches := self._branches(number)) is not None:
            self.post_message(self.BranchChosen(number, branches.by(by)))

    def _branches(self, number: int | None) -> Branches | None:
        if number is None or self._view is None:
            return None
        return self._conversation.tree.at(self._view.flow.views[number].message)

    def show_sent(self, message: str) -> None:
        """A message is left out now, or no more."""
        if (view := self._view) is not None:
            for number, each in enumerate(view.flow.views):
                if each.message.id == message:
                    view.flow.remake(number)
            view.settle()
            self._draw(scrollbar=True)

    def on_click(self, event: events.Click) -> None:
        """The arrows beside a name step through its branches."""
        if (view := self._view) is None:
            return
        column, line = event.get_content_offset_capture(self)
        style = style_at(view.shown[line], column) if line < len(view.shown) else ""
        if style in (BACK, ON):
            event.prevent_default()
            self._step(view.flow.number_at(view.top + line), -1 if style == BACK else 1)
