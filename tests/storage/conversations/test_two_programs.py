"""Two programs go on with one conversation: whatever either adds is there, and can be reached, at the next start."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from streamtui.cli.clock import SystemClock
from streamtui.cli.compose.sessions import new_id
from streamtui.core.chat.messages import Notice
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.state import ChatState
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.store import KeptConversation
from streamtui.session.live import LiveSession
from streamtui.storage.conversations.store import ConversationStore
from tests.doubles.keeping import keep_events
from tests.doubles.providers import FakeEndpoint, FakeProvider, Script, text_reply
from tests.storage.conversations.test_store import turn


@asynccontextmanager
async def talking(folder: Path, *scripts: Script, new: bool = False) -> AsyncIterator[LiveSession]:
    """One of the programs, with a new conversation or with the last one."""
    store, provider = ConversationStore(folder, SystemClock()), FakeProvider(*scripts)
    loading = None if new else asyncio.wrap_future(store.load())
    before = await loading if loading is not None else None
    try:
        yield LiveSession(
            provider,
            FakeEndpoint(provider),
            SystemClock(),
            new_id=new_id,
            keeper=store.keeper(before),
            before=before,
        )
    finally:
        store.close()


def said(session: LiveSession) -> list[str]:
    return [str(message.text) for message in session.state.conversation.messages]


async def test_what_each_has_go_on_is_a_branch(tmp_path: Path) -> None:
    async with talking(tmp_path, text_reply("It began"), new=True) as session:
        await session.turn("Tell")
    async with talking(tmp_path, text_reply(" this")) as one, talking(tmp_path, text_reply(" that")) as other:
        await one.continue_turn()
        await other.continue_turn()
    async with talking(tmp_path) as session:
        found = set[str]()
        for _ in range(2):
            found.add(said(session)[-1])
            asked = session.state.conversation.messages[2]
            assert not isinstance(asked, Notice)
            branches = session.tree.at(asked)
            assert branches is not None
            await session.take_branch(branches.by(1))
        assert found == {" this", " that"}


async def test_what_still_comes_in_one_is_shown_in_the_other_as_far_as_it_came(tmp_path: Path) -> None:
    rest = asyncio.Event()
    [*begun, last] = text_reply("half")
    async with talking(tmp_path, [*begun, rest, last], new=True) as one:
        coming = asyncio.create_task(one.turn("first"))
        while not await _is_said(tmp_path, "half"):
            pass
        async with talking(tmp_path, text_reply("an answer")) as other:
            reply = other.state.reply
            assert reply is not None
            assert reply.state is ReplyState.CUT
            assert reply.fault is not None
            assert "still comes" in reply.fault.message
            await other.turn("second")
            assert said(other) == ["first", "half", "second", "an answer"]
        rest.set()
        await coming
    async with talking(tmp_path) as session:
        assert said(session) == ["first", "half", "second", "an answer"]
        assert [one.state for one in session.state.conversation.messages if isinstance(one, Reply)] == [
            ReplyState.COMPLETE,
            ReplyState.COMPLETE,
        ]


async def _is_said(folder: Path, text: str) -> bool:
    with suppress(ConfigurationError):  # nothing is kept yet
        async with talking(folder) as session:
            return text in said(session)
    return False


async def test_one_that_the_other_deletes_is_kept_no_more_and_that_is_told(tmp_path: Path) -> None:
    async with talking(tmp_path, text_reply("one"), text_reply("two"), new=True) as session:
        await session.turn("first")
        store = ConversationStore(tmp_path, SystemClock())
        await asyncio.wrap_future(store.delete(session.kept_as))
        store.close()
        await session.turn("second")
        assert session.state.reply is not None
        assert "was deleted meanwhile; the chat goes on" in session.state.reply.notices[0].text
        assert session.kept_as == ""


def test_one_that_the_other_deletes_is_none_to_go_on_with(tmp_path: Path) -> None:
    store, other = ConversationStore(tmp_path, SystemClock()), ConversationStore(tmp_path, SystemClock())
    keeper = store.keeper()
    keep_events(keeper, turn("Hi", "Hello."))
    assert store.listed().result()
    assert store.last == keeper.id
    other.delete(keeper.id).result()
    keep_events(keeper, turn("Later", "Hello."))
    assert store.listed().result() == []
    assert store.last == ""
    store.close()
    other.close()


async def test_a_program_that_ends_before_the_prompt_of_a_new_branch_hides_nothing(tmp_path: Path) -> None:
    async with talking(tmp_path, text_reply("one"), text_reply("two"), new=True) as session:
        await session.turn("first")
        await session.turn("second")
    store = ConversationStore(tmp_path, SystemClock())
    kept = await asyncio.wrap_future(store.load())
    for before in ("", kept.turns[0].key):
        store.keeper(kept).show(before)
        await asyncio.wrap_future(store.verify())
        loaded = await asyncio.wrap_future(store.load())
        assert said_by(loaded) == ["first", "one", "second", "two"]
    store.close()


def said_by(kept: KeptConversation) -> list[str]:
    return [str(message.text) for message in ChatState().fold(kept.events).conversation.messages]
