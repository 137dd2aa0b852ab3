"""What was spent today and this month, as the full-screen chat asks for it."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from streamtui.core.ports.budget import Budget
from streamtui.core.ports.spending import Spent
from streamtui.core.words.since import since

if TYPE_CHECKING:
    from streamtui.storage.conversations.store import ConversationStore


class AppSpending:
    """See core.ports.spending.Spending."""

    def __init__(self, store: ConversationStore | None, budget: Budget | None) -> None:
        self.budget = budget
        self._store = store

    async def read(self) -> tuple[Spent, Spent] | None:
        """See core.ports.spending.Spending."""
        if self._store is None:
            return None
        now = datetime.now().astimezone()
        beginnings = (since("today", now), since(f"{now:%Y-%m}", now))
        today, month = (self._store.spent(beginning.timestamp()) for beginning in beginnings)
        return await asyncio.wrap_future(today), await asyncio.wrap_future(month)
