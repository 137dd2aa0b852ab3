"""What is measured of replies and calls, in the metrics that the conventions name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from streamtui.core.chat.reply import Reply
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.telemetry import names
from streamtui.telemetry.names import Conventions

_USAGE = {
    "input_tokens": "prompt_tokens",
    "output_tokens": "completion_tokens",
    "cache_read.input_tokens": "cached_tokens",
    "reasoning.output_tokens": "reasoning_tokens",
}
"""Counters of the latest conventions, by what a usage report calls them."""


class Instruments:
    """The metrics of one run of the program."""

    def __init__(self, meter: Any, conventions: Conventions) -> None:
        """`meter` is OpenTelemetry's."""

        def histogram(name: str, unit: str, bounds: list[float]) -> Any:
            return meter.create_histogram(name, unit=unit, explicit_bucket_boundaries_advisory=bounds)

        self.conventions = conventions
        self._duration = histogram(conventions.duration, "s", names.SECONDS)
        self._first_chunk = histogram(conventions.first_chunk, "s", names.SECONDS)
        self._per_chunk = histogram(conventions.per_chunk, "s", names.SECONDS)
        self._tool = histogram(names.TOOL_DURATION, "s", names.SECONDS)
        self._tokens: dict[str, Any] = {}
        self._counters: dict[str, Any] = {}
        if conventions.latest:
            for kind in ("input_tokens", "output_tokens"):
                self._tokens[kind] = histogram(f"{names.INFERENCE}.operation.{kind}", "{token}", names.TOKENS)
            for kind in _USAGE:
                self._counters[kind] = meter.create_counter(f"{names.INFERENCE}.usage.{kind}", unit="{token}")
        else:
            usage = histogram(names.TOKEN_USAGE, "{token}", names.TOKENS)
            self._tokens = {"input_tokens": usage, "output_tokens": usage}

    def reply(self, reply: Reply, duration_s: float, asked: Mapping[str, Any], error: Mapping[str, Any]) -> None:
        """One that is over; `asked`: whom for what, `error`: its kind, where it failed."""
        about = {**asked, **({names.RESPONSE_MODEL: reply.served_model} if reply.served_model else {})}
        self._duration.record(duration_s, {**about, **error})
        if (ttft_s := reply.statistics.ttft_s) is not None:
            self._first_chunk.record(ttft_s, about)
        for gap_s in reply.statistics.gaps_s:
            self._per_chunk.record(gap_s, about)
        if (usage := reply.statistics.usage) is None:
            return
        for kind, called in _USAGE.items():
            if (count := getattr(usage, called)) is None:
                continue
            if kind in self._tokens:
                typed = {} if self.conventions.latest else {names.TOKEN_TYPE: kind.partition("_")[0]}
                self._tokens[kind].record(count, {**about, **typed})
            if kind in self._counters:
                self._counters[kind].add(count, about)

    def tool(self, call: ToolCall, duration_s: float, error: Mapping[str, Any]) -> None:
        """A call that is over."""
        about = {names.OPERATION: names.EXECUTE_TOOL, names.TOOL: call.name, names.TOOL_TYPE: "function"}
        self._tool.record(duration_s, {**about, **error})
