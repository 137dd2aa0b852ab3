"""What the person does to the tree of the conversation: nothing of it is lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.tree import ConversationTree

if TYPE_CHECKING:
    from streamtui.frontends.tui.desk.desk import Desk


class DeskBranches:
    """Those of a desk's conversation. What is asked for while that is not possible is not done."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def tree(self) -> ConversationTree:
        """All turns."""
        return self._desk.session.tree if self._desk.session is not None else ConversationTree()

    @property
    def settled(self) -> bool:
        """There is a conversation, and nothing is under way in it."""
        return self._desk.session is not None and not self._desk.turns.busy

    def ask_again(self, message: str = "") -> None:
        """Ask a message once more, by its id, without one the last."""
        self._desk.take_turn(lambda session: session.ask_again(message))

    def edit(self, message: str, prompt: str) -> None:
        """Ask something else in the place of a message."""
        self._desk.take_turn(lambda session: session.edit(message, prompt))

    def take(self, turn: str) -> None:
        """Show the branch that goes through that turn."""
        self._desk.take_turn(lambda session: session.take_branch(turn))

    def leave_out(self, message: str, left_out: bool) -> None:
        """Send a message no more, or again."""
        if self._desk.session is not None and self.settled:
            self._desk.session.leave_out(message, left_out)

    def adopt(self, turns: Sequence[Iterable[StreamEvent]], *, again: bool) -> None:
        """Take turns in that happened elsewhere, as branches; the last one is shown.

        `again`: they answer the last message.
        """
        if self._desk.session is not None and self.settled:
            self._desk.session.adopt(turns, again=again)
