"""Branches of a conversation of which turns failed, or were stopped: none of them is out of reach."""

from __future__ import annotations

from streamtui.core.chat import events as ev
from streamtui.core.chat.kept_events import KeptEvents
from streamtui.core.chat.state import ChatState
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


async def test_who_only_steps_through_branches_makes_what_is_kept_no_longer() -> None:
    provider = FakeProvider(*[text_reply(f"Answer {number}.") for number in range(6)])
    session = LiveSession(provider, FakeEndpoint(), FakeClock(), new_id=numbered_ids(), kept=KeptEvents())
    for prompt in ("One", "Two", "Three"):
        await session.turn(prompt)
    await session.ask_again()
    sizes = []
    for _ in range(8):
        before = session.kept
        branches = session.tree.at(session.state.conversation.messages[-1])
        assert branches is not None
        await session.take_branch(branches.by(1))
        sizes.append(len(session.kept))
        assert ChatState().fold(session.kept).conversation == session.state.conversation
    assert session.kept is not before  # whoever has read those has other ones to read
    assert len(set(sizes)) == 1
    await session.turn("Four")
    grown = len(session.kept)
    await session.take_branch(session.tree.head)
    assert [type(event) for event in session.kept[:grown]].count(ev.BranchTaken) == 2  # on it something happened
    assert ChatState().fold(session.kept).conversation == session.state.conversation


async def test_what_was_left_out_is_left_out_where_something_is_asked_again_or_otherwise() -> None:
    provider = FakeProvider(*[text_reply(f"Answer {number}.") for number in range(6)])
    session = LiveSession(provider, FakeEndpoint(provider), FakeClock(), new_id=numbered_ids())
    for prompt in ("One", "Two", "Three"):
        await session.turn(prompt)
    first, answer, *_, last, _ = session.state.conversation.messages
    session.leave_out(first.id, left_out=True)
    session.leave_out(answer.id, left_out=True)
    session.leave_out(last.id, left_out=True)
    await session.ask_again()
    assert [one["content"] for one in provider.requests[-1].messages] == ["Two", "Answer 1.", "Three"]
    session.leave_out(answer.id, left_out=False)
    await session.edit(last.id, "Four")
    assert [one["content"] for one in provider.requests[-1].messages] == ["Answer 0.", "Two", "Answer 1.", "Four"]
    assert session.state.conversation.left_out == {first.id}
    [three, four] = session.tree.questions(session.tree[session.tree.head]).turns
    await session.take_branch(three)
    assert session.state.conversation.left_out == {first.id}
    assert ChatState().fold(session.tree.events).conversation == session.state.conversation
    assert session.tree.end_of(four) != session.tree.head
