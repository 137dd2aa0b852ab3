"""The budget of a day, where one is set: for all endpoints of a run of the program."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

from streamtui.cli.compose.places import Places
from streamtui.cli.compose.stores import close_store, is_store, open_store
from streamtui.core.ports.budget import Budget, BudgetError
from streamtui.core.words.since import since

if TYPE_CHECKING:
    from streamtui.core.ports.provider import Endpoint
    from streamtui.storage.conversations.store import ConversationStore


@contextmanager
def within_budget(
    places: Places, store: ConversationStore | None, say: Callable[[str], object] = lambda _: None
) -> Iterator[Budget | None]:
    """Have all endpoints keep within the budget, where one is set, while the block lasts.

    `store` is where this run keeps what it gets; without one, what others have kept there counts all the same.
    """
    limit_usd = places.configuration.settings.limits.cost_usd_per_day
    if limit_usd is None:
        yield None
        return
    from streamtui.session.budget import DailyBudget

    read = store or (open_store(places) if is_store(places) else None)

    async def elsewhere() -> tuple[float, Sequence[str]]:
        if read is None:
            return 0.0, ()
        beginning = since("today", datetime.now().astimezone()).timestamp()
        spent, priced = await asyncio.wrap_future(read.spent_elsewhere(beginning))
        return spent.cost_usd or 0.0, priced

    places.limits.budget = DailyBudget(limit_usd, today=date.today, elsewhere=elsewhere, say=say)
    try:
        yield places.limits.budget
    finally:
        if read is not None and read is not store:
            close_store(read, say)


async def require_budget(budget: Budget | None, endpoints: Iterable[Endpoint]) -> None:
    """Raises BudgetError where one of them can't be asked today any more, so that nothing is begun."""
    for endpoint in endpoints:
        if budget is not None and not await budget.admits(endpoint.label, free=not endpoint.may_cost):
            raise BudgetError(budget.refusal)
