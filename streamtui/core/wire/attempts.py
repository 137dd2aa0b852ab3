"""Which of a conversation's events brought a reply, asked for one reply at a time while the events grow."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from streamtui.core.chat import events as ev
from streamtui.core.chat.conversation import Message
from streamtui.core.chat.reply import Reply

ENDS = frozenset((ev.ReplyFinished, ev.ReplyFailed, ev.TurnFailed, ev.TurnFinished))
"""Behind these a request asks for another reply."""


class Attempts:
    """Reads each event once, and what was kept in place of another list anew."""

    def __init__(
        self, events: Callable[[], Sequence[ev.StreamEvent]], messages: Callable[[], Sequence[Message]]
    ) -> None:
        """`events` gives those of the conversation; while it gives the same list, that may only have grown."""
        self._events_now, self._messages = events, messages
        self._begin(())

    @property
    def events(self) -> Sequence[ev.StreamEvent]:
        """Those of the conversation as they are now."""
        if (events := self._events_now()) is not self._events:
            self._begin(events)
        return self._events

    def of(self, reply: Reply) -> range:
        """The numbers of the events of the last attempt that asked for it; none where they are not kept."""
        self._take()
        place = -1
        if not all(identity for _, identity, _ in self._requests):
            replies = [one for one in self._messages() if isinstance(one, Reply)]
            place = next((number for number, one in enumerate(replies) if one is reply), -1)
        end = self._taken
        for start, identity, at in reversed(self._requests):
            if identity == reply.id if identity else at == place:
                return range(start, end)
            end = start
        return range(0)

    def _begin(self, events: Sequence[ev.StreamEvent]) -> None:
        self._events = events
        self._taken = self._replies = 0
        self._reply_open = False
        self._requests: list[tuple[int, str, int]] = []
        """Of each attempt where it begins, the id of its reply, and which reply of the conversation that is."""

    def _take(self) -> None:
        events = self.events
        for number in range(self._taken, last := len(events)):
            kind = type(events[number])
            if kind is ev.RequestSent:
                self._replies += not self._reply_open
                self._reply_open = True
                sent = events[number]
                assert isinstance(sent, ev.RequestSent)
                self._requests.append((number, sent.reply, self._replies - 1))
            elif kind in ENDS:
                self._reply_open = False
        self._taken = last
