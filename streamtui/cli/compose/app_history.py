"""The kept conversations, as the full-screen chat asks for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from streamtui.core.ports.provider import ChatProvider
from streamtui.core.ports.session import Conversing
from streamtui.core.ports.store import ConversationRow, KeptConversation

if TYPE_CHECKING:
    from streamtui.storage.conversations.store import ConversationStore


class AppHistory:
    """See core.ports.store.History."""

    def __init__(
        self, store: ConversationStore, go_on: Callable[[ChatProvider, KeptConversation | None], Conversing]
    ) -> None:
        self._store, self._go_on = store, go_on

    async def search(self, words: str) -> Sequence[ConversationRow]:
        return await asyncio.wrap_future(self._store.search(words))

    async def load(self, conversation: str) -> KeptConversation:
        return await asyncio.wrap_future(self._store.load(conversation))

    def session(self, provider: ChatProvider, conversation: KeptConversation) -> Conversing:
        return self._go_on(provider, conversation)
