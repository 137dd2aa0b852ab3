"""What was asked and answered among the events of a recording, one attempt after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from streamtui.core.chat.events import (
    BodyEnded,
    BytesReceived,
    BytesTaken,
    RequestPrepared,
    RequestSent,
    ResponseStarted,
    StreamEvent,
)


@dataclass(slots=True, eq=False)
class KeptExchange:
    """A request and what was answered; core.wire.exchange holds one that still comes."""

    sent: RequestSent
    prepared: RequestPrepared | None = None
    started: ResponseStarted | None = None
    reads: list[BytesReceived] = field(default_factory=list)
    """Those without bytes were dropped before they were recorded."""
    taken: list[BytesTaken] = field(default_factory=list)
    ended: BodyEnded | None = None
    events: list[StreamEvent] = field(default_factory=list)
    """All of it, from the request on to what comes before the next one."""

    @property
    def url(self) -> str:
        """Where it went: with what of the query may be seen, where that was kept."""
        return (self.prepared.url if self.prepared is not None else "") or self.sent.url


def exchanges_in(events: Iterable[StreamEvent]) -> list[KeptExchange]:
    """Those among the events, in order."""
    found: list[KeptExchange] = []
    for event in events:
        if isinstance(event, RequestSent):
            found.append(KeptExchange(event))
        elif not found:
            continue
        elif isinstance(event, RequestPrepared):
            found[-1].prepared = event
        elif isinstance(event, ResponseStarted):
            found[-1].started = event
        elif isinstance(event, BytesReceived):
            found[-1].reads.append(event)
        elif isinstance(event, BytesTaken):
            found[-1].taken.append(event)
        elif isinstance(event, BodyEnded):
            found[-1].ended = event
        found[-1].events.append(event)
    return found
