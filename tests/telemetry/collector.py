"""A loopback OTLP/HTTP receiver that decodes what it gets with OpenTelemetry's own classes."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

pytest.importorskip("opentelemetry.sdk", reason="the extra `otel` is not installed")
pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="the extra `otel` is not installed")


class Collector:
    """What came in."""

    def __init__(self) -> None:
        self.traces: list[Any] = []
        self.metric_requests: list[Any] = []
        self.bodies = b""
        """All of it as it came, unpacked."""
        self.url = ""

    def env(self, **more: str) -> dict[str, str]:
        """The variables of a program that tells it."""
        told = {"STREAMTUI_OTEL_ENABLED": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": self.url}
        return {**told, "STREAMTUI_OTEL_END_WAIT_S": "30", **more}

    @property
    def spans(self) -> list[Any]:
        """All of them, in the order in which they began."""
        found = [
            span
            for request in self.traces
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]
        return sorted(found, key=lambda span: span.start_time_unix_nano)

    def named(self, beginning: str) -> list[Any]:
        """Those spans whose names begin so."""
        return [span for span in self.spans if span.name.startswith(beginning)]

    @property
    def metrics(self) -> Mapping[str, Any]:
        """The last of each name."""
        return {
            metric.name: metric
            for request in self.metric_requests
            for resource in request.resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
        }

    def take(self, path: str, body: bytes) -> None:
        from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

        self.bodies += body
        if path == "/v1/traces":
            self.traces.append(ExportTraceServiceRequest.FromString(body))
        elif path == "/v1/metrics":
            self.metric_requests.append(ExportMetricsServiceRequest.FromString(body))


def said(one: Any) -> dict[str, Any]:
    """The attributes of a span, an event or a data point."""
    return {pair.key: _value(pair.value) for pair in one.attributes}


def _value(value: Any) -> Any:
    kind = value.WhichOneof("value")
    return [_value(item) for item in value.array_value.values] if kind == "array_value" else getattr(value, kind)


@contextmanager
def collecting() -> Iterator[Collector]:
    """Listen while the block lasts."""
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            packed = self.headers.get("Content-Encoding") == "gzip"
            collector.take(self.path, gzip.decompress(body) if packed else body)
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    collector.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield collector
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
