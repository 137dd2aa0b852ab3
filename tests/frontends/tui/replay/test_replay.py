"""A replay on the screen: all of it is that instant, and leaving it leaves the chat as it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from streamtui.core.chat import events as ev
from streamtui.core.chat.state import ChatState
from streamtui.frontends.tui.desk.services import Shown
from streamtui.frontends.tui.replay.bar import ReplayBar
from streamtui.frontends.tui.replay.screen import ReplayScreen
from streamtui.frontends.tui.replay_app import ReplayApp
from tests.doubles.clocks import FakeClock
from tests.frontends.tui.stage import stage
from tests.reading import events_in

CALLS = Path(__file__).parents[3] / "recordings" / "calls.jsonl"


class Played:
    """A replay and what is seen of it."""

    def __init__(self, pilot: Pilot[object], screen: ReplayScreen, clock: FakeClock) -> None:
        self.pilot, self.screen, self.clock = pilot, screen, clock

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def settle(self) -> None:
        self.screen.draw()
        self.screen.transcript.flush()
        await self.pilot.pause()

    @property
    def text(self) -> str:
        return "\n".join(strip.text.rstrip() for strip in self.pilot.app.screen._compositor.render_strips())


@asynccontextmanager
async def played(
    size: tuple[int, int] = (120, 40), idle_s: float | None = None, events: Sequence[ev.StreamEvent] = ()
) -> AsyncIterator[Played]:
    clock = FakeClock()
    screen = ReplayScreen(events or events_in(CALLS), clock, title="local", idle_s=idle_s)
    async with ReplayApp(Shown(theme="dark"), screen).run_test(size=size) as pilot:
        await pilot.pause()
        on_stage = Played(pilot, screen, clock)
        await on_stage.press("space")
        yield on_stage


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_the_end_shows_what_the_chat_showed_and_the_beginning_nothing(size: tuple[int, int]) -> None:
    async with played(size) as replay:
        assert "‖ 1×" in replay.text
        await replay.press("end")
        end = replay.text
        assert f"chunk {replay.screen.player.axis.chunks:,} of" in end
        assert "✓ done" in end
        await replay.press("home")
        assert "○ ready" in replay.text
        await replay.press("comma", "end")
        assert replay.text == end


async def test_keys_step_jump_and_mark_and_the_state_is_that_of_the_place() -> None:
    async with played() as replay:
        player = replay.screen.player
        for keys in (
            ["full_stop"] * 3,
            ["right_square_bracket"],
            ["5"],
            ["comma"],
            ["t", "3"],
            ["shift+left"],
            ["right"],
        ):
            await replay.press(*keys)
            folded = ChatState().fold(player.playback.events[: player.place])
            assert player.playback.state.conversation == folded.conversation
        await replay.press("greater_than_sign", "i")
        assert "2×" in replay.text
        assert "silences over 2 s skipped" in replay.text


async def test_half_written_arguments_are_those_of_the_instant() -> None:
    async with played() as replay:
        events = replay.screen.player.playback.events
        deltas = [place for place, event in enumerate(events, 1) if isinstance(event, ev.ToolCallDelta)]
        replay.screen.player.seek_place(deltas[len(deltas) // 3])
        await replay.settle()
        assert "writing" in replay.text
        await replay.press("end")
        assert "writing" not in replay.text
        replay.screen.player.seek_place(deltas[len(deltas) // 3])
        await replay.settle()
        assert "writing" in replay.text


async def test_it_plays_by_the_clock() -> None:
    async with played() as replay:
        await replay.press("home", "space")
        replay.clock.advance(replay.screen.player.axis.played_s / 2)
        replay.screen.tick()
        await replay.settle()
        assert round(replay.screen.timeline.share, 2) == 0.5
        replay.clock.advance(1000)
        replay.screen.tick()
        await replay.settle()
        assert replay.screen.player.at_end
        assert "‖ 1×" in replay.text


async def test_the_mouse_goes_where_it_points() -> None:
    async with played() as replay:
        bar = replay.screen.query_one(ReplayBar)
        await replay.pilot.click(bar, offset=(bar.size.width // 2, 1))
        await replay.settle()
        assert abs(replay.screen.timeline.share - 0.5) < 0.05


async def test_a_text_is_gone_to_where_it_appeared() -> None:
    async with played() as replay:
        events = replay.screen.player.playback.events
        prompt = next(event for event in events if isinstance(event, ev.PromptSubmitted))
        await replay.press("slash", *"391", "enter")
        assert replay.screen.player.place > events.index(prompt)
        await replay.press("slash", *"zzzz", "enter")
        assert "It is said nowhere." in replay.text


async def test_a_chat_is_gone_back_in_while_it_streams_and_left_as_it_is_by_then() -> None:
    async with stage() as on_stage:
        await on_stage.send("Hi")
        await on_stage.answer("One. ", "Two. ")
        await on_stage.pilot.press("f5")
        await on_stage.pilot.pause()
        replay = on_stage.app.screen
        assert isinstance(replay, ReplayScreen)
        await on_stage.pilot.press("comma")
        replay.transcript.flush()
        await on_stage.pilot.pause()
        assert "One." in on_stage.text
        assert "Two." not in on_stage.text
        await on_stage.answer("Three. ")
        replay.tick()
        assert replay.player.axis.chunks == 3
        await on_stage.pilot.press("escape")
        await on_stage.settle()
        assert "One. Two. Three." in on_stage.text
