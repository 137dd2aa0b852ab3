"""The tables of a race: while it runs, its results, and the percentiles of many runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from rich import box
from rich.table import Table

from streamtui.core.chat.conversation import Reply, ReplyState
from streamtui.core.chat.percentile import percentile
from streamtui.core.chat.statistics import ReplyStatistics
from streamtui.core.ports.provider import Progress
from streamtui.core.ports.race import Contestant
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words import figures
from streamtui.core.words.figures import UNKNOWN
from streamtui.frontends.headless.chat_words import doing, last_words
from streamtui.frontends.headless.tail import Tail

_PERCENTS = (50, 95)
_Measure: TypeAlias = tuple[str, Callable[[ReplyStatistics], Iterable[float | None]], Callable[[float | None], str]]
_MEASURES: Sequence[_Measure] = (
    ("first token", lambda statistics: [statistics.ttft_s], figures.seconds),
    ("total time", lambda statistics: [statistics.duration_s], figures.seconds),
    ("speed", lambda statistics: [statistics.decode_rate], figures.rate),
    ("gap", lambda statistics: statistics.gaps_s, figures.seconds),
)
"""Of what percentiles are given: its name, its values in one reply, and how one is written."""


def running_table(contestants: Iterable[Contestant], runs: int, now: float) -> Table:
    """How far each one is."""
    table = _table("", "first token", "speed", "tokens", "longest gap", expand=True)
    table.add_column("", no_wrap=True, ratio=1)
    for contestant in contestants:
        reply = contestant.state.reply
        statistics = reply.statistics if reply is not None else None
        run = f"{len(contestant.replies)} of {runs} · " if runs > 1 else ""
        table.add_row(
            display_safe(contestant.label, keep_newlines=False),
            figures.seconds(statistics.ttft_s if statistics else None),
            _speed(statistics),
            _tokens([reply] if reply else []),
            figures.seconds(statistics.longest_gap_s if statistics else None),
            Tail(f"{run}{_stage(contestant, now)}  ", last_words(contestant.state)),
        )
    return table


def result_table(contestants: Iterable[Contestant]) -> Table:
    """The last run of each."""
    table = _table("", "first token", "total time", "speed", "tokens", "cost", "words", "longest gap", "end")
    for contestant in contestants:
        for reply in contestant.replies[-1:]:
            statistics = reply.statistics
            table.add_row(
                display_safe(contestant.label, keep_newlines=False),
                figures.seconds(statistics.ttft_s),
                figures.seconds(statistics.duration_s),
                _speed(statistics),
                _tokens([reply]),
                figures.money(statistics.cost_usd),
                figures.count(statistics.counts.words),
                figures.seconds(statistics.longest_gap_s),
                _ending(reply),
            )
    return table


def percentile_table(contestants: Iterable[Contestant]) -> Table:
    """All complete runs of each: p50 and p95, which are the same where there are few."""
    table = _table("", "complete", "", *(name for name, _, _ in _MEASURES), "tokens", "cost")
    for contestant in contestants:
        complete = [reply for reply in contestant.replies if reply.state is ReplyState.COMPLETE]
        ordered = [_ordered(measured, complete) for _, measured, _ in _MEASURES]
        costs = [usd for reply in contestant.replies if (usd := reply.statistics.cost_usd) is not None]
        before = [display_safe(contestant.label, keep_newlines=False), f"{len(complete)} of {len(contestant.replies)}"]
        behind = [_tokens(contestant.replies), figures.money(sum(costs) if costs else None)]
        for percent in _PERCENTS:
            cells = [
                write(percentile(values, percent)) for values, (_, _, write) in zip(ordered, _MEASURES, strict=True)
            ]
            table.add_row(*before, f"p{percent}", *cells, *behind)
            before, behind = ["", ""], ["", ""]
    return table


def _table(*heads: str, expand: bool = False) -> Table:
    table = Table(box=box.SIMPLE_HEAD, header_style="dim", expand=expand, pad_edge=False)
    for head in heads:
        table.add_column(head, justify="left" if head in ("", "end") else "right", no_wrap=True)
    return table


def _stage(contestant: Contestant, now: float) -> str:
    if contestant.progress is not None:
        return _preparing(contestant.progress)
    return doing(contestant.state, now)


def _preparing(progress: Progress) -> str:
    size = f" {figures.megabytes(progress.done, progress.total)}" if progress.total else ""
    return display_safe(progress.label, keep_newlines=False) + size


def _speed(statistics: ReplyStatistics | None) -> str:
    if statistics is None:
        return UNKNOWN
    return figures.rate(statistics.decode_rate, estimated=statistics.tokens_are_estimated)


def _tokens(replies: Sequence[Reply]) -> str:
    """Tokens of all replies that got any."""
    measured = [reply.statistics for reply in replies if reply.statistics.first_payload_at is not None]
    if not measured:
        return UNKNOWN
    estimated = any(statistics.tokens_are_estimated for statistics in measured)
    return figures.count(sum(statistics.completion_tokens for statistics in measured), estimated=estimated)


def _ending(reply: Reply) -> str:
    if reply.fault is not None:
        return reply.fault.kind.replace("_", " ")
    return display_safe(reply.finish_reason or reply.state.value, keep_newlines=False)


def _ordered(measured: Callable[[ReplyStatistics], Iterable[float | None]], replies: Iterable[Reply]) -> list[float]:
    return sorted(value for reply in replies for value in measured(reply.statistics) if value is not None)
