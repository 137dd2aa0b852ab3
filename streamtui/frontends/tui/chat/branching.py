"""The tree of a chat: a question is asked otherwise, or again, in a branch of its own; branches are stepped through."""

from __future__ import annotations

from functools import partial

from textual import on

from streamtui.core.chat.messages import UserMessage
from streamtui.core.text.mentions import written_mention
from streamtui.frontends.tui.chat.panes import ChatPanes
from streamtui.frontends.tui.transcript.branching import BranchingTranscript

_BUSY = "That can be sent once the reply is over."
_UNDER_WAY = "That can be done once what is under way is over."
_READING = "The rest of this conversation is still being read: try again in a moment."


class BranchingPanes(ChatPanes):
    """Panes whose conversation branches."""

    _goal: int | None = None
    """The message that is to be in sight once its branch is shown."""

    def edit_last(self) -> None:
        """Ask the last message otherwise."""
        if (last := self.desk.state.conversation.asked()) is not None:
            self._edit(last)

    @on(BranchingTranscript.EditAsked)
    def _edit_message(self, event: BranchingTranscript.EditAsked) -> None:
        self._edit(event.message)

    def _edit(self, message: UserMessage) -> None:
        """Have it written anew; a draft can be had again."""
        if self.prompt.text and self.edited is None:
            self.prompt.accept()
        self.edited = message
        self.desk.attaching.leave_unasked(message.text, " ".join(written_mention(one.name) for one in message.parts))
        self.prompt.replace_text(self.desk.folds.folded(message.text))
        self.prompt.focus()
        self.changed()

    def leave_edit(self) -> None:
        """All stays as it was; what was written can be had again."""
        self.edited = None
        self.prompt.accept()
        self.changed()

    def drop_draft(self) -> None:
        self.edited = None
        super().drop_draft()
        self.changed()

    def send_edited(self, text: str) -> bool:
        """Ask it, where a message is asked otherwise."""
        if (edited := self.edited) is None:
            return False
        if not self._is_read():
            return True
        if not self.desk.branches.settled:
            self.say(_BUSY)
            return True
        self.edited = None
        self.prompt.accept()
        self.desk.branches.edit(edited, text, self.desk.folds.whole(text), partial(setattr, self, "edited", edited))
        self.transcript.to_end()
        return True

    @on(BranchingTranscript.AskedAgain)
    def _ask_again(self, event: BranchingTranscript.AskedAgain) -> None:
        if self._is_free():
            self.desk.branches.ask_again(event.message.id)
            self.transcript.to_end()

    @on(BranchingTranscript.BranchChosen)
    def _take_branch(self, event: BranchingTranscript.BranchChosen) -> None:
        if self._is_free():
            self._goal = event.number
            self.desk.branches.take(event.turn)

    @on(BranchingTranscript.LeftOut)
    def _leave_out(self, event: BranchingTranscript.LeftOut) -> None:
        if self._is_free():
            self.desk.branches.leave_out(event.message, event.left_out)
            self.transcript.show_sent(event.message)
            self.changed()

    def _is_read(self) -> bool:
        """All of the conversation is there, or it is no matter; the person is told where it is yet to be read."""
        if reading := self.desk.branches.reading:
            self.say(_READING)
        return not reading

    def _is_free(self) -> bool:
        """Nothing is under way in the conversation; the person is told where something is."""
        if self._is_read() and not self.desk.branches.settled:
            self.say(_UNDER_WAY)
        return self.desk.branches.settled

    def changed(self) -> None:
        if self.edited is not None and self.desk.branches.tree.asking(self.edited.id) is None:
            self.leave_edit()  # another conversation is there
            return
        super().changed()
        if self._goal is not None and not self.desk.turns.busy:
            number, self._goal = self._goal, None
            self.transcript.flush()
            self.transcript.to_number(number)
