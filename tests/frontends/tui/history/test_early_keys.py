"""What is pressed in the list of conversations before it has come is about what comes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from streamtui.cli.compose.app_history import AppHistory
from streamtui.core.ports.store import ConversationRow
from streamtui.frontends.tui.kit import in_order
from tests.frontends.tui.history.shelf import shelf


@pytest.fixture
def may_find(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """While it is not set no search is over."""
    found, search = asyncio.Event(), AppHistory.search
    found.set()

    async def held(history: AppHistory, words: str, limit: int) -> Sequence[ConversationRow]:
        await found.wait()
        return await search(history, words, limit)

    monkeypatch.setattr(AppHistory, "search", held)
    return found


async def test_what_is_taken_or_deleted_is_what_was_looked_for(
    tmp_path: Path, may_find: asyncio.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_order, "LOOKS", 100_000)
    said = ("Of apples", "Red."), ("Of pears", "Green."), ("Of plums", "Blue.")
    async with shelf(tmp_path, *said, opened=False) as at:
        may_find.clear()
        await at.on.press("f2", *"pears", "ctrl+x", "escape", "f2", *"apples", "enter", *"More")
        assert at.on.app.waiting == len(["ctrl+x", "escape", "f2", *"apples", "enter", *"More"])
        may_find.set()
        while at.on.app.waiting:
            await at.done()
        await at.done()
        assert "Red." in at.on.text
        assert at.on.prompt.text == "More"
        assert at.titles == ["Of plums", "Of apples"]


async def test_a_list_that_does_not_come_says_so_and_can_be_left(
    tmp_path: Path, may_find: asyncio.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_order, "LOOKS", 1)
    async with shelf(tmp_path, ("Of apples", "Red."), opened=False) as at:
        may_find.clear()
        await at.on.press("f2", "enter")
        await at.on.seen("still being looked for")
        await at.on.press("escape", *"Hello")
        assert at.on.prompt.text == "Hello"
