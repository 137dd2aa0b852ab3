"""How long a stream may stay silent. Only payload counts: a server that sends pings and nothing else is silent."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from streamtui.config.settings import Timeouts
from streamtui.core.chat.events import PAYLOAD, FinishReported, ServerCallReported, StreamEvent

_COUNT = PAYLOAD | {ServerCallReported}
"""What is waited for; what a server does for the reply by itself is some of it."""


class Silence(Enum):
    """What it means that nothing came until the deadline."""

    NO_FIRST_TOKEN = auto()
    STALLING = auto()
    """Worth telling; the stream goes on."""
    STALLED = auto()
    OVER = auto()
    """The reply was complete already; only the connection stayed open."""


class Patience:
    """The deadline of one attempt, moved by what arrives."""

    def __init__(self, timeouts: Timeouts, sent_at: float) -> None:
        self._timeouts = timeouts
        self._meaning = Silence.NO_FIRST_TOKEN
        self.deadline_at = sent_at + timeouts.first_token_s
        self.payload_at: float | None = None
        """When the last payload arrived; `None` before the first."""

    def saw(self, events: Sequence[StreamEvent], at: float) -> None:
        """Take what one read brought."""
        payload = finished = False
        for event in events:
            if type(event) in _COUNT:
                payload = True
            elif type(event) is FinishReported:
                finished = finished or event.choice == 0
        if payload:
            self.payload_at = at
        if finished:
            self._meaning = Silence.OVER
        elif payload and self._meaning is not Silence.OVER:
            self._meaning = Silence.STALLING
        if payload or finished:
            self.deadline_at = at + self._timeouts.stall_warn_s

    def begin_again(self, at: float) -> None:
        """What is missing was asked for once more: the same silence is borne as long again."""
        again_s = self._timeouts.first_token_s if self.payload_at is None else self._timeouts.stall_s
        self.deadline_at = at + again_s

    def expired(self) -> Silence:
        """What the silence until the deadline means; sets the next deadline where there is one."""
        meaning = self._meaning
        if meaning is Silence.STALLING and self.payload_at is not None:
            self._meaning = Silence.STALLED
            self.deadline_at = self.payload_at + self._timeouts.stall_s
        return meaning
