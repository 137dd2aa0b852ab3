"""Being left, being asked by many, and how fast it is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from functools import partial
from statistics import median

from streamtui.checks.exchange import Exchange
from streamtui.checks.probe import STORY, Probe
from streamtui.checks.rule import rule
from streamtui.checks.verdict import SettledError, Verdict, failed, passed, warned
from streamtui.checks.wire import NoAnswerError
from streamtui.core.words.figures import plural

_LONG_TOKENS = 512
_READ_BEFORE_LEAVING = 4
_FEW_TOKENS = 16
_SHARED_TOKENS = 24
_GRACE_S = 2.0
_SLOW_FIRST_S = 10.0
_SLOW_TOKENS_PER_S = 6.0
"""What people read in a second."""


@rule(
    "cancel",
    "Stops working when the client leaves",
    must=True,
    breaks="Stop buttons and closed tabs cost money, and keep the next person waiting.",
)
async def cancel(probe: Probe) -> Verdict:
    """A closed connection ends the work: nothing in the API reference stops a reply in any other way, but for
    one in the background.

    A long reply is left after its first chunks. A server that goes on with it answers the next request late; one with
    room for many streams can hide that.
    """
    reference = await probe.plain()
    usual_s = _first_payload_s(probe, reference)
    left = await probe.send(
        probe.body(STORY, max_tokens=_LONG_TOKENS), until=lambda sofar: len(sofar.packets) >= _READ_BEFORE_LEAVING
    )
    if left.status != 200:
        return failed(f"the reply to leave could not be had: {left.status}: {left.error}")
    try:
        after = probe.whole(await probe.send(probe.body(STORY, max_tokens=_FEW_TOKENS)))
    except NoAnswerError as error:
        return failed(f"the next request got no answer: {error}")
    waited_s = _first_payload_s(probe, after)
    seen = f"the next reply began after {waited_s:.2f} s, usually {usual_s:.2f} s"
    return (passed if waited_s <= 3 * usual_s + _GRACE_S else failed)(seen)


@rule(
    "concurrency",
    "Answers several streams at once",
    must=True,
    breaks="Batches, races and servers of several people wait in line, lose replies, or read those of others.",
)
async def concurrency(probe: Probe) -> Verdict:
    """Each request has a stream of its own, with an id of its own (API reference, chunk: `id`)."""
    await probe.plain()
    body = probe.body(STORY, max_tokens=_SHARED_TOKENS)
    asked = [probe.wire.send(probe.path, body) for _ in range(probe.streams)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    arrived = [answer for answer in answers if isinstance(answer, Exchange)]
    limited = [answer for answer in arrived if answer.status == 429]
    if limited:
        return warned(f"{len(limited)} of {probe.streams} were limited (429): {limited[0].error}")
    replies = [answer for answer in arrived if not _complaint(probe, answer)]
    complaints = [str(answer) for answer in answers if isinstance(answer, Exception)]
    complaints += [complaint for answer in arrived if (complaint := _complaint(probe, answer))]
    if complaints:
        return failed(f"{len(complaints)} of {probe.streams} broke; one: {complaints[0]}")
    ids = {chunk.data.get("id") for reply in replies for chunk in reply.chunks[:1]}
    if len(ids) < len(replies):
        return failed(f"{plural(len(replies), 'stream')} have {plural(len(ids), 'id')}")
    waits = sorted(_first_payload_s(probe, reply) for reply in replies)
    seen = f"{probe.streams} whole replies, first token after {waits[0]:.2f} to {waits[-1]:.2f} s"
    if _overlapping(replies) < 2:
        return warned(f"{seen}, one after the other")
    return passed(f"{seen}, {_overlapping(replies)} at a time")


def _complaint(probe: Probe, answer: Exchange) -> str:
    """What is wrong with a reply, or nothing."""
    try:
        return "" if probe.whole(answer).finish_reasons() else "it has no finish reason"
    except SettledError as settled:
        return settled.verdict.evidence


def _overlapping(replies: list[Exchange]) -> int:
    """The most replies that were streaming at the same instant."""
    spans = [(times[0], times[-1]) for reply in replies if (times := reply.payload_times())]
    return max((sum(begin <= at < end for begin, end in spans) for at, _ in spans), default=0)


@rule(
    "first-token",
    "The first token comes soon",
    breaks="People think that it hangs; voice assistants and agents become slow.",
)
async def first_token(probe: Probe) -> Verdict:
    """Time to the first token of text, thought or call (as vLLM's and OpenTelemetry's TTFT)."""
    waits = sorted(_first_payload_s(probe, reply) for reply in await _runs(probe))
    seen = f"TTFT p50 {median(waits):.2f} s, worst {waits[-1]:.2f} s in {plural(len(waits), 'run')}"
    return (passed if median(waits) <= _SLOW_FIRST_S else warned)(seen)


@rule(
    "speed",
    "Writes faster than people read",
    breaks="Reading has to wait; long replies and calls take minutes.",
)
async def speed(probe: Probe) -> Verdict:
    """Tokens a second from the first to the last, by the server's own count (API reference: `usage`).

    Where it counts none, chunks stand for tokens.
    """
    rates = [rate for reply in await _runs(probe) if (rate := _tokens_per_s(probe, reply)) is not None]
    if not rates:
        return warned("the replies are too short to tell")
    seen = f"{median(rates):.1f} tok/s, {min(rates):.1f} to {max(rates):.1f} in {plural(len(rates), 'run')}"
    return (passed if median(rates) >= _SLOW_TOKENS_PER_S else warned)(seen)


async def _runs(probe: Probe) -> list[Exchange]:
    """The replies that the speed is measured on; they are asked for once."""

    def ask(number: int) -> Awaitable[Exchange]:
        return probe.ask(f"{number}. {STORY}", max_tokens=48)  # no prompt that the server has in its cache

    return [await probe.once(f"run {number}", partial(ask, number)) for number in range(1, probe.runs + 1)]


@rule(
    "connections",
    "Kept connections can be used again",
    breaks="Requests fail at random (APIConnectionError) in clients that do not ask again.",
)
async def connections(probe: Probe) -> Verdict:
    """A connection stays open for the next request, or says that it won't (RFC 9112, 9.3: persistence).

    A server that closes one just as it is used again leaves the client in doubt whether its request was read. The
    check asks such a request once more.
    """
    await probe.plain()
    seen = f"{probe.wire.hung_up} of {probe.wire.sent} requests were hung up on"
    return (warned if probe.wire.hung_up else passed)(seen)


def _first_payload_s(probe: Probe, reply: Exchange) -> float:
    times = probe.payload_times(reply)
    return (times[0] if times else reply.ended_at) - reply.sent_at


def _tokens_per_s(probe: Probe, reply: Exchange) -> float | None:
    times = probe.payload_times(reply)
    tokens = probe.counted(reply)[1] or len(times)
    if len(times) < 2 or tokens < 2 or times[-1] <= times[0]:
        return None
    return (tokens - 1) / (times[-1] - times[0])


RULES = (cancel, concurrency, first_token, speed, connections)
