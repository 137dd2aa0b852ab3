"""Replies of a conversation judged when they are looked at, from the events that are kept of it."""

from __future__ import annotations

from collections.abc import Sequence

from streamtui.core.chat import events as ev
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.verdicts.judge import verdicts_of
from streamtui.core.verdicts.verdict import Verdict
from streamtui.core.wire.attempts import Attempts


class KeptJudge:
    """What it said of a reply it says again at no cost, until other events are kept of it."""

    def __init__(self, attempts: Attempts, stall_s: float) -> None:
        self._attempts, self._stall_s = attempts, stall_s
        self._events: Sequence[ev.StreamEvent] = ()
        self._said: dict[str, tuple[object, tuple[Verdict, ...]]] = {}

    def of(self, reply: Reply) -> Sequence[Verdict]:
        """What went wrong with it; nothing while it is open. Of one without kept events no chunk is named."""
        if reply.state is ReplyState.OPEN:
            return ()
        if (events := self._attempts.events) is not self._events:
            self._events = events
            self._said.clear()
        statistics = reply.statistics
        now = (reply.state, statistics.ended_at, statistics.payload_bytes)
        known = self._said.get(reply.id)
        if known is None or known[0] != now:
            attempt = self._attempts.of(reply)
            brought = events[attempt.start : attempt.stop]
            known = self._said[reply.id] = now, verdicts_of(reply, brought, stall_s=self._stall_s)
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
