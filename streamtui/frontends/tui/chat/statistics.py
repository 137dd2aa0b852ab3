"""The statistics of the last reply and of the conversation, as rows: labels dim, values bright and right-aligned."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from streamtui.core.chat.state import ChatState
from streamtui.core.chat.statistics import ConversationStatistics, ReplyStatistics
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.words import figures
from streamtui.core.words.reply_figures import gap_figures, server_figures, text_figures, time_figures, token_figures
from streamtui.frontends.tui.chat.phase import phase_row
from streamtui.frontends.tui.desk.face import Face
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, heading
from streamtui.rows.row import Row, Run, spread

SPARKLINE_COLUMNS = 30
_NOTHING = ReplyStatistics()


def statistics_rows(face: Face, prompt_estimate: int, width: int) -> tuple[Row, ...]:
    """The whole panel. `prompt_estimate` stands in for the tokens in until the server has counted them."""
    state = face.state
    statistics = state.reply.statistics if state.reply is not None else _NOTHING
    return (
        heading("THIS REPLY", phase_row(face), width),
        *(_figure(label, value, width) for label, value in text_figures(statistics)),
        *(_figure(label, value, width) for label, value in token_figures(statistics, prompt_estimate)),
        *(_figure(label, value, width) for label, value in time_figures(statistics)),
        *(_figure(label, value, width) for label, value in gap_figures(statistics)),
        _sparkline(statistics, open_ended=state.phase.busy, width=width),
        *(_figure(label, value, width) for label, value in server_figures(statistics)),
        (),
        heading("CONVERSATION", (), width),
        *(_figure(label, value, width) for label, value in _sums(state.totals)),
    )


def summary_row(state: ChatState, width: int) -> Row:
    """The statistics in one line, for a screen without room for the panel."""
    reply = state.reply
    if reply is None or reply.statistics.first_payload_at is None:
        return ()
    statistics = reply.statistics
    estimated = statistics.tokens_are_estimated
    parts = [
        _plural(statistics.counts.words, "word"),
        f"{figures.tokens_out(statistics)} tok",
        figures.rate(statistics.decode_rate, estimated=estimated),
        f"ttft {figures.seconds(statistics.ttft_s)}",
        *_calls(state.turn_calls),
    ]
    spans: list[Run] = []
    for part in parts:
        spans += [Run(" · ", DIM)] if spans else []
        spans.append(Run(part, BRIGHT))
    return spread(tuple(spans), (), width)


@lru_cache(maxsize=256)
def _figure(label: str, value: str, width: int) -> Row:
    """Most of them stay from one look to the next."""
    return spread((Run(label, DIM),), (Run(value, DIM if value == figures.UNKNOWN else BRIGHT),), width)


def _sparkline(reply: ReplyStatistics, *, open_ended: bool, width: int) -> Row:
    """The speed of each half second; the last one counts only when it is over."""
    whole = reply.rate[:-1] if open_ended or len(reply.rate) > 1 else reply.rate
    bars = figures.sparkline(whole, min(SPARKLINE_COLUMNS, width))
    return (Run(bars, ACCENT),) if bars else ()


def _sums(sums: ConversationStatistics) -> Iterator[tuple[str, str]]:
    estimated = sums.tokens_are_estimated
    yield "replies", figures.count(sums.replies)
    yield "words", figures.count(sums.words)
    yield "sentences", figures.count(sums.sentences)
    yield "characters", figures.count(sums.characters)
    yield "code blocks", figures.count(sums.code_blocks)
    tokens_in = figures.count(sums.prompt_tokens or None)
    yield "tokens in · out", f"{tokens_in} · {figures.count(sums.completion_tokens, estimated=estimated)}"
    yield "cost", figures.money(sums.cost_usd)


def _plural(number: int, noun: str) -> str:
    return f"{figures.count(number)} {noun}{'' if number == 1 else 's'}"


def _calls(calls: list[ToolCall]) -> list[str]:
    return [_plural(len(calls), "call")] if calls else []
