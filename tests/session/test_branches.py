"""Branches of a conversation of which turns failed, or were stopped: none of them is out of reach."""

from __future__ import annotations

from streamtui.core.chat import events as ev
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


async def test_what_is_asked_anew_is_asked_with_what_the_person_has_set_since() -> None:
    provider = FakeProvider(*[text_reply(f"Answer {number}.") for number in range(3)])
    session = LiveSession(provider, FakeEndpoint(provider), FakeClock(), new_id=numbered_ids())
    await session.turn("Tell")
    session.set_system("Be brief.")
    session.set_parameters({"seed": 1})
    await session.ask_again()
    await session.edit(session.state.conversation.messages[0].id, "Say")
    for request, asked in zip(provider.requests[1:], ("Tell", "Say"), strict=True):
        assert [message["content"] for message in request.messages] == ["Be brief.", asked]
        assert request.options["seed"] == 1
    branches = session.tree.at(session.state.conversation.messages[0])
    assert branches is not None
    await session.take_branch(session.tree.answers(session.tree[branches.by(1)]).turns[0])
    race = [[ev.PromptSubmitted(0.0, "Tell"), *text_reply(text), ev.TurnFinished(2.0)] for text in ("One", "Other")]
    session.set_system("Be long.")
    session.adopt(race, again=True)
    last = session.tree.at(session.state.conversation.messages[-1])
    assert last is not None
    assert (last.number, len(last.turns)) == (3, 4)
    await session.take_branch(last.by(-1))
    assert session.state.conversation.request_messages() == [
        {"role": "system", "content": "Be long."},
        {"role": "user", "content": "Tell"},
        {"role": "assistant", "content": "One"},
    ]
