"""Replies of a conversation judged when they are looked at, from the events that are kept of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from streamtui.core.chat import events as ev
from streamtui.core.chat.conversation import Message
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.verdicts.judge import verdicts_of
from streamtui.core.verdicts.verdict import Verdict

_ENDS = frozenset((ev.ReplyFinished, ev.ReplyFailed, ev.TurnFailed, ev.TurnFinished))


class KeptJudge:
    """What it said of a reply it says again at no cost, until other events are kept of it."""

    def __init__(
        self, events: Callable[[], Sequence[ev.StreamEvent]], messages: Callable[[], Sequence[Message]], stall_s: float
    ) -> None:
        """`events` gives those of the conversation; while it gives the same list, that may only have grown."""
        self._events_now, self._messages, self._stall_s = events, messages, stall_s
        self._said: dict[str, tuple[object, tuple[Verdict, ...]]] = {}
        self._begin(())

    def of(self, reply: Reply) -> Sequence[Verdict]:
        """What went wrong with it; nothing while it is open. Of one without kept events no chunk is named."""
        if reply.state is ReplyState.OPEN:
            return ()
        if (events := self._events_now()) is not self._events:
            self._begin(events)
        statistics = reply.statistics
        now = (reply.state, statistics.ended_at, statistics.payload_bytes)
        known = self._said.get(reply.id)
        if known is None or known[0] != now:
            self._take()
            known = self._said[reply.id] = now, verdicts_of(reply, self._of_reply(reply), stall_s=self._stall_s)
        return known[1]

    def of_call(self, reply: Reply, call: ToolCall) -> Sequence[Verdict]:
        """What went wrong with a call of it."""
        calls = reply.model_calls
        return [
            one for one in self.of(reply) if one.call is not None and one.call < len(calls) and calls[one.call] is call
        ]

    def again(self, reply: Reply, verdict: Verdict) -> Verdict:
        """The same verdict as it is now, that more may be kept."""
        same = (one for one in self.of(reply) if (one.id, one.call) == (verdict.id, verdict.call))
        return next(same, verdict)

    def _begin(self, events: Sequence[ev.StreamEvent]) -> None:
        self._events = events
        self._taken = self._replies = 0
        self._reply_open = False
        self._requests: list[tuple[int, str, int]] = []
        """Of each attempt where it begins, the id of its reply, and which reply of the conversation that is."""
        self._said.clear()

    def _take(self) -> None:
        for number in range(self._taken, last := len(self._events)):
            kind = type(self._events[number])
            if kind is ev.RequestSent:
                self._replies += not self._reply_open
                self._reply_open = True
                sent = self._events[number]
                assert isinstance(sent, ev.RequestSent)
                self._requests.append((number, sent.reply, self._replies - 1))
            elif kind in _ENDS:
                self._reply_open = False
        self._taken = last

    def _of_reply(self, reply: Reply) -> Sequence[ev.StreamEvent]:
        place = -1
        if not all(identity for _, identity, _ in self._requests):
            replies = [one for one in self._messages() if isinstance(one, Reply)]
            place = next((number for number, one in enumerate(replies) if one is reply), -1)
        end = len(self._events)
        for start, identity, at in reversed(self._requests):
            if identity == reply.id if identity else at == place:
                return self._events[start:end]
            end = start
        return ()
