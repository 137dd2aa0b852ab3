"""Spans of OpenTelemetry with the instants of our clock, and without keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from streamtui.core.text.secrets import Secrets

Instant = Callable[[float], int]
"""Of our clock's seconds, nanoseconds of the epoch."""


class Spans:
    """Where spans are begun."""

    def __init__(self, tracer: Any, instant: Instant, secrets: Secrets) -> None:
        """`tracer` is OpenTelemetry's."""
        self._tracer, self._instant, self._secrets = tracer, instant, secrets

    def begin(
        self, name: str, at: float, said: Mapping[str, Any], *, parent: Span | None = None, is_client: bool = False
    ) -> Span:
        """One that goes on from then, of a call to another program or within this one."""
        from opentelemetry.context import Context
        from opentelemetry.trace import SpanKind, set_span_in_context

        around = Context() if parent is None else set_span_in_context(parent.inner, Context())
        kind = SpanKind.CLIENT if is_client else SpanKind.INTERNAL
        inner = self._tracer.start_span(
            self._secrets.hide(name), around, kind, self._secrets.hide_in(said), start_time=self._instant(at)
        )
        return Span(inner, self._instant, self._secrets)


class Span:
    """One that goes on."""

    def __init__(self, inner: Any, instant: Instant, secrets: Secrets) -> None:
        self.inner = inner
        self._instant, self._secrets = instant, secrets

    def set(self, said: Mapping[str, Any]) -> None:
        """Say that of it, too."""
        self.inner.set_attributes(self._secrets.hide_in(said))

    def event(self, name: str, at: float, said: Mapping[str, Any]) -> None:
        """Something happened in it."""
        self.inner.add_event(name, self._secrets.hide_in(said), self._instant(at))

    def fail(self, kind: str, why: str) -> None:
        """It went wrong; `kind` is one of few."""
        from opentelemetry.trace import Status, StatusCode

        self.inner.set_attribute("error.type", kind)
        self.inner.set_status(Status(StatusCode.ERROR, self._secrets.redact(why) or None))

    def end(self, at: float) -> None:
        """It is over; it goes out soon."""
        self.inner.end(self._instant(at))
