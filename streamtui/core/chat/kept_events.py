"""The events of a conversation, kept so that it can be recorded from its beginning, gone back in and taken apart."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from msgspec.structs import replace

from streamtui.core.chat.events import BranchTaken, BytesReceived, StreamEvent
from streamtui.core.wire.bounds import KEPT_MB


class KeptEvents:
    """All events in order. Of the bytes that came, the oldest go once there are too many: what they said stays."""

    def __init__(self, most_mb: int = KEPT_MB) -> None:
        self.events: list[StreamEvent] = []
        self.remark = ""
        """What is to be said once bytes went."""
        self._most_mb = most_mb
        self._most = most_mb << 20
        self._size = 0
        self._oldest = 0
        """Before that event no bytes are left."""
        self._step: BranchTaken | None = None
        """With that the path is told which is shown, and on which nothing has happened yet."""

    def begin_with(self, events: Sequence[StreamEvent]) -> None:
        """These are all of it, so far."""
        self._step = None
        self._begin_anew([*events])

    def show(self, taken: BranchTaken, path: Sequence[StreamEvent]) -> None:
        """Another path is shown. Where nothing happened on the one before, it is told in its place.

        The events are another list then: who steps through branches makes them no longer with each step.
        """
        if self._step is not None:
            last = len(self.events) - 1
            while self.events[last] is not self._step:
                last -= 1
            self._begin_anew(self.events[:last])
        for event in (taken, *path):
            self.take(event)
        self._step = taken

    def take(self, event: StreamEvent) -> None:
        """Keep one more event."""
        self._step = None
        self.events.append(event)
        if type(event) is BytesReceived:
            self._size += len(event.data)
            self._bound()

    async def recall(
        self,
        recalled: Callable[[Sequence[StreamEvent], int], Awaitable[list[StreamEvent] | None]],
        most_mb: int | None = None,
    ) -> None:
        """Have the whole streams of those that are kept as one, the last of so many megabytes; the events are another
        list then.

        `recalled` gives the same events with them, of so many bytes at most, or `None` where there are no such.
        """
        before = self.events
        count = len(before)
        whole = await recalled(before[:count], self._most if most_mb is None else most_mb << 20)
        if whole is not None and self.events is before:
            self._begin_anew(whole + before[count:])

    def _begin_anew(self, events: list[StreamEvent]) -> None:
        self.events = events
        self._size = sum(len(event.data) for event in events if type(event) is BytesReceived)
        self._oldest = 0
        self._bound()

    def _bound(self) -> None:
        while self._size > self._most:
            self._drop()

    def _drop(self) -> None:
        events = self.events
        while not (type(read := events[self._oldest]) is BytesReceived and read.data):
            self._oldest += 1
        assert isinstance(read, BytesReceived)
        self._size -= len(read.data)
        self.remark = (
            f"Of this conversation's bytes the newest {self._most_mb} MB are kept from now on; "
            "`kept_mb` in config.toml sets how many."
        )
        events[self._oldest] = replace(read, data=b"")
