"""A long conversation is shown from its end, and read whole before anything is sent."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from streamtui.cli.clock import SystemClock
from streamtui.core.chat import events as ev
from streamtui.core.chat.kept_events import KeptEvents
from streamtui.core.chat.messages import UserMessage
from streamtui.core.chat.state import ChatState
from streamtui.core.faults.faults import ConfigurationError, Fault
from streamtui.core.ports.recordings import RecordingHeader
from streamtui.session import growing_tree
from streamtui.session.live import LiveSession
from streamtui.storage.conversations.database import NAME
from streamtui.storage.conversations.store import ConversationStore
from streamtui.storage.recordings.writer import RecordingWriter
from tests.doubles.clocks import numbered_ids
from tests.doubles.keeping import keep_events
from tests.doubles.providers import FakeEndpoint, FakeProvider, text_reply
from tests.reading import events_in
from tests.storage.conversations.test_store import turn


def told(turns: int) -> list[ev.StreamEvent]:
    """A conversation with a system prompt at its beginning, and so many turns."""
    events: list[ev.StreamEvent] = [ev.SystemPromptChanged(0.0, "Be brief.")]
    for number in range(turns):
        [asked, *rest] = turn(f"prompt {number}", f"answer {number}", 10.0 * number)
        assert isinstance(asked, ev.PromptSubmitted)
        events += [replace(asked, id=f"p{number}"), *rest]
    return events


@asynccontextmanager
async def resumed(folder: Path, provider: FakeProvider, newest: int) -> AsyncIterator[LiveSession]:
    store = ConversationStore(folder, SystemClock())
    before = await asyncio.wrap_future(store.load(newest=newest))
    yield LiveSession(
        provider,
        FakeEndpoint(provider),
        SystemClock(),
        new_id=numbered_ids(),
        kept=KeptEvents(),
        keeper=store.keeper(before),
        before=before,
    )
    store.close()


def keep(folder: Path, turns: int) -> ChatState:
    store = ConversationStore(folder, SystemClock())
    state = keep_events(store.keeper(), told(turns))
    store.close()
    return state


async def test_the_end_is_there_at_once_and_the_rest_on_demand(tmp_path: Path) -> None:
    whole = keep(tmp_path, 50)
    async with resumed(tmp_path, FakeProvider(), 3) as session:
        assert [str(one.text) for one in session.state.conversation.messages] == [
            f"{who} {number}" for number in (47, 48, 49) for who in ("prompt", "answer")
        ]
        assert not session.whole
        shown, told_of = session.state, list[ev.StreamEvent]()
        session.listener = told_of.append
        await session.read_whole()
        assert session.whole
        assert session.state is not shown
        assert session.state.conversation.request_messages() == whole.conversation.request_messages()
        assert [type(event) for event in told_of] == [ev.BranchTaken]
        assert ChatState().fold(session.kept).conversation == session.state.conversation


async def test_nothing_is_sent_before_all_was_read(tmp_path: Path) -> None:
    keep(tmp_path, 5)
    provider = FakeProvider(text_reply("And more."))
    async with resumed(tmp_path, provider, 1) as session:
        session.set_parameters({"seed": 1})
        await session.turn("More")
        sent = provider.requests[0]
        assert [message["content"] for message in sent.messages] == [
            "Be brief.",
            *[f"{who} {number}" for number in range(5) for who in ("prompt", "answer")],
            "More",
        ]
        assert sent.options["seed"] == 1
        assert str(session.state.conversation.messages[-1].text) == "And more."
    async with resumed(tmp_path, provider, 100) as again:
        assert [str(one.text) for one in again.state.conversation.messages][-2:] == ["More", "And more."]
        assert again.whole


async def test_an_earlier_message_is_asked_otherwise_as_if_all_had_been_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growing_tree, "_SLICE", 3)
    keep(tmp_path, 5)
    provider = FakeProvider(text_reply("Yes."))
    async with resumed(tmp_path, provider, 2) as session:
        await session.ask_again(session.state.conversation.messages[0].id)
        assert [message["content"] for message in provider.requests[0].messages][-1] == "prompt 3"
        assert len(provider.requests[0].messages) == 1 + 3 * 2 + 1


async def test_what_can_not_be_read_is_not_left_out_of_what_is_sent(tmp_path: Path) -> None:
    keep(tmp_path, 5)
    connection = sqlite3.connect(tmp_path / NAME)
    connection.execute("UPDATE turn SET events = x'00' WHERE prompt = 'prompt 1'")
    connection.commit()
    connection.close()
    provider = FakeProvider()
    async with resumed(tmp_path, provider, 2) as session:
        with pytest.raises(ConfigurationError, match="can't be read"):
            await session.read_whole()
        await session.turn("More")
        assert provider.requests == []
        assert session.state.fault is not None
        assert "can't be read" in session.state.fault.message
        assert [str(one.text) for one in session.state.conversation.messages][-2] == "More"


async def test_a_recording_that_begins_before_all_was_read_holds_all(tmp_path: Path) -> None:
    keep(tmp_path / "store", 5)
    path = tmp_path / "all.jsonl"
    async with resumed(tmp_path / "store", FakeProvider(text_reply("Yes.")), 2) as session:
        with RecordingWriter(path, RecordingHeader(clock=session.kept[0].at)) as recorder:
            session.record(recorder)
            await session.read_whole()
            await session.turn("More")
    assert ChatState().fold(events_in(path)).conversation.request_messages() == (
        session.state.conversation.request_messages()
    )


async def all_read(session: LiveSession) -> None:
    """Wait until all of it is there, and not yet shown."""
    while any(turn.events is None for turn in session.tree.shown):  # noqa: ASYNC110 (nobody tells of that)
        await asyncio.sleep(0)


async def test_what_is_sent_after_a_stop_between_reading_and_showing_has_its_beginning(tmp_path: Path) -> None:
    keep(tmp_path, 300)
    provider = FakeProvider(text_reply("Yes."))
    async with resumed(tmp_path, provider, 2) as session:
        reading = asyncio.ensure_future(session.read_whole())
        await all_read(session)
        reading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await reading
        assert not session.whole
        await session.turn("More")
        assert session.whole
        assert len(provider.requests[0].messages) == 1 + 300 * 2 + 1


async def test_what_comes_while_it_is_read_is_not_missed(tmp_path: Path) -> None:
    keep(tmp_path, 5)
    async with resumed(tmp_path, FakeProvider(), 2) as session:
        reading = asyncio.ensure_future(session.read_whole())
        await all_read(session)
        session.fail(Fault("connection", "Nobody is there."))
        await reading
        assert str(session.state.conversation.messages[-1].text) == "Nobody is there."


async def test_a_step_to_another_branch_of_a_long_conversation_leaves_the_screen_its_turns(tmp_path: Path) -> None:
    keep(tmp_path, 500)
    async with resumed(tmp_path, FakeProvider(text_reply("Otherwise.")), 1000) as session:
        last = next(one for one in reversed(session.state.conversation.messages) if isinstance(one, UserMessage))
        await session.ask_again(last.id)
        shown = session.state
        assert shown.reply is not None
        branches = session.tree.at(shown.reply)
        assert branches is not None
        messages, told_of = shown.conversation.messages, list[ev.StreamEvent]()
        session.listener = told_of.append
        step = asyncio.ensure_future(session.take_branch(branches.by(1)))
        turns = 0
        while not step.done():
            assert str(messages[-1].text) == "Otherwise."  # until all of the other one is there
            turns += 1
            await asyncio.sleep(0)
        assert turns > 5
        assert (session.state, shown.conversation.messages) == (shown, messages)
        assert (str(messages[-1].text), shown.branches_taken) == ("answer 499", 2)
        assert [type(event) for event in told_of] == [ev.BranchTaken]
        assert ChatState().fold(session.kept).conversation == shown.conversation
