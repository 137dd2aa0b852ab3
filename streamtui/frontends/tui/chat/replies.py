"""The replies of a conversation, and the one whose figures are shown: the one chosen, else the last."""

from __future__ import annotations

from collections.abc import Sequence

from streamtui.core.chat.conversation import Continuation, Message, Reply, UserMessage


class Replies:
    """Takes the conversation in as it grows."""

    def __init__(self) -> None:
        self.all: list[Reply] = []
        self._turns: list[int] = []
        """The turn that each of them belongs to."""
        self._turn = 0
        self._messages: Sequence[Message] = ()
        self._taken = 0
        self._chosen: int | None = None

    def take(self, messages: Sequence[Message]) -> None:
        """Take in what came; of another conversation, all of it."""
        if messages is not self._messages or len(messages) < self._taken:
            self.all, self._turns, self._turn = [], [], 0
            self._messages, self._taken, self._chosen = messages, 0, None
        for message in messages[self._taken :]:
            if isinstance(message, UserMessage | Continuation):
                self._turn += 1
            elif isinstance(message, Reply):
                self.all.append(message)
                self._turns.append(self._turn)
        self._taken = len(messages)

    def choose(self, message: int | None) -> None:
        """Choose the reply that a message of the conversation, by its number, is or was answered with; or none."""
        self._chosen = None
        if message is not None:
            later = (found for found in self._messages[message:] if isinstance(found, Reply))
            if (reply := next(later, None)) is not None:
                self._chosen = next(number for number, known in enumerate(self.all) if known is reply)

    @property
    def number(self) -> int:
        """The shown one's, counted from 0; -1 where there is none."""
        return len(self.all) - 1 if self._chosen is None else self._chosen

    @property
    def shown(self) -> Reply | None:
        """The reply whose figures are shown."""
        return self.all[self.number] if self.all else None

    @property
    def is_last(self) -> bool:
        """It is the last one."""
        return self.number == len(self.all) - 1

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
