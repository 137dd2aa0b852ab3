"""What the person sets goes over what a conversation has of its own, and along into others without that."""

from __future__ import annotations

from pathlib import Path

from streamtui.core.chat import events as ev
from streamtui.storage.conversations.store import ConversationStore
from tests.doubles.providers import FakeProvider, text_reply
from tests.frontends.tui.history.shelf import Shelf, shelf
from tests.storage.conversations.test_store import keep, turn


def fill(store: ConversationStore) -> None:
    """One conversation, whose parameters were set before all that is read at first."""
    turns = [event for number in range(50) for event in turn(f"Question {number}", "Yes.", number)]
    keep(store, ev.ParametersChanged(0.0, {"temperature": 0.3, "seed": 1}), *turns)


async def idle(at: Shelf) -> None:
    while at.on.chat_screen.desk.turns.busy:
        await at.on.pilot.pause()


async def test_a_conversation_that_is_gone_on_with_has_its_own_parameters_under_those_of_this_run(
    tmp_path: Path,
) -> None:
    provider = FakeProvider(text_reply("First."), text_reply("Second."), text_reply("Third."))
    async with shelf(tmp_path, fill=fill, opened=False, provider=provider) as at:
        desk = at.on.chat_screen.desk
        await at.on.send("/set top_p 0.5")
        await at.press("f2", "enter")
        await idle(at)
        before = len(desk.kept)
        assert desk.own.parameters == {"temperature": 0.3, "seed": 1, "top_p": 0.5}
        assert len(desk.kept) == before  # who only looks at it changes nothing
        await at.on.send("Go on")
        await idle(at)
        await at.on.send("/set seed 2")
        await at.on.send("And on")
        await idle(at)
        assert [request.options for request in provider.requests] == [
            {"temperature": 0.3, "seed": 1, "top_p": 0.5},
            {"temperature": 0.3, "seed": 2, "top_p": 0.5},
        ]
        await at.press("ctrl+n")
        assert desk.own.parameters == {"top_p": 0.5, "seed": 2}
        assert at.on.session.state.conversation.parameters == {"top_p": 0.5, "seed": 2}
        await at.on.send("/set seed -")
        await at.on.send("/back")
        await idle(at)
        await at.on.send("And on")
        await idle(at)
        assert provider.requests[-1].options == {"temperature": 0.3, "top_p": 0.5}
