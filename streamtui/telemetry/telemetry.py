"""What replies, calls and retries are told to: a thread that makes spans and metrics of events, and OpenTelemetry's own
that send them. Whoever tells of an event waits for none of that, and a collector that is gone costs what it would get.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

from streamtui.core.chat.events import (
    PAYLOAD,
    BodyEnded,
    BytesReceived,
    ChunkReceived,
    StreamEvent,
)
from streamtui.core.faults.bugs import survived
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.text.secrets import Secrets
from streamtui.telemetry import names
from streamtui.telemetry.instruments import Instruments
from streamtui.telemetry.spans import Spans
from streamtui.telemetry.turn_spans import TurnSpans
from streamtui.version import __version__

_GATHER_S = 0.05
_MOST_WAITING = 1_000_000
"""Events; of more the frequent ones are left out."""
_FREQUENT = {*PAYLOAD, ChunkReceived}
_NO_SDK = (
    "OpenTelemetry is on ([otel] enabled, STREAMTUI_OTEL_ENABLED), and needs the extra `otel`: install it with "
    "`pip install 'streamtui[otel]'`, or turn it off."
)
_NAME = "streamtui"
_UNNAMED = "unknown_service"
_NOT_TOLD = {BytesReceived, BodyEnded}


class Telemetry:
    """Give each conversation a recorder of its own, and close it at the end."""

    def __init__(self, now: Callable[[], float], secrets: Secrets, *, conventions: str, content: bool) -> None:
        """`now` is the clock of the events; `conventions` one of `names.CONVENTIONS`; `content`: tell what is said.

        Where it goes say OpenTelemetry's own variables. Raises ConfigurationError where the extra is not installed.
        """
        self._traces, self._metrics = _providers()
        began_at, epoch = now(), time.time()

        def instant(at: float) -> int:
            return int((epoch + at - began_at) * 1e9)

        self._now = now
        self._content = content
        self._spans = Spans(self._traces.get_tracer(_NAME, __version__), instant, secrets)
        meter = self._metrics.get_meter(_NAME, __version__)
        self._instruments = Instruments(meter, names.CONVENTIONS[conventions])
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
        senders = [threading.Thread(target=_shut, args=(one,), daemon=True) for one in (self._traces, self._metrics)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join(max(0.0, until - time.monotonic()))

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


def _providers() -> tuple[Any, Any]:
    """Of traces and of metrics; nothing is global, and nothing waits at the program's end."""
    try:
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.metrics import MeterProvider
        from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise ConfigurationError(_NO_SDK) from error
    resource = Resource.create({"service.version": __version__})  # OTEL_SERVICE_NAME and the like are in it
    if str(resource.attributes.get("service.name", _UNNAMED)).startswith(_UNNAMED):
        resource = resource.merge(Resource({"service.name": _NAME}))
    traces = TracerProvider(resource=resource, shutdown_on_exit=False)
    traces.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    reader = PeriodicExportingMetricReader(OTLPMetricExporter())
    return traces, MeterProvider([reader], resource=resource, shutdown_on_exit=False)


def _shut(provider: Any) -> None:
    with survived("the end of telemetry"):
        provider.shutdown()
