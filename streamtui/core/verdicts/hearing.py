"""Replies judged while their events come: those of the one that is open are kept until it is over."""

from __future__ import annotations

from collections.abc import Sequence

from streamtui.core.chat import events as ev
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.stalls import STALL_WARN_S
from streamtui.core.chat.state import ChatState
from streamtui.core.verdicts.judge import verdicts_of
from streamtui.core.verdicts.verdict import Verdict

_ENDS = (ev.ReplyFinished, ev.ReplyFailed, ev.TurnFailed)


class Hearing:
    """Feed it what a state has taken, then ask."""

    def __init__(self, *, stall_s: float = STALL_WARN_S, timed: bool = True) -> None:
        """Silences from `stall_s` on are stalls; `timed`: the instants mean something."""
        self._stall_s, self._timed = stall_s, timed
        self._events: list[ev.StreamEvent] = []
        self._verdicts: dict[str, tuple[Verdict, ...]] = {}

    def take(self, event: ev.StreamEvent, state: ChatState) -> Sequence[Verdict]:
        """One more event; gives what is to be said where it ended a reply."""
        if type(event) is ev.RequestSent:
            self._events = [event]
        elif self._events:
            self._events.append(event)
            if isinstance(event, _ENDS) and (reply := state.reply) is not None and reply.state is not ReplyState.OPEN:
                self._verdicts[reply.id] = self._judged(reply, self._events)
                self._events = []
                return self._verdicts[reply.id]
        return ()

    def of(self, reply: Reply) -> Sequence[Verdict]:
        """What is to be said of a reply that is over; of one whose events did not come, without a chunk."""
        if reply.id not in self._verdicts:
            self._verdicts[reply.id] = self._judged(reply, ())
        return self._verdicts[reply.id]

    def _judged(self, reply: Reply, events: Sequence[ev.StreamEvent]) -> tuple[Verdict, ...]:
        return verdicts_of(reply, events, stall_s=self._stall_s, timed=self._timed)
