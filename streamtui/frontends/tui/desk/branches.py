"""What the person does to the tree of the conversation: nothing of it is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.messages import UserMessage
from streamtui.core.chat.tree import ConversationTree
from streamtui.core.ports.session import Conversing, Recorder
from streamtui.frontends.tui.desk.attaching import Sends
from streamtui.frontends.tui.desk.purse import TakeTurn


class DeskBranches:
    """Those of a desk's conversation. What is asked for while that is not possible is not done."""

    def __init__(
        self,
        session: Callable[[], Conversing | None],
        busy: Callable[[], bool],
        take_turn: TakeTurn,
        ask: Callable[[str, Sends, Callable[[], object]], None],
    ) -> None:
        """`busy`: something is under way in the conversation; `take_turn` has it do something, `ask` send a prompt."""
        self._session, self._busy, self._take_turn, self._ask = session, busy, take_turn, ask
        self._read: Conversing | None = None
        """The conversation that was to be read whole last."""

    @property
    def tree(self) -> ConversationTree:
        """All turns."""
        session = self._session()
        return session.tree if session is not None else ConversationTree()

    @property
    def settled(self) -> bool:
        """There is a conversation, and nothing is under way in it."""
        return self._session() is not None and not self._busy()

    @property
    def reading(self) -> bool:
        """Nothing is under way but that the rest of a conversation is read, of which the end is there."""
        session = self._session()
        return session is not None and self._busy() and not session.whole

    @property
    def at_hand(self) -> bool:
        """There is a conversation, and nothing is under way in it that takes long: at most it is `reading`."""
        return self.settled or self.reading

    def read_on(self) -> None:
        """Have a conversation of which only the end was read read whole: once, a disk that fails stays so."""
        session = self._session()
        if session is not None and session is not self._read and self.settled and not session.whole:
            self._read = session
            self._take_turn(lambda session: session.read_whole(), free=True)

    def ask_again(self, message: str = "") -> None:
        """Ask a message once more, by its id, without one the last."""
        self._take_turn(lambda session: session.ask_again(message))

    def edit(self, message: UserMessage, prompt: str, whole: str, refused: Callable[[], object]) -> None:
        """Ask that, `whole` with what is folded in it, in the place of a message; where it is the same, ask it again.

        If the budget refuses it, `refused` is called before the prompt is given back.
        """
        if whole == message.text:
            self._take_turn(lambda session: session.ask_again(message.id), prompt, refused=refused)
        else:
            self._ask(prompt, lambda session, whole, parts: session.edit(message.id, whole, parts), refused)

    def take(self, turn: str) -> None:
        """Show the branch that goes through that turn."""
        self._take_turn(lambda session: session.take_branch(turn), free=True)

    def leave_out(self, message: str, left_out: bool) -> None:
        """Send a message no more, or again."""
        if (session := self._session()) is not None and self.settled:
            session.leave_out(message, left_out)

    def aside(self, count: int, *, again: bool) -> Sequence[Recorder]:
        """Those that keep what so many answer elsewhere, while it comes; `again` as for `adopt`."""
        session = self._session()
        return session.aside(count, again=again) if session is not None and self.settled else ()

    def leave_aside(self) -> None:
        """Nothing of what was answered elsewhere is taken in."""
        if (session := self._session()) is not None:
            session.adopt(())

    def adopt(self, turns: Sequence[Iterable[StreamEvent]], *, again: bool) -> None:
        """Take turns in that happened elsewhere, as branches; the last one is shown.

        `again`: they answer the last message.
        """

        async def adopted(session: Conversing) -> None:
            session.adopt(turns, again=again)

        self._take_turn(adopted, free=True)
