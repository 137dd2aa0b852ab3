"""An app with a real store behind it, and what is done in its list of conversations."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from textual.worker import WorkerError

from streamtui.cli.clock import SystemClock
from streamtui.cli.compose.app_history import AppHistory
from streamtui.core.ports.provider import ChatProvider
from streamtui.core.ports.race_entries import Places
from streamtui.core.ports.session import Conversing
from streamtui.core.ports.store import KeptConversation
from streamtui.frontends.tui.history.picker import HistoryPicker
from streamtui.session.live import LiveSession
from streamtui.storage.conversations.store import ConversationStore
from tests.doubles.providers import FakeEndpoint, FakeProvider
from tests.frontends.tui.stage import WIDE, Stage, stage
from tests.storage.conversations.test_store import keep, turn


class Shelf:
    """A stage, and the store."""

    def __init__(self, on: Stage, store: ConversationStore) -> None:
        self.on = on
        self.store = store

    @property
    def picker(self) -> HistoryPicker:
        assert isinstance(self.on.app.screen, HistoryPicker)
        return self.on.app.screen

    @property
    def titles(self) -> list[str]:
        return [row.title for row in self.store.search("").result()]

    async def press(self, *keys: str) -> str:
        """Press these, one after the other; returns what the screen says then."""
        for key in keys:
            await self.on.pilot.press(key)
            await self.done()
        return self.on.text

    async def type(self, text: str) -> str:
        """Write into the list's field."""
        self.picker.field.insert_text_at_cursor(text)
        await self.done()
        return self.on.text

    async def done(self) -> None:
        """Wait until the store has answered."""
        await self.on.pilot.pause()
        while asked := [each for each in self.on.app.workers if each.group in GROUPS and not each.is_finished]:
            for worker in asked:
                with suppress(WorkerError):
                    await worker.wait()
            await self.on.pilot.pause()
        await self.on.settle()


GROUPS = ("history", "history change", "kept")


@asynccontextmanager
async def shelf(
    folder: Path,
    *said: tuple[str, str],
    size: tuple[int, int] = WIDE,
    fill: Callable[[ConversationStore], object] | None = None,
    opened: bool = True,
    provider: FakeProvider | None = None,
    places: Places | None = None,
) -> AsyncIterator[Shelf]:
    """The list is open if it is to be; conversations of one turn each are in it, the last one first."""
    store = ConversationStore(folder, SystemClock())
    for prompt, answer in said:
        keep(store, *turn(prompt, answer))
        store.listed().result()
    if fill is not None:
        fill(store)

    def go_on(provider: ChatProvider, conversation: KeptConversation | None) -> Conversing:
        ids = iter(range(1000))
        return LiveSession(
            provider,
            FakeEndpoint(),
            SystemClock(),
            new_id=lambda: f"n{next(ids)}",
            keeper=store.keeper(conversation),
            before=conversation,
        )

    try:
        async with stage(size, FakeEndpoint(provider), history=AppHistory(store, go_on), places=places) as on:
            found = Shelf(on, store)
            await found.press(*(["f2"] if opened else []))
            await found.done()
            yield found
    finally:
        store.close()
