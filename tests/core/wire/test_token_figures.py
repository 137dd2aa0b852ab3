"""How far the tokens shown while a recorded stream of a real server comes are off what it counted in the end."""

from __future__ import annotations

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.token_ratios import TokenRatio, TokenRatios, untaught
from tests.core.wire.streams import events_of
from tests.paths import WIRE

STREAMS = sorted((WIRE / "chat").glob("*.sse"))
INSTANTS = (0.1, 0.25, 0.5, 0.75, 1.0)
_ENOUGH = 60
"""Tokens below which what a server adds to each reply is too much of it."""
_EARLY = 20
"""Tokens below which an instant says nothing."""


def off(ratios: TokenRatios) -> dict[float, list[float]]:
    """How far the estimate was off at each instant, smallest first: of replies whose tokens were sent, without calls.

    What was right at an instant is the server's count, by how much of its tokens was sent by then: of the chunks where
    it counted each as a token or nearly, else of the characters.
    """
    found: dict[float, list[float]] = {instant: [] for instant in INSTANTS}
    for stream in STREAMS:
        events = events_of([stream.read_bytes()])
        model = next((event.name for event in events if isinstance(event, ev.ModelNamed)), "m")
        state = ChatState(ratios).fold([ev.RequestSent(0.0, 1, model)])
        course: list[tuple[int, int, float]] = []
        """Chunks, characters and tokens so far, at each piece."""
        characters = 0
        for event in events:
            state.apply(event)
            if isinstance(event, ev.TextDelta | ev.ReasoningDelta) and (reply := state.reply) is not None:
                characters += len(event.text)
                course.append((reply.statistics.payload_chunks, characters, reply.statistics.live_tokens.count))
        reply = state.reply
        if reply is None or not course or reply.tool_calls or (usage := reply.statistics.usage) is None:
            continue
        counted = (usage.completion_tokens or 0) - (0 if reply.reasoning else usage.reasoning_tokens or 0)
        if counted < _ENOUGH:
            continue
        chunks, characters, _ = course[-1]
        by_chunks = abs(counted - chunks) <= 12 + 0.05 * counted
        shares = [chunk / chunks if by_chunks else character / characters for chunk, character, _ in course]
        for instant in INSTANTS:
            share, tokens = next(
                (share, tokens) for share, (_, _, tokens) in zip(shares, course, strict=True) if share >= instant
            )
            if share * counted >= _EARLY:
                found[instant].append(abs(tokens / (share * counted) - 1))
    return {instant: sorted(errors) for instant, errors in found.items()}


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


class _Forgetful(TokenRatios):
    def of(self, model: str) -> TokenRatio:
        return untaught(model)
