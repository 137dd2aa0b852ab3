"""A turn of a race or a batch that is recorded while it is taken."""

from __future__ import annotations

from streamtui.core.chat.events import RequestSent, StreamEvent
from streamtui.core.chat.state import ChatState
from streamtui.core.faults.bugs import log_bug
from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.provider import Take
from streamtui.core.ports.session import Recorder


def recorded(take: Take, state: ChatState, recorder: Recorder | None) -> Take:
    """`take`, with each event kept there, too; where that fails the turn goes on without.

    `state` is the one that `take` folds the events into.
    """
    if recorder is None:
        return lambda event: take(state.known(event) if type(event) is RequestSent else event)
    failed = False

    def take_and_record(event: StreamEvent) -> None:
        nonlocal failed
        if type(event) is RequestSent:
            event = state.known(event)
        take(event)
        if failed:
            return
        try:
            recorder.record(event)
        except Exception as error:
            failed = True
            if not isinstance(error, StreamtuiError):
                log_bug(error, "a recording")

    return take_and_record
