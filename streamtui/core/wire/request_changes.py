"""What changed since the request of the reply before, found in the events of a conversation."""

from __future__ import annotations

from collections.abc import Sequence

from streamtui.core.chat.events import ReplyKept, RequestPrepared, RequestSent, StreamEvent
from streamtui.core.chat.reply import Reply
from streamtui.core.wire.attempts import ENDS, Attempts
from streamtui.core.wire.request_change import RequestChange, request_change
from streamtui.core.wire.sent_request import SentRequest, sent_request

_NEAR = 8
"""Events behind which the body of a request is not looked for."""


def change_at(events: Sequence[StreamEvent], sent: int) -> RequestChange | None:
    """What changed in the request that is the event of that number; linear in what was sent and in the reply before.

    `None` where it is the first one, and where what was sent then, or now, is not kept.
    """
    now, over = request_at(events, sent), False
    for number in reversed(range(sent)) if now is not None else ():
        kind = type(events[number])
        if kind is ReplyKept:
            return None
        over = over or kind in ENDS
        if kind is RequestSent and over and (before := request_at(events, number)) is not None and now is not None:
            return request_change(before, now)
    return None


def request_at(events: Sequence[StreamEvent], sent: int) -> SentRequest | None:
    """What was asked with the request that is the event of that number; `None` where that is not kept."""
    prepared = _prepared(events, sent)
    return sent_request(prepared.body) if prepared is not None else None


def _prepared(events: Sequence[StreamEvent], sent: int) -> RequestPrepared | None:
    for number in range(sent, min(sent + _NEAR, len(events))):
        event = events[number]
        if isinstance(event, RequestPrepared):
            return event
        if isinstance(event, RequestSent) and number > sent:
            break
    return None


class RequestChanges:
    """Those of a conversation's replies; of the one that is asked about it is known until another is."""

    def __init__(self, attempts: Attempts) -> None:
        self._attempts = attempts
        self._known: tuple[object, RequestChange | None] = None, None

    def of(self, reply: Reply) -> RequestChange | None:
        """What changed in the request that asked for it; see `change_at`."""
        events, sent = self._attempts.events, self._attempts.of(reply)
        if not sent:
            return None
        asked = (id(events), sent.start, _prepared(events, sent.start) is not None)  # it comes a moment later
        if self._known[0] != asked:
            self._known = asked, change_at(events, sent.start)
        return self._known[1]
