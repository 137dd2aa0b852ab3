"""Before more is spent than the budget of the day, the person is asked; nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from math import isinf

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.ports.spending import Spent
from streamtui.frontends.tui.kit.guard import QUIET_S, TYPING_S
from streamtui.frontends.tui.questions.budget import BudgetQuestionScreen, budget_rows
from streamtui.rows.row import cells, joined
from streamtui.session.budget import DailyBudget
from tests.doubles.providers import FakeEndpoint
from tests.frontends.tui.stage import NARROW, WIDE, Stage, stage

pytestmark = pytest.mark.one_python


def budget_of(spent_usd: float) -> DailyBudget:
    async def elsewhere() -> tuple[float, Sequence[str]]:
        return spent_usd, ()

    return DailyBudget(5, today=lambda: date(2026, 11, 3), elsewhere=elsewhere)


class Spending:
    """Keeps nothing."""

    def __init__(self, budget: DailyBudget) -> None:
        self.budget = budget

    async def read(self) -> tuple[Spent, Spent] | None:
        return None


@asynccontextmanager
async def spent(spent_usd: float, size: tuple[int, int] = WIDE, *, may_cost: bool = True) -> AsyncIterator[Stage]:
    budget, endpoint = budget_of(spent_usd), FakeEndpoint()
    endpoint.may_cost = may_cost
    async with stage(size, endpoint, budget=budget, spending=Spending(budget)) as on:
        yield on


async def question(on: Stage) -> BudgetQuestionScreen:
    """Wait until it stands there and presses count."""
    while not isinstance(screen := on.app.screen, BudgetQuestionScreen):
        on.fake.clock.advance(TYPING_S)
        await on.pilot.pause()
    while isinf(screen.guard.left_s):
        await on.pilot.pause()
    on.fake.clock.advance(QUIET_S + 0.1)
    await on.pilot.pause()
    return screen


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("key", ["n", "escape", "ctrl+c"])
async def test_a_no_sends_nothing_and_gives_the_prompt_back(key: str, size: tuple[int, int]) -> None:
    async with spent(5.02, size) as on:
        await on.send("Why is the sky blue?")
        await question(on)
        assert "The budget of today is spent. Send it all the same?" in on.text
        await on.press(key)
        assert (on.session.prompts, on.prompt.text) == ([], "Why is the sky blue?")
        assert on.chat_screen.desk.is_empty
        await on.press("enter")  # it is asked anew
        await question(on)


async def test_all_that_waits_comes_back_in_its_order() -> None:
    async with spent(5.02) as on:
        await on.send("One")
        await on.send("Two")
        await question(on)
        await on.press("n")
        assert on.prompt.text == "One\nTwo"
        assert on.session.prompts == []


async def test_a_yes_sends_it_this_time() -> None:
    async with spent(5.02) as on:
        await on.send("One")
        await question(on)
        await on.press("y")
        assert on.session.prompts == ["One"]
        await on.answer("Hello")
        await on.finish()
        await on.send("Two")
        await question(on)
        assert on.session.prompts == ["One"]


async def test_a_yes_to_all_of_today_is_asked_no_more() -> None:
    async with spent(5.02) as on:
        await on.send("One")
        await question(on)
        await on.press("A")
        await on.answer("Hello")
        await on.finish()
        await on.send("Two")
        assert on.session.prompts == ["One", "Two"]


async def test_what_is_typed_as_it_comes_up_is_no_answer() -> None:
    async with spent(5.02) as on:
        await on.send("One")
        while not isinstance(on.app.screen, BudgetQuestionScreen):
            on.fake.clock.advance(TYPING_S)
            await on.pilot.pause()
        await on.pilot.press("y")
        await question(on)
        assert on.session.prompts == []
        await on.press("n")
        assert on.prompt.text == "One\ny"


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_while_the_person_types_it_waits_above_the_prompt_until_it_is_called(size: tuple[int, int]) -> None:
    async with spent(5.02, size) as on:
        await on.send("One")
        await on.press(*"May")
        on.fake.clock.advance(10 * TYPING_S)
        await on.press("y")
        assert "? The budget of today is spent · Tab answers" in on.text
        assert "Tab Answer" in on.text.splitlines()[-1]
        await on.press("tab")
        await question(on)
        await on.press("y")
        assert (on.session.prompts, on.prompt.text) == (["One"], "Mayy")
        assert "The budget of today" not in on.text


async def test_who_stops_while_it_waits_has_the_prompt_back() -> None:
    async with spent(5.02) as on:
        await on.send("One")
        await on.press(*"May")
        assert "Tab answers" in on.text
        await on.press("escape")
        assert (on.session.prompts, on.prompt.text) == ([], "One\nMay")
        assert "Tab answers" not in on.text


async def test_who_is_near_it_is_told_once_and_sees_it() -> None:
    async with spent(4.1) as on:
        await on.send("One")
        assert on.session.prompts == ["One"]
        note = on.app.note
        assert note is not None
        assert note.text.startswith("$4.10 of the $5.00 for today are spent")
        await on.answer("Hello")
        await on.finish()
        assert on.figure("budget") == "82 % !  of $5.00"
        await on.send("Two")
        assert on.session.prompts == ["One", "Two"]


async def test_a_place_that_costs_nothing_is_not_asked_about() -> None:
    async with spent(9.0, may_cost=False) as on:
        await on.send("One")
        await on.play(ev.RequestSent(on.now, 1, "m"))
        assert on.session.prompts == ["One"]


@pytest.mark.parametrize("width", [10, 40, 84])
def test_the_question_fits_any_width(width: int) -> None:
    rows = budget_rows(budget_of(5.0), width)
    assert all(cells(row) <= width for row in rows)
    assert "cost_usd_per_day" in "".join(joined(rows).split())


@pytest.mark.parametrize("text", ["One", "One, otherwise"])
async def test_what_was_edited_and_is_refused_is_edited_on(text: str) -> None:
    async with spent(5.02) as on:
        await on.send("One")
        await question(on)
        await on.press("y")
        await on.answer("Hello")
        await on.finish()
        on.chat_screen.edit_last()
        on.prompt.text = text
        await on.press("enter")
        await question(on)
        await on.press("n")
        assert on.prompt.text == text
        assert "✎ Enter asks this in its place" in on.text
        await on.press("enter")
        await question(on)
        await on.press("y")
        assert (on.session.repeated, len(on.session.edited)) == ((1, 0) if text == "One" else (0, 1))
