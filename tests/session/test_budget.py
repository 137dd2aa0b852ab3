"""A budget of a day: warned, asked, forgotten the next day."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import date, timedelta

from streamtui.core.faults.faults import DiskError
from streamtui.core.ports.budget import OverBudget
from streamtui.session.budget import DailyBudget


class Days:
    """A budget of ten dollars, and what came of it."""

    def __init__(self, others: float = 0.0, answers: tuple[OverBudget, ...] = ()) -> None:
        self.day = date(2026, 11, 3)
        self.others = others
        self.fails = False
        self.priced: set[str] = set()
        self.said: list[str] = []
        self.answers = list(answers)
        self.budget = DailyBudget(10, today=lambda: self.day, elsewhere=self.elsewhere, say=self.said.append)
        if answers:
            self.budget.asks = self.asks

    async def elsewhere(self) -> tuple[float, Collection[str]]:
        if self.fails:
            raise DiskError("No.")
        return self.others, self.priced

    async def asks(self) -> OverBudget:
        await asyncio.sleep(0)
        return self.answers.pop(0)

    async def admits(self) -> bool:
        return await self.budget.admits("work", free=False)


async def test_it_is_told_once_a_day_that_most_of_it_is_spent() -> None:
    days = Days(others=7.9)
    assert await days.admits()
    assert days.said == []
    days.budget.charge("work", 0.1)
    days.budget.charge("work", 0.1)
    told = "$8.00 of the $10.00 for today are spent; `cost_usd_per_day` in [limits] sets how much may be."
    assert days.said == [told]
    days.day += timedelta(days=1)
    days.others = 9.0
    assert await days.admits()
    assert len(days.said) == 2


async def test_many_small_costs_reach_it_as_their_sum_does() -> None:
    days = Days()
    for cents in range(10, 1010, 10):
        assert await days.admits()
        days.budget.charge("work", 0.1)
        assert bool(days.said) == (cents >= 800)
    assert not await days.admits()


async def test_without_anybody_to_ask_nothing_goes_beyond_it() -> None:
    days = Days(others=10.0)
    assert not await days.admits()
    assert days.budget.refusal.startswith("$10.00 of the $10.00 for today are spent, so nothing was sent")
    days.day, days.others = days.day + timedelta(days=1), 0.0
    assert await days.admits()


async def test_a_yes_holds_for_this_turn_or_for_the_day() -> None:
    days = Days(10.0, ("once", "no", "today"))
    assert await days.admits()
    assert await days.admits()
    days.budget.begin()
    assert not await days.admits()
    assert await days.admits()
    days.budget.begin()
    assert await days.admits()
    assert days.answers == []


async def test_of_many_at_a_time_one_asks_for_all() -> None:
    days = Days(10.0, ("no", "once"))
    assert not any(await asyncio.gather(days.admits(), days.admits(), days.admits()))
    assert all(await asyncio.gather(days.admits(), days.admits()))


async def test_whose_turn_is_stopped_while_it_asks_leaves_the_question_to_the_next() -> None:
    days = Days(10.0, ("once", "today"))
    first, second = asyncio.create_task(days.admits()), asyncio.create_task(days.admits())
    await asyncio.sleep(0)
    first.cancel()
    assert await second
    assert first.cancelled()


async def test_a_free_place_is_never_asked_about_until_it_told_a_cost() -> None:
    days = Days(10.0)
    assert await days.budget.admits("here", free=True)
    days.budget.charge("here", 0.5)
    days.priced.add("there")
    assert not await days.budget.admits("here", free=True)
    assert not await days.budget.admits("there", free=True)


async def test_a_store_that_fails_leaves_what_is_known() -> None:
    days = Days(10.0)
    assert not await days.admits()
    days.fails = True
    assert not await days.admits()


async def test_what_is_allowed_this_time_holds_until_the_next_begins() -> None:
    days = Days(10.0, ("once",))
    assert await days.admits()
    days.budget.begin()
    days.budget.asks = None
    assert not await days.admits()


def test_a_price_that_nobody_knows_is_told_once_a_model() -> None:
    days = Days()
    days.budget.miss("odd")
    days.budget.miss("odd")
    told = (
        "What odd costs is not known, so it is not counted towards the $10.00 a day of `cost_usd_per_day` in [limits]."
    )
    assert days.said == [told]
