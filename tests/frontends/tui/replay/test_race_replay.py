"""Recordings as a race that happened: all of the screen is one instant, whatever way led there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from streamtui.core.chat import events as ev
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.usage import Usage
from streamtui.core.playback.lanes import together
from streamtui.frontends.tui.desk.services import Shown
from streamtui.frontends.tui.replay.bar import ReplayBar
from streamtui.frontends.tui.replay.race_screen import RaceReplayScreen
from streamtui.frontends.tui.replay_app import ReplayApp
from tests.doubles.clocks import FakeClock


def chat(start: float, words: str, step_s: float, end: bool = True) -> list[ev.StreamEvent]:
    """A word every so many seconds."""
    events: list[ev.StreamEvent] = [ev.PromptSubmitted(start, "Why?"), ev.RequestSent(start, 1, "m")]
    at = start
    for word in words.split():
        at += step_s
        events += [ev.ChunkReceived(at), ev.TextDelta(at, f"{word} ")]
    if end:
        events += [
            ev.UsageReported(at, Usage(3, 20)),
            ev.FinishReported(at, "stop"),
            ev.ReplyFinished(at),
            ev.TurnFinished(at),
        ]
    return events


LANES = together([[chat(1000.0, "the sky is blue at noon", 0.5)], [chat(7.0, "it looks green by night", 1.0)]])


class Played:
    def __init__(self, pilot: Pilot[object], screen: RaceReplayScreen, clock: FakeClock) -> None:
        self.pilot, self.screen, self.clock = pilot, screen, clock

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def settle(self) -> None:
        self.screen.draw()
        for column in self.screen.columns:
            column.transcript.flush()
        await self.pilot.pause()

    @property
    def text(self) -> str:
        return "\n".join(strip.text.rstrip() for strip in self.pilot.app.screen._compositor.render_strips())

    @property
    def table(self) -> list[list[str]]:
        rows = [line.split() for line in self.text.splitlines()[3:5]]
        return [[word for word in row if "━" not in word] for row in rows]


@asynccontextmanager
async def played(size: tuple[int, int] = (120, 40)) -> AsyncIterator[Played]:
    clock = FakeClock()
    screen = RaceReplayScreen(LANES, ["fast", "slow"], clock)
    async with ReplayApp(Shown(theme="dark"), screen).run_test(size=size) as pilot:
        await pilot.pause()
        on_stage = Played(pilot, screen, clock)
        await on_stage.press("space")
        yield on_stage


@pytest.mark.parametrize("size", [(40, 15), (80, 24), (120, 40), (200, 60)])
async def test_the_end_has_all_answers_and_the_results_and_the_beginning_nothing(size: tuple[int, int]) -> None:
    async with played(size) as replay:
        await replay.press("end")
        await replay.settle()
        assert "✓ all finished" in replay.text
        assert "the sky is blue" in " ".join(replay.text.split())
        assert "best" in replay.text.casefold()
        await replay.press("home")
        await replay.settle()
        assert "● 2 of 2 still running" in replay.text
        assert "the sky" not in replay.text


async def test_the_table_and_the_answers_are_those_of_the_instant_whatever_way_led_there() -> None:
    async with played() as replay:
        await replay.press("home", "5")
        await replay.settle()
        assert replay.screen.player.at == pytest.approx(2.5)
        halfway = replay.text
        assert "the sky is blue at" in halfway
        assert "it looks" in halfway
        assert "green" not in halfway
        await replay.press("end", "home", "9", "comma", "right_square_bracket", "5")
        await replay.settle()
        assert replay.text == halfway
        place = replay.screen.player.place
        for column, lane in zip(replay.screen.columns, LANES, strict=True):
            folded = ChatState().fold([event for event in lane if event.at <= 2.5])
            assert str(column.contestant.state.reply and column.contestant.state.reply.text) == str(
                folded.reply and folded.reply.text
            )
        assert place == sum(event.at <= 2.5 for lane in LANES for event in lane)


async def test_keys_step_through_the_chunks_of_all_and_stop_at_the_marks_of_each() -> None:
    async with played() as replay:
        await replay.press("home")
        await replay.press(*["right_square_bracket"] * 5)
        assert "first token: 1 fast" in replay.text
        await replay.press("right_square_bracket")
        assert "first token: 2 slow" in replay.text
        await replay.press("full_stop")
        assert "chunk 4 of 11" in replay.text
        await replay.press("comma")
        assert "chunk 3 of 11" in replay.text


async def test_it_plays_by_one_clock() -> None:
    async with played() as replay:
        await replay.press("home", "space")
        replay.clock.advance(3.25)
        replay.screen.tick()
        await replay.settle()
        assert replay.table[0][-1] == "stop"
        assert replay.table[1][-3:] == ["streaming", "3.2", "s"]
        replay.clock.advance(3.0)
        replay.screen.tick()
        await replay.settle()
        assert "✓ all finished" in replay.text


async def test_answers_are_gone_to_compared_and_left() -> None:
    async with played() as replay:
        await replay.press("end", "tab")
        assert "❯ 2 slow" in replay.text
        await replay.press("d")
        assert "− fast" in replay.text
        await replay.press("escape")
        assert "TOKENS over time" in replay.text
        await replay.press("escape")
        assert not replay.pilot.app.is_running


async def test_the_mouse_goes_where_it_points() -> None:
    async with played() as replay:
        await replay.pilot.click(ReplayBar, offset=(60, 2))
        await replay.settle()
        assert 2.0 < replay.screen.player.at < 3.0
