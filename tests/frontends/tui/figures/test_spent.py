"""What today and this month took stands beside the chat, where there is room."""

from __future__ import annotations

import asyncio

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.usage import Usage
from streamtui.core.faults.faults import DiskError
from streamtui.core.ports.budget import Budget
from streamtui.core.ports.spending import Spent
from streamtui.frontends.tui.figures.side_panel import SidePanel
from streamtui.frontends.tui.figures.spent import SpentFigures
from tests.frontends.tui.live_stage import LiveStage, live_stage
from tests.frontends.tui.stage import NARROW, Stage, stage

pytestmark = pytest.mark.one_python


class FakeSpending:
    """Says what it is given, time after time."""

    budget: Budget | None = None

    def __init__(self, *spent: tuple[Spent, Spent] | DiskError) -> None:
        self.spent = list(spent)

    async def read(self) -> tuple[Spent, Spent]:
        spent = self.spent.pop(0)
        if isinstance(spent, DiskError):
            raise spent
        return spent


def both(usd: float | None, tokens: int = 1000) -> tuple[Spent, Spent]:
    return Spent(tokens, cost_usd=usd), Spent(2_500_000, estimated=True, cost_usd=None if usd is None else usd + 10)


async def answered(on: Stage, usd: float, reply: str = "") -> None:
    await on.send("Hi")
    await on.play(ev.RequestSent(on.now, 1, "m", reply=reply))
    await on.answer("Hello")
    await on.play(ev.UsageReported(on.now, Usage(60, 40, 100)), ev.CostReported(on.now, usd, "server"))


def told(on: Stage | LiveStage) -> list[list[str]]:
    lines = [line.partition("│")[2].split() for line in on.text.splitlines()]
    return [line for line in lines if line[:1] in (["today"], ["month"])]


async def test_what_comes_now_is_added_until_the_store_has_it() -> None:
    spending = FakeSpending(both(2.0), both(2.5, 1100))
    async with stage(spending=spending) as on:
        await answered(on, 1.0)
        assert told(on) == []
        await on.finish()
        assert told(on) == [["today", "$2.00", "1,000"], ["month", "$12.00", "~2,500", "k"]]
        await answered(on, 0.25)
        assert told(on) == [["today", "$2.25", "1,100"], ["month", "$12.25", "~2,500", "k"]]
        await on.finish()
        assert told(on) == [["today", "$2.50", "1,100"], ["month", "$12.50", "~2,500", "k"]]
        assert spending.spent == []


async def test_a_cost_that_nobody_knows_is_a_dash() -> None:
    async with stage(spending=FakeSpending(both(None))) as on:
        await on.send("Hi")
        await on.answer("Hello")
        await on.finish()
        assert told(on)[0] == ["today", "–", "1,000"]


async def test_a_store_that_fails_says_nothing_here() -> None:
    async with stage(spending=FakeSpending(DiskError("No."))) as on:
        await answered(on, 1.0)
        await on.finish()
        assert told(on) == []


@pytest.mark.parametrize("size", [NARROW, (120, 16)])
async def test_where_there_is_no_room_it_is_left_out(size: tuple[int, int]) -> None:
    async with stage(size, spending=FakeSpending(both(2.0))) as on:
        await answered(on, 1.0)
        await on.finish()
        assert "SPENT" not in on.text


async def test_an_answer_of_another_branch_is_not_counted_again(fault_url: str) -> None:
    spending = FakeSpending(*[both(1.0)] * 9)
    async with live_stage(fault_url, size=(120, 50)) as on:
        on.screen.remove_class("-side-hidden")
        on.screen.query_one(SidePanel)._spent = SpentFigures(spending, lambda: True)
        await on.ask("One")
        await on.ask("Two")
        await on.press("alt+r")
        await on.idle()
        await on.shows("$1.00       1,000")
        await on.press("tab", "left")
        await on.idle()
        await on.shows("‹ 1/2 ›")
        assert [line for line in told(on) if line[0] == "today"] == [["today", "$1.00", "1,000"]]


async def test_what_is_drawn_when_that_was_read_is_the_chat_as_it_is_then() -> None:
    class Slow(FakeSpending):
        may = asyncio.Event()

        async def read(self) -> tuple[Spent, Spent]:
            await self.may.wait()
            return await super().read()

    spending = Slow(both(1.0), both(1.5))
    async with stage(spending=spending) as on:
        await answered(on, 1.0)
        await on.finish()
        await on.press("ctrl+n")
        await answered(on, 0.25, "another")
        spending.may.set()
        while len(spending.spent) == 2:
            await on.pilot.pause()
        await on.settle()
        assert told(on)[0][:2] == ["today", "$1.25"]
        assert len(spending.spent) == 1  # the reply that comes is in what is kept once it is over
        await on.finish()
        assert spending.spent == []


async def test_what_the_store_takes_no_more_is_spent_all_the_same() -> None:
    async with stage(spending=FakeSpending(both(1.0), both(1.0), both(1.0))) as on:
        await answered(on, 1.0)
        await on.finish()
        on.session.kept_as = ""
        for spent in ("$1.50", "$2.00"):
            await answered(on, 0.5)
            await on.finish()
            assert told(on)[0][:2] == ["today", spent]
