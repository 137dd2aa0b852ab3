"""The figures by which answers are compared: what each is called, how it is written, and where one is best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from streamtui.core.chat.objectives import Objectives
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.statistics import ReplyStatistics
from streamtui.core.ports.provider import Progress
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words import figures
from streamtui.core.words.reply_figures import ending


@dataclass(frozen=True, slots=True)
class RaceFigure:
    """One of them, safe to show."""

    title: str
    write: Callable[[Reply], str]
    measure: Callable[[ReplyStatistics], float | None] | None = None
    """Where one is best: the lower, the better."""

    def best(self, replies: Sequence[Reply]) -> Reply | None:
        """The best of the complete replies, where several can be compared."""
        complete = [reply for reply in replies if reply.state is ReplyState.COMPLETE]
        if self.measure is None or len(complete) < 2:
            return None
        known = [(value, reply) for reply in complete if (value := self.measure(reply.statistics)) is not None]
        return min(known, key=lambda entry: entry[0])[1] if known else None


def tokens(replies: Sequence[Reply]) -> str:
    """Tokens of all replies that got any."""
    measured = [reply.statistics for reply in replies if reply.statistics.first_payload_at is not None]
    if not measured:
        return figures.UNKNOWN
    if len(measured) == 1:
        return figures.tokens_out(measured[0])
    estimated = any(statistics.tokens_are_estimated for statistics in measured)
    return figures.count(sum(statistics.completion_tokens for statistics in measured), estimated=estimated)


def _speed(reply: Reply) -> str:
    statistics = reply.statistics
    return figures.rate(statistics.decode_rate, estimated=statistics.tokens_are_estimated).removesuffix(" tok/s")


FIRST_TOKEN = RaceFigure(
    "first token", lambda reply: figures.seconds(reply.statistics.ttft_s), lambda statistics: statistics.ttft_s
)
TOTAL = RaceFigure(
    "total", lambda reply: figures.seconds(reply.statistics.duration_s), lambda statistics: statistics.duration_s
)
SPEED = RaceFigure("tok/s", _speed, lambda statistics: -(statistics.decode_rate or 0) or None)
TOKENS = RaceFigure("tokens", lambda reply: tokens([reply]))
COST = RaceFigure(
    "cost", lambda reply: figures.money(reply.statistics.cost_usd), lambda statistics: statistics.cost_usd
)
WORDS = RaceFigure(
    "words", lambda reply: figures.count(words) if (words := reply.statistics.counts.words) else figures.UNKNOWN
)
GAP_P95 = RaceFigure("gap p95", lambda reply: figures.seconds(reply.statistics.gap_percentile_s(95)))
LONGEST_GAP = RaceFigure("longest gap", lambda reply: figures.seconds(reply.statistics.longest_gap_s))
ENDING = RaceFigure("end", ending)


def objectives_figure(objectives: Objectives) -> RaceFigure:
    """Whether a reply keeps them, or what it misses."""

    def write(reply: Reply) -> str:
        if reply.state is not ReplyState.COMPLETE:
            return "not complete"
        missed = objectives.missed(reply)
        return f"missed {', '.join(missed)}" if missed else "kept"

    return RaceFigure("limits", write)


def preparing(progress: Progress) -> str:
    """What is made ready before a contestant can begin, and how far it is."""
    size = f" {figures.megabytes(progress.done, progress.total)}" if progress.total else ""
    return display_safe(progress.label, keep_newlines=False) + size
