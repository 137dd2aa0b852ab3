"""A recorder that may fail: what is recorded goes on without it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from streamtui.core.chat.events import StreamEvent
from streamtui.core.faults.bugs import fault_of, short_traceback
from streamtui.core.ports.provider import Take
from streamtui.core.ports.session import Recorder, Telling


class Recording:
    """Hands events to a recorder, where there is one."""

    def __init__(self, recorder: Recorder | None, say: Callable[[str], None], telling: Telling | None = None) -> None:
        """`say` is told why nothing more is recorded; `telling` hears where it is."""
        self._recorder = recorder
        self._say = say
        self._telling = telling

    def begin(self, recorder: Recorder | None, events: Iterable[StreamEvent]) -> None:
        """Record with another one, from these events on."""
        self._recorder = recorder
        if self._telling is not None:
            self._telling.recording = getattr(recorder, "path", "")
        for event in events:
            self.take(event)

    def take(self, event: StreamEvent) -> None:
        """Have it recorded, for as long as that goes well."""
        if self._recorder is None:
            return
        try:
            self._recorder.record(event)
        except Exception as error:
            self._recorder = None
            fault = fault_of(error, "a recording")
            self._say(fault.message if fault.kind != "bug" else f"Nothing more is recorded: {short_traceback(error)}.")


def heard(take: Take, telling: Telling | None) -> Take:
    """`take`, with each event told, too: of what happens now, and not again of what happened elsewhere or before."""
    if telling is None:
        return take

    def take_and_tell(event: StreamEvent) -> None:
        take(event)
        telling.record(event)

    return take_and_tell
