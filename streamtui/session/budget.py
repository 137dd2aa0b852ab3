"""A budget for each day: what was spent elsewhere, and by this run of the program, kept or not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from datetime import date

from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.budget import WARNED_FROM, OverBudget
from streamtui.core.words import figures

SETTING = "`cost_usd_per_day` in [limits]"
_VARIABLE = "STREAMTUI_LIMITS_COST_USD_PER_DAY"
_ROUNDED_USD = 1e-9
"""Less than any reply costs."""


class DailyBudget:
    """See core.ports.budget.Budget."""

    def __init__(
        self,
        limit_usd: float,
        *,
        today: Callable[[], date],
        elsewhere: Callable[[], Awaitable[tuple[float, Collection[str]]]],
        say: Callable[[str], object] = lambda _: None,
    ) -> None:
        """`elsewhere` gives what others than this run have spent today in US dollars, and the places that cost some.

        It may raise StreamtuiError.
        """
        self.limit_usd = limit_usd
        self.asks: Callable[[], Awaitable[OverBudget]] | None = None
        self.say = say
        self._today, self._elsewhere = today, elsewhere
        self._day = today()
        self._others_usd = self._own_usd = 0.0
        self._priced: set[str] = set()
        """The places that have told what a reply cost."""
        self._missed: set[str] = set()
        self._warned = False
        self._allowed: OverBudget = "no"
        self._answers = 0
        """How often the person was asked."""
        self._asking = asyncio.Lock()

    @property
    def spent_usd(self) -> float:
        return self._others_usd + self._own_usd

    @property
    def refusal(self) -> str:
        return f"{self._so_far}, so nothing was sent: {SETTING} sets how much may be, or {_VARIABLE} for one command."

    def begin(self) -> None:
        if self._allowed == "once":
            self._allowed = "no"

    async def admits(self, place: str, *, free: bool) -> bool:
        await self._look()
        if free and place not in self._priced:
            return True
        self._warn()
        if not self._reaches(self.limit_usd) or self._allowed != "no":
            return True
        answers = self._answers
        async with self._asking:  # of many that ask at a time the first one asks for all
            if self._answers == answers:
                self._allowed = await self.asks() if self.asks is not None else "no"
                self._answers += 1
        return self._allowed != "no"

    def charge(self, place: str, usd: float) -> None:
        self._turn_day()
        self._priced.add(place)
        self._own_usd += usd
        self._warn()

    def miss(self, model: str) -> None:
        if model not in self._missed:
            self._missed.add(model)
            limit = figures.money(self.limit_usd)
            self.say(f"What {model} costs is not known, so it is not counted towards the {limit} a day of {SETTING}.")

    async def _look(self) -> None:
        self._turn_day()
        with suppress(StreamtuiError):  # who keeps the conversations says why
            self._others_usd, places = await self._elsewhere()
            self._priced.update(places)

    def _turn_day(self) -> None:
        if (day := self._today()) != self._day:
            self._day, self._own_usd, self._others_usd = day, 0.0, 0.0
            self._warned, self._allowed = False, "no"

    def _reaches(self, usd: float) -> bool:
        """So much was spent, but for what sums of such numbers are off by."""
        return self.spent_usd >= usd - _ROUNDED_USD

    def _warn(self) -> None:
        if not self._warned and self._reaches(WARNED_FROM * self.limit_usd):
            self._warned = True
            self.say(f"{self._so_far}; {SETTING} sets how much may be.")

    @property
    def _so_far(self) -> str:
        spent, limit = figures.money(self.spent_usd), figures.money(self.limit_usd)
        return f"{spent} of the {limit} for today {'is' if self.spent_usd < 2 else 'are'} spent"
