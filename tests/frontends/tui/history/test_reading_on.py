"""A long conversation is opened at its end: what is wanted while the rest is read is done, waits, or is refused."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.faults.faults import Fault
from streamtui.session.live import LiveSession
from streamtui.storage.conversations.store import ConversationStore
from tests.doubles.providers import FakeProvider, text_reply
from tests.frontends.tui.history.shelf import shelf
from tests.storage.conversations.test_store import keep, turn


def fill(store: ConversationStore) -> None:
    """Keep one, the last turn of which broke off."""
    *events, _ = [event for number in range(50) for event in turn(f"Question {number}", "Answer.", float(number))]
    keep(store, *events, ev.TurnFailed(60.0, Fault("connection", "Nobody is there.")))


async def test_what_is_wanted_while_the_rest_is_read_waits_or_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_read, read_whole = asyncio.Event(), LiveSession.read_whole

    async def held(session: LiveSession) -> None:
        await may_read.wait()
        await read_whole(session)

    monkeypatch.setattr(LiveSession, "read_whole", held)
    provider = FakeProvider(text_reply("One more."), text_reply("Otherwise."))
    async with shelf(tmp_path, fill=fill, provider=provider) as at:
        await at.press("enter")
        await at.on.send("/edit")
        assert "Enter asks this in its place" in at.on.text
        await at.on.press("enter")
        assert "still being read" in at.on.text
        await at.on.press("escape")
        await at.on.send("More")
        await at.on.send("/retry")
        assert provider.requests == []
        may_read.set()
        await at.done()
        asked = [request.messages[-1]["content"] for request in provider.requests]
        assert (asked, len(provider.requests[1].messages)) == (["More"] * 2, 101)
