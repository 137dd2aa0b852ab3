"""The kept conversations, as the full-screen chat asks for them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from streamtui.config.environment import working_folder
from streamtui.core.faults.beginnings import beginning
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.provider import ChatProvider
from streamtui.core.ports.session import Conversing
from streamtui.core.ports.store import ConversationRow, KeptConversation
from streamtui.files.whole import make_folder, write_named

if TYPE_CHECKING:
    from streamtui.storage.conversations.store import ConversationStore

PAGE = 40
"""Turns of a conversation that are read before it is shown; those before them come at once behind."""


class AppHistory:
    """See core.ports.store.History."""

    def __init__(
        self, store: ConversationStore, go_on: Callable[[ChatProvider, KeptConversation | None], Conversing]
    ) -> None:
        self._store, self._go_on = store, go_on

    async def search(self, typed: str, limit: int = 100) -> Sequence[ConversationRow]:
        return await asyncio.wrap_future(self._store.search(typed, limit))

    async def load(self, conversation: str, at: int | None = None) -> KeptConversation:
        return await asyncio.wrap_future(self._store.load(conversation, at, PAGE))

    async def title(self, conversation: str) -> str:
        return await asyncio.wrap_future(self._store.title(conversation))

    async def retitle(self, conversation: str, title: str) -> None:
        await asyncio.wrap_future(self._store.retitle(conversation, title))

    async def pin(self, conversation: str, *, pinned: bool) -> None:
        await asyncio.wrap_future(self._store.pin(conversation, pinned=pinned))

    async def discard(self, conversation: str, *, discarded: bool) -> None:
        await asyncio.wrap_future(self._store.discard(conversation, discarded=discarded))

    async def delete(self, conversation: str) -> None:
        await asyncio.wrap_future(self._store.delete(conversation))

    async def export(self, conversation: str, target: str) -> str:
        from streamtui.exports.forms import WITH_TREES, form_of

        if not target.strip():
            raise ConfigurationError("Name a file.")
        path = Path(os.path.expanduser(target.strip()))  # noqa: ASYNC240, PTH111 (looks nowhere but in the environment)
        if (form := form_of(path)) is None:
            raise ConfigurationError(
                f"{path.name} doesn't say in which form: let it end in .md, .html, .json or .jsonl."
            )
        whole = await asyncio.wrap_future(self._store.load_whole(conversation, tree=form in WITH_TREES))
        await asyncio.to_thread(_write, whole, form, path)
        return str(path if path.is_absolute() else working_folder() / path)

    def session(self, provider: ChatProvider, conversation: KeptConversation) -> Conversing:
        return self._go_on(provider, conversation)


def _write(whole: KeptConversation, form: str, path: Path) -> None:
    from streamtui.exports.forms import exported

    pieces = (piece.encode("utf-8", "replace") for piece in exported([whole], form))
    with beginning(f"The file {path}"):
        try:
            make_folder(path.parent)
            write_named(path, pieces)
        except FileExistsError as error:
            raise ConfigurationError(f"{path} is there already and stays as it is: choose another name.") from error
