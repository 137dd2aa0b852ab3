"""How far the tokens shown while a recorded stream of a real server comes are off what it counted in the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.token_ratios import TokenRatio, TokenRatios, untaught
from tests.core.wire.streams import events_of
from tests.paths import WIRE

pytestmark = pytest.mark.one_python

STREAMS = sorted((WIRE / "chat").glob("*.sse"))
INSTANTS = (0.1, 0.25, 0.5, 0.75, 1.0)
_FIRST_SHOWN = 8
"""Tokens below which no speed is shown."""
_EARLY = 20
"""Tokens below which an instant says nothing."""
_ENOUGH = 60
"""Tokens below which what a server adds to each reply is too much of it."""
_ADDED, _SHARE = 12, 0.05
"""Chunks are tokens where the server counts no more than so many beside them, and that share of them."""
_BYTES_AT_MOST = 8
"""For each token that was counted; where there are more or far less, most of what was counted was not sent."""


class Instant(NamedTuple):
    """What is shown of a reply at one of its pieces."""

    chunks: int
    size: int
    tokens: float
    band: tuple[int, int] | None


class Course(NamedTuple):
    """A reply without calls, whose tokens the server counted."""

    name: str
    instants: list[Instant]
    counted: int
    """Tokens that can have been sent."""

    @property
    def by_chunks(self) -> bool:
        """The server counted each chunk as a token, or nearly."""
        return abs(self.counted - self.instants[-1].chunks) <= _ADDED + _SHARE * self.counted

    def share(self, at: Instant) -> float:
        """Of the tokens those sent by then, as far as that can be known."""
        last = self.instants[-1]
        return at.chunks / last.chunks if self.by_chunks else at.size / last.size

    def between(self, at: Instant) -> tuple[float, float]:
        """The same as tokens: when those came that are counted beside the chunks is not known."""
        if not self.by_chunks:
            return self.share(at) * self.counted, self.share(at) * self.counted
        beside = self.counted - self.instants[-1].chunks
        return at.chunks + min(beside, 0), at.chunks + max(beside, 0)


def courses(ratios: TokenRatios) -> Iterator[Course]:
    """Those of all streams, one after the other."""
    for stream in STREAMS:
        events = events_of([stream.read_bytes()])
        model = next((event.name for event in events if isinstance(event, ev.ModelNamed)), "m")
        state = ChatState(ratios).fold([ev.RequestSent(0.0, 1, model)])
        instants: list[Instant] = []
        for event in events:
            state.apply(event)
            if isinstance(event, ev.TextDelta | ev.ReasoningDelta) and (reply := state.reply) is not None:
                shown = reply.statistics
                live = shown.live_tokens
                instants.append(Instant(shown.payload_chunks, shown.payload_bytes, live.count, live.band))
        if instants and state.reply is not None and (counted := _sent(state.reply)):
            yield Course(stream.stem, instants, counted)


def _sent(reply: Reply) -> int | None:
    usage = reply.statistics.usage
    if usage is None or reply.tool_calls:
        return None
    return (usage.completion_tokens or 0) - (0 if reply.reasoning else usage.reasoning_tokens or 0)


def off(ratios: TokenRatios) -> dict[float, list[float]]:
    """How far the estimate was off at each instant, smallest first; nothing where a band said what was right."""
    found: dict[float, list[float]] = {instant: [] for instant in INSTANTS}
    for course in courses(ratios):
        for instant in INSTANTS if course.counted >= _ENOUGH else ():
            at = next(at for at in course.instants if course.share(at) >= instant)
            sent = course.share(at) * course.counted
            if sent >= _EARLY:
                told = at.band is not None and at.band[0] <= sent <= at.band[1]
                found[instant].append(0.0 if told else abs(at.tokens / sent - 1))
    return {instant: sorted(errors) for instant, errors in found.items()}


def misled(ratios: TokenRatios, bound: float) -> dict[str, float]:
    """Streams, and of their instants the share at which what is shown is off by more and no band says so."""
    found: dict[str, float] = {}
    for course in courses(ratios):
        if not 1 <= course.instants[-1].size / course.counted <= _BYTES_AT_MOST:
            continue
        wrong: list[bool] = []
        for at in course.instants:
            least, most = course.between(at)
            if most >= _FIRST_SHOWN:
                band = at.band or (most + 1, 0)
                away = max(least - at.tokens, at.tokens - most)
                wrong.append(away > max(1.0, bound * most) and not (band[0] <= most and least <= band[1]))
        if wrong and any(wrong):
            found[course.name] = sum(wrong) / len(wrong)
    return found


def share_within(errors: list[float], bound: float) -> float:
    """Of all errors those that are no larger."""
    return sum(error <= bound for error in errors) / len(errors)


@pytest.mark.skipif(not STREAMS, reason=f"no recorded streams in {WIRE}")
def test_live_tokens_are_near_to_what_is_counted_at_every_instant() -> None:
    errors = off(_Forgetful())
    for instant, at_instant in errors.items():
        assert len(at_instant) > 10
        assert share_within(at_instant, 0.15) > 0.85, instant  # the others wrote more than they sent, or unevenly
        assert at_instant[len(at_instant) // 2] < 0.02, instant
    assert share_within(errors[1.0], 0.15) > 0.95


@pytest.mark.skipif(not STREAMS, reason=f"no recorded streams in {WIRE}")
def test_they_are_nearer_for_a_model_seen_before() -> None:
    ratios = TokenRatios()
    off(ratios)
    errors = off(ratios)
    for instant in INSTANTS[1:]:
        assert share_within(errors[instant], 0.05) > 0.8, instant
    assert share_within(errors[1.0], 0.05) > 0.95


@pytest.mark.skipif(not STREAMS, reason=f"no recorded streams in {WIRE}")
def test_of_hardly_any_stream_more_is_counted_at_an_instant_than_was_shown_or_said_to_be_unsure() -> None:
    """Of those few the server counted what it did not send, or the text has more tokens at its beginning than later."""
    all_of_them = sum(1 for _ in courses(_Forgetful()))
    assert all_of_them > 50
    assert len(misled(_Forgetful(), 0.15)) <= 0.12 * all_of_them
    ratios = TokenRatios()
    misled(ratios, 0.05)
    assert len(misled(ratios, 0.05)) <= 0.12 * all_of_them


class _Forgetful(TokenRatios):
    def of(self, model: str) -> TokenRatio:
        return untaught(model)
