"""A chat that goes on from an instant of a replay."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from textual.events import ScreenResume

from streamtui.core.chat import events as ev
from streamtui.core.faults.faults import ConfigurationError
from streamtui.frontends.tui.chat.screen import ChatScreen
from streamtui.frontends.tui.desk.continued import Continued
from streamtui.frontends.tui.desk.services import Shown
from streamtui.frontends.tui.replay.screen import ReplayScreen
from streamtui.frontends.tui.replay_app import ReplayApp
from tests.doubles.clocks import FakeClock
from tests.doubles.services import FakeServices
from tests.frontends.tui.replay.test_replay import CALLS, Played
from tests.reading import events_in


async def test_what_was_said_up_to_here_is_gone_on_with_and_the_replay_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(ReplayApp, "tell", lambda _, doing: told.append(doing.name))
    events, asked, fake = events_in(CALLS), list[Sequence[ev.StreamEvent]](), FakeServices()

    def go_on(until: Sequence[ev.StreamEvent]) -> Continued:
        asked.append(until)
        return Continued(fake.services, {"temperature": 0.2}, tools=1)

    screen = ReplayScreen(events, clock := FakeClock())
    screen.tells("replay of calls")
    async with ReplayApp(Shown(theme="dark"), screen, go_on).run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        replay = Played(pilot, screen, clock)
        await replay.press("space", "5", "o")
        while not isinstance(pilot.app.screen, ChatScreen):  # the test's time-out ends what never comes
            await replay.settle()
        await replay.settle()
        index = screen.player.playback.index
        assert 0 < index < len(events)
        assert asked == [events[:index]]
        assert "This goes on from that instant" in replay.text
        await replay.press("H", "i", "enter", "ctrl+q", "ctrl+q")
        assert isinstance(pilot.app.screen, ReplayScreen)
        assert screen.player.playback.index == index
        told.clear()
        screen.post_message(ScreenResume())  # which comes alone where nothing is to be drawn anew
        await pilot.pause()
        assert told == ["replay of calls"]


async def test_why_nothing_can_be_gone_on_with_is_said() -> None:
    def go_on(_: Sequence[ev.StreamEvent]) -> Continued:
        raise ConfigurationError("It carries no conversation.")

    screen = ReplayScreen(events_in(CALLS), clock := FakeClock())
    async with ReplayApp(Shown(theme="dark"), screen, go_on).run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        replay = Played(pilot, screen, clock)
        await replay.press("o")
        while "carries no" not in replay.text:
            await replay.settle()


async def test_a_replay_within_a_chat_offers_no_second_one() -> None:
    screen = ReplayScreen(events_in(CALLS), FakeClock())
    async with ReplayApp(Shown(theme="dark"), screen).run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "replay.chat" not in [command.id for command in screen.possible()]
