"""A race that was asked for before its place was ready takes nothing of what is typed meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from streamtui.core.ports.race import Race
from streamtui.core.ports.race_entries import Entry
from streamtui.core.ports.session import Recorder
from streamtui.frontends.tui.kit.guard import QUIET_S, TYPING_S
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.race.picker import LateRacePicker
from tests.doubles.providers import FakeEndpoint
from tests.frontends.tui.stage import Stage, stage


class FakeRaces:
    """Two models, and no race."""

    profile = "lab"
    lists_all = True

    def others(self) -> Sequence[Entry]:
        return ()

    async def models(self) -> Sequence[Entry]:
        return [Entry("lab", "a"), Entry("lab", "b")]

    def start(
        self,
        entries: Sequence[Entry],
        messages: Sequence[Mapping[str, Any]],
        parameters: Mapping[str, Any],
        recorders: Sequence[Recorder] = (),
    ) -> Race:
        raise NotImplementedError


@asynccontextmanager
async def early(*sent: str) -> AsyncIterator[Stage]:
    """The chat in which these were sent before it was ready, and now it is."""
    endpoint = FakeEndpoint(ready=False)
    async with stage(endpoint=endpoint, races=FakeRaces()) as on:
        for text in sent:
            await on.send(text)
        endpoint.succeed()
        while not on.chat_screen.guard.waits:
            await on.pilot.pause()
        yield on


async def comes_up(on: Stage) -> LateRacePicker:
    """The list of who races, once nobody typed for a while."""
    while not isinstance(screen := on.app.screen, LateRacePicker):
        on.fake.clock.advance(TYPING_S)
        await on.pilot.pause()
    await on.pilot.pause()
    return screen


def question(screen: LateRacePicker) -> str:
    return screen.query_one(PromptInput).text


async def test_what_was_sent_behind_it_is_sent_to_the_chat_when_it_is_over() -> None:
    async with early("/race Why?", "hello") as on:
        picker = await comes_up(on)
        assert question(picker) == "Why?"
        assert on.session.prompts == []
        on.fake.clock.advance(2 * QUIET_S)
        await on.press("escape")
        await on.settle()
        assert on.session.prompts == ["hello"]


async def test_it_does_not_come_up_while_a_prompt_is_written_which_then_waits_behind_it() -> None:
    async with early("/race") as on:
        await on.press(*"maybe")
        on.fake.clock.advance(10 * TYPING_S)
        await on.settle()
        assert on.app.screen is on.chat_screen
        assert on.prompt.text == "maybe"
        assert "Tab Answer" in on.text
        await on.press("enter")
        assert "next  maybe" in on.text
        assert question(await comes_up(on)) == ""
        on.fake.clock.advance(2 * QUIET_S)
        await on.press("escape")
        await on.settle()
        assert on.session.prompts == ["maybe"]


async def test_what_is_typed_as_it_comes_up_goes_into_the_prompt_and_later_into_its_question() -> None:
    async with early("/race") as on:
        picker = await comes_up(on)
        await on.pilot.press(*"late")
        assert on.prompt.text == "late"
        assert question(picker) == ""
        on.fake.clock.advance(2 * QUIET_S)
        await on.pilot.press(*"Why?")
        assert question(picker) == "Why?"
        assert on.prompt.text == "late"


async def test_tab_has_it_come_up_at_once() -> None:
    async with early("/race Why?") as on:
        await on.press(*"maybe", "tab")
        while not isinstance(on.app.screen, LateRacePicker):
            await on.pilot.pause()
        assert on.prompt.text == "maybe"
