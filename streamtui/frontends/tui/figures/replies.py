"""The replies of a conversation, and the one whose figures are shown: the one chosen, else the last."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from streamtui.core.chat.conversation import Message
from streamtui.core.chat.messages import Continuation, UserMessage
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.frontends.tui.figures.reply_sums import ReplySums


class Replies:
    """Takes the conversation in as it grows. A new reply is the one that is looked at, until another is chosen."""

    def __init__(self) -> None:
        self.all: list[Reply] = []
        self.places: list[int] = []
        """The number of the message that each of them is."""
        self._turns: list[int] = []
        """The turn that each of them belongs to."""
        self._turn = 0
        self._messages: Sequence[Message] = ()
        self._taken = 0
        self._chosen: int | None = None
        self._over = 0
        """So many of them, from the first on, are over and in the sums."""
        self._sums = ReplySums()

    def take(self, messages: Sequence[Message]) -> None:
        """Take in what came; of another conversation, all of it."""
        if messages is not self._messages or len(messages) < self._taken:
            self.all, self.places, self._turns, self._turn = [], [], [], 0
            self._messages, self._taken, self._chosen = messages, 0, None
            self._over, self._sums = 0, ReplySums()
        for place, message in enumerate(messages[self._taken :], self._taken):
            if isinstance(message, UserMessage | Continuation):
                self._turn += 1
            elif isinstance(message, Reply):
                self.all.append(message)
                self.places.append(place)
                self._chosen = None
                self._turns.append(self._turn)
        self._taken = len(messages)
        while self._over < len(self.all) and self.all[self._over].state is not ReplyState.OPEN:
            self._sums.add(self.all[self._over].statistics)
            self._over += 1

    def look_again(self) -> None:
        """The conversation was set back: take all of it in again."""
        self._messages = ()

    @property
    def sums(self) -> ReplySums:
        """What all of them come to; only the last may go on."""
        return self._sums.with_one(self.all[-1].statistics) if self._over < len(self.all) else self._sums

    def choose(self, message: int | None) -> None:
        """Choose the reply that a message of the conversation, by its number, is or was answered with; or none."""
        number = len(self.all) if message is None else bisect_left(self.places, message)
        self._chosen = number if number < len(self.all) - 1 else None

    @property
    def number(self) -> int:
        """The shown one's, counted from 0; -1 where there is none."""
        return len(self.all) - 1 if self._chosen is None else self._chosen

    @property
    def shown(self) -> Reply | None:
        """The reply whose figures are shown."""
        return self.all[self.number] if self.all else None

    @property
    def turn_calls(self) -> list[ToolCall]:
        """The calls of that turn."""
        return [call for reply in self.turn for call in reply.tool_calls]

    @property
    def turn(self) -> list[Reply]:
        """The replies of the turn that it belongs to."""
        if not self.all:
            return []
        number, turn = self.number, self._turns[self.number]
        first, last = number, number + 1
        while first > 0 and self._turns[first - 1] == turn:
            first -= 1
        while last < len(self.all) and self._turns[last] == turn:
            last += 1
        return self.all[first:last]
