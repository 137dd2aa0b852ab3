"""What was taken down of exchanges, made into events and recorded, in a thread of its own.

The SDK makes the attempts of one request one after the other: what failed so that it tries again waits for the next
request in the same task or thread, which tells whether another attempt came.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from queue import SimpleQueue
from typing import Any

from streamtui.core.chat.events import BodyEnding, RetryScheduled, StreamEvent, TurnFailed
from streamtui.core.faults.bugs import fault_of
from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.observed.exchange import ObservedExchange
from streamtui.core.ports.lanes import Lanes
from streamtui.core.ports.recordings import RecordingHeader
from streamtui.core.ports.session import Recorder
from streamtui.core.text.secrets import Secrets
from streamtui.watching.capture import Began, Capture, Ended, Started
from streamtui.watching.faults import connection_fault, silence_fault

_GATHER_S = 0.02
"""So long the thread lets things come before it looks at them, lest it takes the processor for each."""
_SLICE_S = 0.001
"""So long it works at a time, and then rests as long: the program's own threads come first."""
_HELD_S = 120.0
"""The SDK waits for a minute at most before it tries again."""
_LEFT = "It was watched no longer before the reply was whole; what arrived is kept."
_RETRIED = {408, 409, 429}
"""Beside those of 500 and more."""


@dataclass(slots=True)
class _Going:
    """An exchange and where it is recorded."""

    capture: Capture
    seen: ObservedExchange
    lane: Recorder | None
    failed_at: float = 0.0


class Journal:
    """watching.capture.Journal that records on `lanes`."""

    def __init__(self, lanes: Lanes, secrets: Secrets, *, attempts: int) -> None:
        """`secrets` are hidden in all of it; `attempts`: how many the SDK makes of a request at most."""
        self.closed = False
        self._lanes, self._secrets, self._attempts = lanes, secrets, attempts
        self._waiting: SimpleQueue[tuple[Capture, float, Any] | None] = SimpleQueue()
        self.put: Callable[[tuple[Capture, float, Any]], None] = self._waiting.put
        self._closing = threading.Event()
        self._going: dict[Capture, _Going] = {}
        self._held: dict[object, _Going] = {}
        """What failed and may be tried again, by in whose course."""
        self.behind = False
        """Of an exchange more came than could be decoded in time."""
        self._done = 0
        """How much of what came it has done with."""
        self._thread = threading.Thread(target=self._run, name="streamtui.watch", daemon=True)
        self._thread.start()

    def close(self, patience_s: float) -> bool:
        """Take nothing more, and record what waits; whether that is done: a standstill of so long is not waited for."""
        self._closing.set()
        self._waiting.put(None)
        done = -1
        while self._thread.is_alive() and done != self._done:
            done = self._done
            self._thread.join(patience_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        rest_at = time.monotonic() + _SLICE_S
        while (item := self._waiting.get()) is not None:
            self._survive(item)
            self._done += 1
            if self._waiting.empty():
                self._closing.wait(_GATHER_S)
            elif time.monotonic() >= rest_at:
                self._closing.wait(_SLICE_S)
                rest_at = time.monotonic() + _SLICE_S
        self.closed = True
        at = time.monotonic()
        for going in list(self._going.values()):
            self._survive((going.capture, at, Ended("stopped")))
        for going in list(self._held.values()):
            self._finish(going)
        self._lanes.close()

    def _survive(self, item: tuple[Capture, float, Any]) -> None:
        """What our own reading fails on costs that exchange alone."""
        try:
            self._take(*item)
        except Exception as bug:
            fault = fault_of(bug, "the watching of a reply")
            if (going := self._going.pop(item[0], None)) is not None:
                self._record(going, [TurnFailed(item[1], fault)])
                self._leave(going)

    def _take(self, capture: Capture, at: float, what: Any) -> None:
        at = round(at, 6)
        if isinstance(what, Began):
            self._begin(capture, at)
        elif (going := self._going.get(capture)) is None:
            pass  # it failed here
        elif isinstance(what, bytes):
            self._record(going, going.seen.read(at, what))
            capture.decoded += len(what)
        elif isinstance(what, Started):
            self._record(going, going.seen.started(at, what.status, what.headers))
        else:
            self._end(going, at, what)

    def _begin(self, capture: Capture, at: float) -> None:
        seen = ObservedExchange(capture.request, self._secrets)
        before = self._held.pop(capture.who, None)
        for who, held in list(self._held.items()):
            if at - held.failed_at > _HELD_S:
                self._finish(self._held.pop(who))
        if before is not None and _is_retry(before.capture, capture):
            going = _Going(capture, seen, before.lane)
            self._record(going, [self._retry(before, capture, at)])
        else:
            if before is not None:
                self._finish(before)
            going = _Going(capture, seen, self._lanes.take(_header(seen, at)))
            self._record(going, seen.opening(at))
        self._going[capture] = going
        self._record(going, seen.sent(at, capture.attempt))

    def _retry(self, before: _Going, capture: Capture, at: float) -> RetryScheduled:
        fault = before.seen.fault
        assert fault is not None
        most = max(self._attempts, capture.attempt)
        delay_s = round(at - before.failed_at, 3)
        return RetryScheduled(before.failed_at, capture.attempt, most, delay_s, fault)

    def _end(self, going: _Going, at: float, ended: Ended) -> None:
        seen = self._going.pop(going.capture).seen
        if seen.status is None:
            seen.failed(connection_fault(seen.url, ended.error))
        else:
            lost = going.capture.lost
            self.behind = self.behind or lost
            how: BodyEnding = "stopped" if self.closed or lost else ended.how
            why = _LEFT if self.closed or lost else _said(ended.error)
            self._record(going, seen.ended(at, how, why, silence_fault(seen.url, ended.error)))
        going.failed_at = at
        if (
            seen.fault is not None
            and seen.fault.kind != "cancelled"
            and _may_be_retried(seen, ended)
            and not self.closed
        ):
            self._held[going.capture.who] = going
        else:
            self._finish(going)

    def _finish(self, going: _Going) -> None:
        self._record(going, going.seen.over(going.failed_at))
        self._leave(going)

    def _leave(self, going: _Going) -> None:
        if going.lane is not None:
            self._lanes.leave(going.lane)
            going.lane = None

    def _record(self, going: _Going, events: Iterable[StreamEvent]) -> None:
        if going.lane is None:
            return
        try:
            for event in events:
                going.lane.record(event)
        except StreamtuiError as error:
            self._lanes.leave(going.lane, error.fault.message)
            going.lane = None


def _header(seen: ObservedExchange, at: float) -> RecordingHeader:
    ago = timedelta(seconds=time.monotonic() - at)
    started = (datetime.now(timezone.utc) - ago).isoformat()
    return RecordingHeader(started, seen.model, seen.url, api=seen.api, clock=at)


def _is_retry(before: Capture, capture: Capture) -> bool:
    same = before.request.url == capture.request.url and before.request.body == capture.request.body
    return same and capture.attempt == before.attempt + 1


def _may_be_retried(seen: ObservedExchange, ended: Ended) -> bool:
    """The SDK tries again where there was no response, or its status says so, or the server does in a header.

    So it does where one broke off that was to come as a whole, as it waits for all of it.
    """
    if ended.how == "broken" and seen.asked.get("stream") is not True:
        return True
    return seen.status is None or seen.status in _RETRIED or seen.status >= 500 or seen.asked_again


def _said(error: BaseException | None) -> str:
    return "" if error is None else str(error)
