"""A turn that happened elsewhere becomes a part of the conversation, as if it had happened here."""

from __future__ import annotations

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.state import ChatState
from streamtui.session.live import LiveSession
from tests.doubles.clocks import FakeClock, numbered_ids
from tests.doubles.providers import FakeEndpoint, FakeProvider, text_reply
from tests.doubles.sessions import FakeRecorder

TURN = [ev.PromptSubmitted(0.0, "Why?"), *text_reply("Because", "."), ev.TurnFinished(2.0)]


async def test_an_adopted_turn_is_folded_recorded_and_sent_along() -> None:
    provider, recorder = FakeProvider(text_reply("Yes.")), FakeRecorder()
    session = LiveSession(provider, FakeEndpoint(provider), FakeClock(), new_id=numbered_ids(), recorder=recorder)
    session.adopt([TURN])
    assert [type(event) for event in recorder.events] == [type(event) for event in TURN]
    assert session.state.conversation == ChatState().fold(recorder.events).conversation
    assert [message.id for message in session.state.conversation.messages] == ["id-1", "id-2"]
    await session.turn("Sure?")
    assert provider.requests[0].messages == [
        {"role": "user", "content": "Why?"},
        {"role": "assistant", "content": "Because."},
        {"role": "user", "content": "Sure?"},
    ]


async def test_several_turns_are_adopted_without_folding_what_was_before_again(monkeypatch: pytest.MonkeyPatch) -> None:
    provider, recorder = FakeProvider(*[text_reply("Yes.")] * 50), FakeRecorder()
    session = LiveSession(provider, FakeEndpoint(provider), FakeClock(), new_id=numbered_ids(), recorder=recorder)
    for _ in range(50):
        await session.turn("Sure?")
    folded, apply = [0], ChatState.apply

    def counted(state: ChatState, event: ev.StreamEvent) -> None:
        folded[0] += 1
        apply(state, event)

    monkeypatch.setattr(ChatState, "apply", counted)
    session.adopt([TURN] * 4)
    assert folded == [4 * len(TURN)]
    anew = ChatState().fold(recorder.events)
    assert session.state.conversation.request_messages() == anew.conversation.request_messages()
    assert session.state.totals == anew.totals
    assert session.state.totals.replies == 51
    assert len(session.tree.shown) == 51
