"""OpenTelemetry's own part: what spans and metrics go out by."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from streamtui.core.faults.bugs import survived
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.faults.server_words import excerpt
from streamtui.version import __version__

_NAME = "streamtui"
_UNNAMED = "unknown_service"
_EXPORTERS = "opentelemetry.exporter.otlp.proto.http"
_NO_SDK = (
    "OpenTelemetry is on ([otel] enabled, STREAMTUI_OTEL_ENABLED), and needs the extra `otel`: install it with "
    "`pip install 'streamtui[otel]'`, or turn it off."
)


class Providers:
    """Of traces and of metrics; nothing is global, and nothing waits at the program's end but `close`."""

    def __init__(self) -> None:
        """Where it goes say OpenTelemetry's own variables. Raises ConfigurationError."""
        try:
            self._traces, self._metrics = _made()
        except ImportError as error:
            raise ConfigurationError(_NO_SDK) from error
        except Exception as error:
            why = excerpt(f"{type(error).__name__}: {error}")
            raise ConfigurationError(
                f"OpenTelemetry can't begin: {why}; check its variables (OTEL_...), or turn it off ([otel] enabled)."
            ) from error
        self.tracer = self._traces.get_tracer(_NAME, __version__)
        self.meter = self._metrics.get_meter(_NAME, __version__)

    def close(self, patience_s: float) -> bool:
        """Send what waits, for so long at most; whoever complains is not waited for at all. `False`: it took longer."""
        until = time.monotonic() + patience_s
        endings = [_Ending(self._traces, "trace_exporter"), _Ending(self._metrics, "metric_exporter")]
        in_time = [ending.wait(max(0.0, until - time.monotonic())) for ending in endings]
        return all(in_time)


class _Ending(logging.Handler):
    """One of them, shut down in a thread. A collector that is gone is asked again and again there, which it logs."""

    def __init__(self, provider: Any, exporter: str) -> None:
        super().__init__(logging.WARNING)
        self._provider = provider
        self._over = threading.Event()
        self._logger = logging.getLogger(f"{_EXPORTERS}.{exporter}")
        self._logger.addHandler(self)
        threading.Thread(target=self._shut, daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - that it complains is enough
        """See logging.Handler."""
        self._over.set()

    def wait(self, seconds: float) -> bool:
        """Until all is sent, it complains, or the time is over: `False`."""
        in_time = self._over.wait(seconds)
        self._logger.removeHandler(self)
        return in_time

    def _shut(self) -> None:
        with survived("the end of telemetry"):
            self._provider.shutdown()
        self._over.set()


def _made() -> tuple[Any, Any]:
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    resource = Resource.create({"service.version": __version__})  # OTEL_SERVICE_NAME and the like are in it
    if str(resource.attributes.get("service.name", _UNNAMED)).startswith(_UNNAMED):
        resource = resource.merge(Resource({"service.name": _NAME}))
    traces = TracerProvider(resource=resource, shutdown_on_exit=False)
    traces.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    reader = PeriodicExportingMetricReader(OTLPMetricExporter())
    return traces, MeterProvider([reader], resource=resource, shutdown_on_exit=False)
