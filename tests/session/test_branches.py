"""Branches of a conversation of which turns failed, or were stopped: none of them is out of reach."""

from __future__ import annotations

from streamtui.core.faults.faults import Fault, StreamtuiError
from streamtui.session.live import LiveSession
from tests.doubles.clocks import FakeClock, numbered_ids
from tests.doubles.providers import FakeEndpoint, FakeProvider, text_reply


async def test_from_a_turn_that_failed_before_its_reply_the_others_are_reached() -> None:
    provider = FakeProvider(text_reply("An answer."), [StreamtuiError(Fault("connection", "Nobody is there."))])
    session = LiveSession(provider, FakeEndpoint(provider), FakeClock(), new_id=numbered_ids())
    await session.turn("Tell")
    await session.ask_again()
    for text, number in (("Nobody is there.", 1), ("An answer.", 0), ("Nobody is there.", 1)):
        last = session.state.conversation.messages[-1]
        assert str(last.text) == text
        branches = session.tree.at(last)
        assert branches is not None
        assert (branches.number, len(branches.turns)) == (number, 2)
        await session.take_branch(branches.by(1))
