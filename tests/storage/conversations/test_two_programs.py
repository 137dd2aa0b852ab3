"""Two programs go on with one conversation: whatever either adds is there, and can be reached, at the next start."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from streamtui.cli.clock import SystemClock
from streamtui.cli.compose.sessions import new_id
from streamtui.core.chat.conversation import Notice
from streamtui.session.live import LiveSession
from streamtui.storage.conversations.store import ConversationStore
from tests.doubles.providers import FakeEndpoint, FakeProvider, Script, text_reply


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
