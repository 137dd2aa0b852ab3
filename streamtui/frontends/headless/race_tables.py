"""The tables of a race: while it runs, its results, and the percentiles of many runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from rich.table import Table

from streamtui.core.chat.objectives import Objectives, goodput
from streamtui.core.chat.percentile import percentile
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.statistics import ReplyStatistics
from streamtui.core.ports.race import Contestant
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words import figures
from streamtui.core.words.race_figures import (
    COST,
    ENDING,
    FIRST_TOKEN,
    LONGEST_GAP,
    SPEED,
    TOKENS,
    TOTAL,
    WORDS,
    RaceFigure,
    objectives_figure,
    preparing,
    tokens,
)
from streamtui.frontends.headless.chat_words import doing, last_words
from streamtui.frontends.headless.figure_table import figure_table
from streamtui.frontends.headless.tail import Tail

_PERCENTS = (50, 95)


def _rate(per_s: float | None) -> str:
    return figures.rate(per_s).removesuffix(" tok/s")


_Measure: TypeAlias = tuple[str, Callable[[ReplyStatistics], Iterable[float | None]], Callable[[float | None], str]]
_MEASURES: Sequence[_Measure] = (
    (FIRST_TOKEN.title, lambda statistics: [statistics.ttft_s], figures.seconds),
    (TOTAL.title, lambda statistics: [statistics.duration_s], figures.seconds),
    (SPEED.title, lambda statistics: [statistics.decode_rate], _rate),
    ("gap", lambda statistics: statistics.gaps_s, figures.seconds),
)
"""Of what percentiles are given: its name, its values in one reply, and how one is written."""


_RUNNING = (FIRST_TOKEN, SPEED, TOKENS, LONGEST_GAP)
_RESULTS = (FIRST_TOKEN, TOTAL, SPEED, TOKENS, COST, WORDS, LONGEST_GAP, ENDING)


def running_table(contestants: Iterable[Contestant], runs: int, now: float) -> Table:
    """How far each one is."""
    table = figure_table("", *(figure.title for figure in _RUNNING), expand=True)
    table.add_column("", no_wrap=True, ratio=1)
    for contestant in contestants:
        reply = contestant.state.reply or Reply()
        run = f"{len(contestant.replies)} of {runs} · " if runs > 1 else ""
        tail = Tail(f"{run}{_stage(contestant, now)}  ", last_words(contestant.state))
        table.add_row(_name(contestant), *(figure.write(reply) for figure in _RUNNING), tail)
    return table


def result_table(contestants: Iterable[Contestant], objectives: Objectives | None = None) -> Table:
    """The last run of each."""
    shown = _RESULTS if objectives is None else (*_RESULTS, objectives_figure(objectives))
    return reply_table(
        ((contestant.label, reply) for contestant in contestants for reply in contestant.replies[-1:]), shown
    )


def reply_table(named: Iterable[tuple[str, Reply]], shown: Sequence[RaceFigure]) -> Table:
    """A row of figures for each reply."""
    table = figure_table("", *(figure.title for figure in shown))
    for name, reply in named:
        table.add_row(display_safe(name, keep_newlines=False), *(figure.write(reply) for figure in shown))
    return table


def percentile_table(contestants: Iterable[Contestant], objectives: Objectives | None = None) -> Table:
    """All complete runs of each: p50 and p95, which are the same where there are few; with objectives the good ones."""
    good = [] if objectives is None else ["good", "good/s"]
    table = figure_table("", "complete", "", *(name for name, _, _ in _MEASURES), TOKENS.title, COST.title, *good)
    for contestant in contestants:
        complete = [reply for reply in contestant.replies if reply.state is ReplyState.COMPLETE]
        ordered = [_ordered(measured, complete) for _, measured, _ in _MEASURES]
        costs = [usd for reply in contestant.replies if (usd := reply.statistics.cost_usd) is not None]
        before = [_name(contestant), f"{len(complete)} of {len(contestant.replies)}"]
        behind = [tokens(contestant.replies), figures.money(sum(costs) if costs else None)]
        if objectives is not None:
            a_second = goodput(objectives, contestant.replies)
            behind += [
                str(objectives.good(contestant.replies)),
                figures.UNKNOWN if a_second is None else f"{a_second:.2f}",
            ]
        for percent in _PERCENTS:
            cells = [
                write(percentile(values, percent)) for values, (_, _, write) in zip(ordered, _MEASURES, strict=True)
            ]
            table.add_row(*before, f"p{percent}", *cells, *behind)
            before, behind = ["", ""], [""] * len(behind)
    return table


def _stage(contestant: Contestant, now: float) -> str:
    if contestant.progress is not None:
        return preparing(contestant.progress)
    return doing(contestant.state, now)


def _name(contestant: Contestant) -> str:
    return display_safe(contestant.label, keep_newlines=False)


def _ordered(measured: Callable[[ReplyStatistics], Iterable[float | None]], replies: Iterable[Reply]) -> list[float]:
    return sorted(value for reply in replies for value in measured(reply.statistics) if value is not None)
