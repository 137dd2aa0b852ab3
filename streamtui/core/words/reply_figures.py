"""The statistics of a reply in words: what the sidebar and `--stats` show, in their order."""

from __future__ import annotations

from collections.abc import Iterator

from streamtui.core.chat.statistics import ReplyStatistics
from streamtui.core.chat.usage import Usage
from streamtui.core.json_text.values import amount
from streamtui.core.words import figures


def reply_figures(reply: ReplyStatistics) -> Iterator[tuple[str, str]]:
    """Label and value of each figure."""
    yield from text_figures(reply)
    yield from token_figures(reply)
    yield from time_figures(reply)
    yield from gap_figures(reply)
    yield from server_figures(reply)


def text_figures(reply: ReplyStatistics) -> Iterator[tuple[str, str]]:
    """Counts of the answer's text."""
    yield "words", figures.count(reply.counts.words)
    yield "sentences", figures.count(reply.counts.sentences)
    yield "characters", figures.count(reply.counts.characters)
    yield "code blocks", figures.count(reply.counts.code_blocks)


def token_figures(reply: ReplyStatistics, prompt_estimate: int | None = None) -> Iterator[tuple[str, str]]:
    """Tokens and what they cost; `prompt_estimate` stands in for the tokens in until the server has counted them."""
    usage = reply.usage or Usage()
    counted = usage.prompt_tokens is not None
    tokens_in = figures.count(usage.prompt_tokens if counted else prompt_estimate, estimated=not counted)
    if usage.cached_tokens:
        tokens_in = f"{figures.count(usage.cached_tokens)} cached · {tokens_in}"
    tokens_out = figures.tokens_out(reply)
    if usage.reasoning_tokens:
        tokens_out = f"{figures.count(usage.reasoning_tokens)} thinking · {tokens_out}"
    unsent = reply.sent_at is None
    yield "tokens in", figures.UNKNOWN if unsent else tokens_in
    yield "tokens out", figures.UNKNOWN if unsent else tokens_out
    yield "cost", figures.money(reply.cost_usd)


def time_figures(reply: ReplyStatistics) -> Iterator[tuple[str, str]]:
    """Times of the stream."""
    yield "first token", figures.seconds(reply.ttft_s)
    yield "per token", figures.seconds(reply.tpot_s)
    yield "longest gap", figures.seconds(reply.longest_gap_s)
    yield "speed", figures.rate(reply.decode_rate, estimated=reply.tokens_are_estimated)


def gap_figures(reply: ReplyStatistics) -> Iterator[tuple[str, str]]:
    """How even the stream was, in one line."""
    gaps_s = [gap_s for percent in (50, 95, 99) if (gap_s := reply.gap_percentile_s(percent)) is not None]
    milliseconds = " · ".join(f"{1000 * gap_s:,.0f}" for gap_s in gaps_s)
    yield "gap p50 p95 p99", f"{milliseconds} ms" if gaps_s else figures.UNKNOWN


def server_figures(reply: ReplyStatistics) -> Iterator[tuple[str, str]]:
    """What the server itself measured: speeds in llama.cpp's words, times in those of Groq and Cerebras."""
    for label, key, shown in (
        ("server reads", "prompt_per_second", figures.rate),
        ("server writes", "predicted_per_second", figures.rate),
        ("server queue", "queue_time", figures.seconds),
        ("server total", "total_time", figures.seconds),
    ):
        if (measured := amount(reply.server_figures.get(key))) is not None:
            yield label, shown(measured)
