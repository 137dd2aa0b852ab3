"""What replies, calls and retries are told to: a thread that makes spans and metrics of events, and OpenTelemetry's own
that send them. Whoever tells of an event waits for none of that, and a collector that is gone costs what it would get.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

from streamtui.core.chat.events import PAYLOAD, BodyEnded, BytesReceived, BytesTaken, ChunkReceived, StreamEvent
from streamtui.core.faults.bugs import LOGGER, survived
from streamtui.core.text.secrets import Secrets
from streamtui.telemetry import names
from streamtui.telemetry.instruments import Instruments
from streamtui.telemetry.providers import Providers
from streamtui.telemetry.spans import Spans
from streamtui.telemetry.turn_spans import TurnSpans

_GATHER_S = 0.05
_MOST_WAITING = 1_000_000
"""Events; of more the frequent ones are left out."""
_NOT_TOLD = {BytesReceived, BytesTaken, BodyEnded}
_LATE = (
    "The OpenTelemetry collector had not taken all within the %g s that the end waits for it, and what was not sent is "
    "lost: see that it answers, or wait longer ([otel] end_wait_s)."
)
_logger = logging.getLogger(LOGGER)
_FREQUENT = {*PAYLOAD, ChunkReceived}


class Telemetry:
    """Give each conversation a recorder of its own, and close it at the end."""

    def __init__(self, now: Callable[[], float], secrets: Secrets, *, conventions: str, content: bool) -> None:
        """`now` is the clock of the events; `conventions` one of `names.CONVENTIONS`; `content`: tell what is said.

        Raises ConfigurationError, as where the extra is not installed.
        """
        self._providers = Providers()
        began_at, epoch = now(), time.time()

        def instant(at: float) -> int:
            return int((epoch + at - began_at) * 1e9)

        self._now = now
        self._content = content
        self._spans = Spans(self._providers.tracer, instant, secrets)
        self._instruments = Instruments(self._providers.meter, names.CONVENTIONS[conventions])
        self._waiting: SimpleQueue[tuple[TurnSpans, StreamEvent, object] | None] = SimpleQueue()
        self._closing = threading.Event()
        self._told: dict[int, TurnSpans] = {}
        """What may have open spans, by its identity."""
        self._thread = threading.Thread(target=self._run, name="telemetry", daemon=True)
        self._thread.start()

    def recorder(self, *, conversation: str = "", recording: object = "") -> TellingRecorder:
        """For the events of one conversation, or contestant, which is kept under that id and recorded there."""
        turns = TurnSpans(self._spans, self._instruments, conversation, self._content)
        return TellingRecorder(turns, self._waiting, recording)

    def close(self, patience_s: float) -> None:
        """Send what waits, for so long at most."""
        until = time.monotonic() + patience_s
        self._closing.set()
        self._waiting.put(None)
        self._thread.join(patience_s)
        if not self._providers.close(max(0.0, until - time.monotonic())):
            _logger.warning(_LATE, patience_s)

    def _run(self) -> None:
        while (item := self._waiting.get()) is not None:
            spans, event, recording = item
            spans.recording = recording
            self._told[id(spans)] = spans
            with survived("the telemetry of a turn"):
                spans.take(event)
            if not spans.is_open:
                del self._told[id(spans)]
            if self._waiting.empty():
                self._closing.wait(_GATHER_S)
        for spans in self._told.values():
            with survived("the end of a turn's telemetry"):
                spans.end(self._now())


class TellingRecorder:
    """core.ports.session.Telling, and Recorder: what it gets is told once that can be looked at."""

    def __init__(self, spans: TurnSpans, waiting: SimpleQueue[Any], recording: object) -> None:
        self._spans, self._waiting = spans, waiting
        self.recording = recording

    def record(self, event: StreamEvent) -> None:
        """Take one event."""
        kind = type(event)
        if kind in _NOT_TOLD or (kind in _FREQUENT and self._waiting.qsize() >= _MOST_WAITING):
            return
        self._waiting.put((self._spans, event, self.recording))
