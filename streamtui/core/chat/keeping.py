"""A reply that is over to what is kept of it, and back: what is restored says and measures the same."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from streamtui.core.chat.events import ReplyKept
from streamtui.core.chat.kept_reply import (
    SERIES_STEP,
    KeptCall,
    KeptChoice,
    KeptFigures,
    KeptNotice,
    KeptReply,
    KeptServerCall,
)
from streamtui.core.chat.messages import Notice
from streamtui.core.chat.reply import Choice, Reply, ReplyState
from streamtui.core.chat.server_calls import ServerCall
from streamtui.core.chat.statistics import ReplyStatistics
from streamtui.core.chat.tool_calls import ToolCall, ToolCallState
from streamtui.core.text.growing_text import GrowingText

_US = 1_000_000
# tuples are made of lists here: in Python 3.10 an empty one of a generator is not the default, and is written out


def kept_reply(reply: Reply) -> ReplyKept:
    """All of a reply that has just ended: its calls are written and nothing has become of them."""
    since = reply.statistics.sent_at or 0.0
    kept = KeptReply(
        reply.id,
        reply.model,
        _kept_figures(reply.statistics, since),
        _kept_choice(reply, since),
        {index: _kept_choice(choice, since) for index, choice in reply.alternatives.items()},
        reply.served_model,
        reply.place,
        reply.url,
        reply.state.value,
        reply.fault,
        reply.attempts,
        _us(reply.statistics.ended_at or since, since),
        tuple([KeptNotice(notice.text, _us(notice.at, since), notice.id) for notice in reply.notices]),
        reply.options,
        reply.api,
        reply.response_id,
        reply.output,
        tuple([_kept_server_call(call, since) for call in reply.server_calls]),
        tuple(reply.citations),
        reply.told,
    )
    return ReplyKept(since, kept)


def restored(event: ReplyKept) -> Reply:
    """The reply as it was when it ended."""
    kept, since = event.reply, event.at
    reply = Reply(kept.id)
    _fill(reply, kept.answer, since)
    for index, choice in kept.alternatives.items():
        _fill(reply.choice(index), choice, since)
    reply.model, reply.served_model, reply.place, reply.url = kept.model, kept.served_model, kept.place, kept.url
    reply.options, reply.api, reply.response_id, reply.output = kept.options, kept.api, kept.response_id, kept.output
    for position, call in enumerate(kept.server_calls):
        _fill_server_call(reply.server_call(position, _at(call.first_us, since)), call, since)
    reply.citations, reply.told = list(kept.citations), kept.told
    reply.state, reply.fault, reply.attempts = ReplyState(kept.state), kept.fault, kept.attempts
    reply.notices = [Notice(notice.text, _at(notice.us, since), id=notice.id) for notice in kept.notices]
    reply.statistics = statistics_of(kept, since)
    return reply


def _kept_server_call(call: ServerCall, since: float) -> KeptServerCall:
    first_us, last_us = _us(call.first_at, since), _us(call.last_at, since)
    return KeptServerCall(
        call.kind,
        call.id,
        call.name,
        call.state,
        str(call.text),
        first_us,
        last_us,
        call.server,
        call.call_id,
        call.runner,
    )


def _fill_server_call(call: ServerCall, kept: KeptServerCall, since: float) -> None:
    call.kind, call.id, call.name, call.state = kept.kind, kept.id, kept.name, kept.state
    call.server, call.call_id, call.runner = kept.server, kept.call_id, kept.runner
    call.text, call.last_at = GrowingText(kept.text), _at(kept.last_us, since)


def _kept_choice(choice: Choice, since: float) -> KeptChoice:
    return KeptChoice(
        str(choice.text),
        str(choice.reasoning),
        str(choice.refusal),
        tuple([_kept_call(call, since) for call in choice.tool_calls]),
        choice.finish_reason,
    )


def _fill(choice: Choice, kept: KeptChoice, since: float) -> None:
    choice.text, choice.reasoning = GrowingText(kept.text), GrowingText(kept.reasoning)
    choice.refusal = GrowingText(kept.refusal)
    choice.tool_calls = [
        _call(call, f"{choice.id}.{place}", since, main=isinstance(choice, Reply))
        for place, call in enumerate(kept.calls)
    ]
    choice.finish_reason = kept.finish_reason


def _kept_call(call: ToolCall, since: float) -> KeptCall:
    return KeptCall(
        call.server_id,
        call.name,
        str(call.arguments),
        call.state is ToolCallState.CUT,
        call.kept,
        _us(call.first_delta_at, since),
        _us(call.last_delta_at, since),
        _series(_us(at, since) for at in call.argument_ats),
        _series(call.argument_sizes),
    )


def _call(kept: KeptCall, call_id: str, since: float, *, main: bool) -> ToolCall:
    call = ToolCall(call_id, kept.server_id, kept.name, GrowingText(kept.arguments), kept=kept.item)
    call.first_delta_at, call.last_delta_at = _at(kept.first_us, since), _at(kept.last_us, since)
    call.argument_ats = array("d", (_at(us, since) for us in _numbers(kept.argument_us)))
    call.argument_sizes = array("L", _numbers(kept.argument_sizes))
    if kept.cut:
        call.state = ToolCallState.CUT
    elif main:
        call.complete()
    return call


def _kept_figures(statistics: ReplyStatistics, since: float) -> KeptFigures:
    return KeptFigures(
        *statistics.settled,
        statistics.usage,
        statistics.cost_usd,
        statistics.server_figures,
        _maybe_us(statistics.headers_at, since),
        _maybe_us(statistics.first_payload_at, since),
        _maybe_us(statistics.first_text_at, since),
        _maybe_us(statistics.last_payload_at, since),
        statistics.chunks,
        b"",
        _maybe_us(statistics.longest_gap_at, since),
        statistics.payload_bytes,
        statistics.by_bytes,
        statistics.by_chunks,
        _planes(_series(round(gap_s * _US) for gap_s in statistics.gaps_s)),
    )


def statistics_of(reply: KeptReply, since: float = 0.0) -> ReplyStatistics:
    """What was measured of it; its request left at `since`."""
    kept, ended_at = reply.figures, _at(reply.ended_us, since)
    gaps_s = array("d", (us / _US for us in _numbers(_series_of(kept.gap_planes) or kept.gaps_us)))
    return ReplyStatistics(
        usage=kept.usage,
        cost_usd=kept.cost_usd,
        server_figures=kept.server_figures,
        sent_at=since,
        headers_at=_maybe_at(kept.headers_us, since),
        first_payload_at=_maybe_at(kept.first_payload_us, since),
        first_text_at=_maybe_at(kept.first_text_us, since),
        last_payload_at=_maybe_at(kept.last_payload_us, since),
        ended_at=ended_at,
        chunks=kept.chunks,
        gaps_s=gaps_s,
        longest_gap_s=max(gaps_s, default=None),
        longest_gap_at=_maybe_at(kept.longest_gap_us, since),
        kept=(kept.tokens, kept.counts),
        by_bytes=kept.by_bytes,
        by_chunks=kept.by_chunks,
        payload_bytes=kept.payload_bytes,
    )


def _us(at: float, since: float) -> int:
    return round((at - since) * _US)


def _maybe_us(at: float | None, since: float) -> int | None:
    return None if at is None else _us(at, since)


def _at(us: int, since: float) -> float:
    return round(since + us / _US, 6)


def _maybe_at(us: int | None, since: float) -> float | None:
    return None if us is None else _at(us, since)


def _series(values: Iterable[int]) -> bytes:
    return array("q", values).tobytes()


def _planes(series: bytes) -> bytes:
    return b"".join(series[place::SERIES_STEP] for place in range(SERIES_STEP))


def _series_of(planes: bytes) -> bytes:
    series, count = bytearray(len(planes)), len(planes) // SERIES_STEP
    for place in range(SERIES_STEP):
        series[place::SERIES_STEP] = planes[place * count : (place + 1) * count]
    return bytes(series)


def _numbers(series: bytes) -> array[int]:
    numbers = array("q")
    numbers.frombytes(series)
    return numbers
