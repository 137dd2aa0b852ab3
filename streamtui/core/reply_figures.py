"""The statistics of a reply in words: what the sidebar and `--stats` show, in their order."""

from __future__ import annotations

from collections.abc import Iterator

from streamtui.core import figures
from streamtui.core.statistics import ReplyStatistics


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


def token_figures(reply: ReplyStatistics) -> Iterator[tuple[str, str]]:
    """Tokens and what they cost."""
    usage = reply.usage
    unsent = reply.sent_at is None
    estimated = reply.tokens_are_estimated
    yield "tokens in", figures.count(usage.prompt_tokens if usage is not None else None)
    yield "tokens out", figures.UNKNOWN if unsent else figures.count(reply.completion_tokens, estimated=estimated)
    yield "cost", figures.money(reply.cost_usd)


def time_figures(reply: ReplyStatistics) -> Iterator[tuple[str, str]]:
    """Times of the stream."""
    yield "first token", figures.seconds(reply.ttft_s)
    yield "per token", figures.seconds(reply.tpot_s)
    yield "longest gap", figures.seconds(reply.longest_gap_s)
    yield "speed", figures.rate(reply.decode_rate, estimated=reply.tokens_are_estimated)


def gap_figures(reply: ReplyStatistics) -> Iterator[tuple[str, str]]:
    """How even the stream was."""
    for percent in (50, 95, 99):
        yield f"gap p{percent}", figures.seconds(reply.gap_percentile_s(percent))


def server_figures(reply: ReplyStatistics) -> Iterator[tuple[str, str]]:
    """Speeds that the server itself measured (llama.cpp names them so)."""
    for label, key in (("server reads", "prompt_per_second"), ("server writes", "predicted_per_second")):
        if isinstance(per_s := reply.server_figures.get(key), (int, float)):
            yield label, figures.rate(per_s)
