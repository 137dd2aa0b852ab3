"""A turn of a race or a batch that is recorded while it is taken."""

from __future__ import annotations

from streamtui.core.chat.events import RequestSent, StreamEvent
from streamtui.core.chat.state import ChatState
from streamtui.core.faults.bugs import log_bug
from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.provider import Take
from streamtui.core.ports.session import Recorder


def recorded(take: Take, state: ChatState, *recorders: Recorder | None) -> Take:
    """`take`, with each event kept by these, too; where one fails the turn goes on without it.

    `state` is the one that `take` folds the events into.
    """
    left = [recorder for recorder in recorders if recorder is not None]

    def take_and_record(event: StreamEvent) -> None:
        if type(event) is RequestSent:
            event = state.known(event)
        take(event)
        for recorder in (*left,):
            if not _record(recorder, event):
                left.remove(recorder)

    return take_and_record


def _record(recorder: Recorder, event: StreamEvent) -> bool:
    """False where it can keep no more."""
    try:
        recorder.record(event)
    except Exception as error:
        if not isinstance(error, StreamtuiError):
            log_bug(error, "a recording")
        return False
    return True
