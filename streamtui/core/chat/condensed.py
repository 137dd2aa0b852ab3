"""Fewer events with which a fold reaches the same state: of each reply that is over one, in place of its pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from streamtui.core.chat import events as ev
from streamtui.core.chat.keeping import kept_reply
from streamtui.core.chat.state import ChatState

UNFOLDED = frozenset((ev.BytesReceived, ev.BytesTaken, ev.BodyEnded, ev.RequestPrepared))
"""Of these a state knows nothing."""
PIECES = frozenset((*ev.PAYLOAD, ev.ChunkReceived))
"""The most frequent ones: nothing is to be looked at in them."""
OF_REPLY = PIECES | ev.REPORTS | {ev.RequestSent, ev.RetryScheduled, ev.StallNoticed, ev.NoticeIssued}
"""What a reply is made of, from its request to its end."""
_ENDS = frozenset((ev.ReplyFinished, ev.ReplyFailed, ev.TurnFailed))


class Condenser:
    """Says what is to be kept of a conversation, while its events are folded."""

    def __init__(self) -> None:
        self._open = ""
        """The reply whose events come."""

    def kept(self, event: ev.StreamEvent, state: ChatState) -> tuple[ev.StreamEvent, ...]:
        """What is to be kept of an event which the state has taken: of one that ended a reply, all of that."""
        kind = type(event)
        if kind in UNFOLDED:
            return ()
        if kind is ev.RequestSent:
            self._open = state.reply.id if state.reply is not None else ""
        elif kind in _ENDS and self._open and (reply := state.reply) is not None and reply.id == self._open:
            self._open = ""
            whole = kept_reply(reply)
            return (whole,) if kind in OF_REPLY else (whole, event)
        return (event,)


def condensed(events: Iterable[ev.StreamEvent]) -> list[ev.StreamEvent]:
    """The events without those of replies that a `ReplyKept` among them stands for, and without what no state knows."""
    kept: list[ev.StreamEvent] = []
    begun: int | None = None
    for event in events:
        kind = type(event)
        if kind in UNFOLDED:
            continue
        if kind is ev.RequestSent and begun is None:
            begun = len(kept)
        elif kind is ev.ReplyKept and begun is not None:
            kept[begun:] = [one for one in kept[begun:] if type(one) not in OF_REPLY]
            begun = None
        kept.append(event)
    return kept


def made_whole(events: Iterable[ev.StreamEvent]) -> Iterator[ev.StreamEvent]:
    """The other way round: the events without each `ReplyKept` that stands for some of them."""
    begun = False
    for event in events:
        kind = type(event)
        if kind is ev.ReplyKept and begun:
            begun = False
            continue
        if kind is ev.RequestSent:
            begun = True
        yield event
