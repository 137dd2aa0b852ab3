"""How far the tokens shown while a recorded stream of a real server comes are off what it counted in the end."""

from __future__ import annotations

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.token_ratios import TokenRatio, TokenRatios, untaught
from tests.core.wire.streams import events_of
from tests.paths import WIRE

STREAMS = sorted((WIRE / "chat").glob("*.sse"))
_ENOUGH = 60
"""Tokens below which what a server adds to each reply is too much of it."""


def off(ratios: TokenRatios) -> dict[str, list[float]]:
    """How far the last estimate was off, by stream's model: of replies whose tokens were all sent, without calls."""
    found: dict[str, list[float]] = {}
    for stream in STREAMS:
        events = events_of([stream.read_bytes()])
        model = next((event.name for event in events if isinstance(event, ev.ModelNamed)), "m")
        state = ChatState(ratios).fold([ev.RequestSent(0.0, 1, model)])
        estimate = 0.0
        for event in events:
            if isinstance(event, ev.UsageReported) and state.reply is not None:
                estimate = state.reply.statistics.estimated_tokens
            state.apply(event)
        reply = state.reply
        if reply is None or not estimate or reply.tool_calls or (usage := reply.statistics.usage) is None:
            continue
        seen = (usage.completion_tokens or 0) - (0 if reply.reasoning else usage.reasoning_tokens or 0)
        if seen >= _ENOUGH:
            found.setdefault(model, []).append(abs(estimate / seen - 1))
    return found


@pytest.mark.skipif(not STREAMS, reason=f"no recorded streams in {WIRE}")
def test_live_tokens_are_near_to_what_is_counted() -> None:
    new = sorted(error for errors in off(_Forgetful()).values() for error in errors)
    assert len(new) > 15
    assert sum(error <= 0.15 for error in new) / len(new) >= 0.95  # the other wrote more than it sent
    assert new[len(new) // 2] <= 0.02


@pytest.mark.skipif(not STREAMS, reason=f"no recorded streams in {WIRE}")
def test_they_are_nearer_for_a_model_seen_before() -> None:
    ratios = TokenRatios()
    off(ratios)
    known = sorted(error for errors in off(ratios).values() for error in errors)
    assert sum(error <= 0.05 for error in known) / len(known) >= 0.95


class _Forgetful(TokenRatios):
    def of(self, model: str) -> TokenRatio:
        return untaught(model)
