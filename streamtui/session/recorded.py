"""A turn of a race or a batch that is recorded while it is taken."""

from __future__ import annotations

from collections.abc import Iterable

from streamtui.core.chat.events import RequestSent, StreamEvent
from streamtui.core.chat.state import ChatState
from streamtui.core.ports.provider import Take
from streamtui.core.ports.session import Aside, Recorder
from streamtui.session.recording import Recording


def recorded(take: Take, state: ChatState, recorders: Iterable[Recorder]) -> Take:
    """`take`, with each event kept by these, too; where one fails the turn goes on without it.

    `state` is the one that `take` folds the events into.
    """
    recordings = [Recording(recorder, _leave_untold) for recorder in recorders]

    def take_and_record(event: StreamEvent) -> None:
        if type(event) is RequestSent:
            event = state.known(event)
        take(event)
        for recording in recordings:
            recording.take(event)

    return take_and_record


async def written(recorders: Iterable[Recorder]) -> None:
    """Return when those have what they took on the disk that keep it, or can't."""
    for recorder in recorders:
        if isinstance(recorder, Aside):
            await recorder.written()


def _leave_untold(_: str) -> None:
    """Who made the recorder asks it what it has failed at."""
