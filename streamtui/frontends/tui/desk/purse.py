"""The budget, where a turn may begin before there is a screen to ask on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Protocol, TypeAlias

from streamtui.core.ports.budget import Budget, OverBudget
from streamtui.core.ports.session import Conversing
from streamtui.frontends.tui.desk.coming import Coming
from streamtui.frontends.tui.desk.connection import Connection

Turn: TypeAlias = Callable[[Conversing], Coroutine[None, None, None]]
Asks: TypeAlias = Callable[[Budget], Awaitable[OverBudget]]


class TakeTurn(Protocol):
    """Begins a turn."""

    def __call__(
        self, turn: Turn, prompt: str = "", *, free: bool = False, refused: Callable[[], object] = lambda: None
    ) -> None:
        """Unless it is `free`, the budget may refuse it: then `refused` is called, and the prompt is given back, with
        all that wait."""
        ...


class Purse:
    """Asked before each turn; without a budget it is open."""

    def __init__(self, budget: Budget | None, connection: Connection, changed: Callable[[], object]) -> None:
        """`changed` is called when the person begins, or ceases, to be asked."""
        self._budget, self._connection, self._changed = budget, connection, changed
        self.is_asking = False
        """A turn waits for what the person says of the budget."""
        self._asks = Coming[Asks]()
        self._untold: list[str] = []
        if budget is not None:
            budget.asks, budget.say = self._ask, self._untold.append

    def come(self, asks: Asks, say: Callable[[str], object]) -> None:
        """Ask so, and say so what the person should know, from now on."""
        self._asks.come(asks)
        if self._budget is not None:
            self._budget.say = say
        while self._untold:
            say(self._untold.pop(0))

    def before(self, turn: Turn, refused: Callable[[], None]) -> Turn:
        """The turn, once it may begin; where it may not, or is stopped before, `refused` is called."""

        async def begun(session: Conversing) -> None:
            try:
                may_begin = await self.opens()
            except asyncio.CancelledError:  # whoever stops it while the question waits has sent nothing either
                refused()
                raise
            if may_begin:
                await turn(session)
            else:
                refused()

        return begun

    def renew(self) -> None:
        """Something new begins: what was allowed this time is allowed no more."""
        if self._budget is not None:
            self._budget.begin()

    async def opens(self) -> bool:
        """Whether a turn may begin that asks the place; the person may be asked."""
        if self._budget is None:
            return True
        self.renew()
        endpoint = self._connection.endpoint
        return await self._budget.admits(endpoint.label, free=not endpoint.may_cost)

    async def _ask(self) -> OverBudget:
        assert self._budget is not None
        asks = await self._asks.here()
        self.is_asking = True
        self._changed()
        try:
            return await asks(self._budget)
        finally:
            self.is_asking = False
            self._changed()
