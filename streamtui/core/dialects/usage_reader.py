"""What a chunk says about tokens, money and speed, wherever the server put it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from streamtui.core.chat.events import CostReported, PromptProgressed, ServerFiguresReported, StreamEvent, UsageReported
from streamtui.core.chat.usage import Usage
from streamtui.core.json_text.values import amount, count, mapping

_USD_PER_TICK = 1e-10
"""xAI bills in ticks (docs.x.ai, cost tracking)."""


_OWN_FIGURES = frozenset({"timings", "time_info", "x_groq"})


class FigureReader:
    """Reads usage, cost and the server's own measurements out of chunks, and reports what is new.

    Usage may come in any chunk, several times; one that is null or empty takes nothing back.
    """

    __slots__ = ("_cost_usd", "_figures", "_usage")

    def __init__(self) -> None:
        self._usage: Usage | None = None
        self._cost_usd: float | None = None
        self._figures: Mapping[str, Any] = {}

    def take(self, at: float, chunk: dict[str, Any], choices: list[dict[str, Any]], events: list[StreamEvent]) -> None:
        """Append the events that the chunk's figures make."""
        usage_sent = chunk.get("usage") or next((choice["usage"] for choice in choices if "usage" in choice), None)
        if usage_sent or not _OWN_FIGURES.isdisjoint(chunk):
            self._take_figures(at, chunk, mapping(usage_sent), events)
        if "prompt_progress" in chunk and (progress := _progress(at, mapping(chunk["prompt_progress"]))) is not None:
            events.append(progress)

    def _take_figures(
        self, at: float, chunk: dict[str, Any], reported: dict[str, Any], events: list[StreamEvent]
    ) -> None:
        groq = mapping(chunk.get("x_groq"))
        reported = reported or mapping(groq.get("usage"))
        if reported:
            usage = usage_of(reported)
            if usage not in (Usage(), self._usage):
                self._usage = usage
                events.append(UsageReported(at, usage))
            cost_usd = _cost_usd(reported)
            if cost_usd not in (None, self._cost_usd):
                self._cost_usd = cost_usd
                events.append(CostReported(at, cost_usd, "server"))
        sent = mapping(
            chunk.get("timings") or chunk.get("time_info") or groq.get("time_info") or _times_in_usage(reported)
        )
        figures = {name: value for name, value in sent.items() if amount(value) is not None}
        if figures and figures != self._figures:
            self._figures = figures
            events.append(ServerFiguresReported(at, figures))


def _progress(at: float, sent: Mapping[str, Any]) -> PromptProgressed | None:
    processed, total, cached = (count(sent.get(name)) for name in ("processed", "total", "cache"))
    if processed is None or not total or processed > total:
        return None
    return PromptProgressed(at, processed, total, cached or 0)


def usage_of(reported: Mapping[str, Any]) -> Usage:
    """Token counts by the names that servers give them."""
    prompt = mapping(reported.get("prompt_tokens_details") or reported.get("input_tokens_details"))
    completion = mapping(reported.get("completion_tokens_details") or reported.get("output_tokens_details"))
    return Usage(
        prompt_tokens=_first_count(reported, "prompt_tokens", "input_tokens"),
        completion_tokens=_first_count(reported, "completion_tokens", "output_tokens"),
        total_tokens=count(reported.get("total_tokens")),
        cached_tokens=_first_count({**reported, **prompt}, "cached_tokens", "prompt_cache_hit_tokens"),
        reasoning_tokens=_first_count({**reported, **completion}, "reasoning_tokens"),
    )


def _first_count(values: Mapping[str, Any], *names: str) -> int | None:
    found = (count(values.get(name)) for name in names)
    return next((value for value in found if value is not None), None)


def _cost_usd(reported: dict[str, Any]) -> float | None:
    """OpenRouter's `cost`, Perplexity's `cost.total_cost`, xAI's ticks (0 of which say nothing)."""
    cost = reported.get("cost")
    usd = amount(cost.get("total_cost") if isinstance(cost, dict) else cost)
    ticks = amount(reported.get("cost_in_usd_ticks"))
    return ticks * _USD_PER_TICK if usd is None and ticks else usd


def _times_in_usage(reported: dict[str, Any]) -> dict[str, Any]:
    """Groq keeps its time info in the usage."""
    return {name: value for name, value in reported.items() if name.endswith("_time")}
