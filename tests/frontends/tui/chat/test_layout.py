"""Where things stand at each size, and the keys that move them."""

from __future__ import annotations

import subprocess
import sys
from unittest.mock import patch

import pytest
from textual.color import Color

from streamtui.core.chat import events as ev
from streamtui.core.faults.faults import ConfigurationError
from streamtui.frontends.tui.app import StreamtuiApp
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.transcript.transcript import Transcript
from tests.doubles.providers import FakeEndpoint
from tests.doubles.services import FakeServices
from tests.frontends.tui.stage import NARROW, WIDE, Stage, stage

pytestmark = pytest.mark.one_python


async def a_call(on: Stage) -> None:
    await on.send("Hello")
    await on.answer("Good morning.")
    await on.play(ev.ToolCallDelta(on.now, 0, id="call_1", name="calculate", arguments='{"expression": "17 * 23"}'))


def shown(on: Stage) -> set[str]:
    """Which of the panes are on the screen."""
    panes = ("transcript", "figures", "inspector", "summary")
    return {pane for pane in panes if on.chat_screen.query_one(f"#{pane}").region.area}


async def test_a_wide_screen_shows_three_panes() -> None:
    async with stage(WIDE) as on:
        await a_call(on)
        assert shown(on) == {"transcript", "figures", "inspector"}


async def test_a_narrow_screen_shows_the_chat_and_a_line_of_statistics() -> None:
    async with stage(NARROW) as on:
        await a_call(on)
        assert shown(on) == {"transcript", "summary"}


async def test_a_key_shows_and_hides_the_statistics_at_every_width() -> None:
    async with stage(NARROW) as on:
        await a_call(on)
        await on.press("ctrl+s")
        assert shown(on) == {"transcript", "figures", "inspector"}
        await on.press("ctrl+s")
        assert shown(on) == {"transcript", "summary"}
        await on.pilot.resize_terminal(*WIDE)
        await on.settle()
        await on.press("ctrl+s")
        assert shown(on) == {"transcript", "summary"}


async def test_a_key_opens_the_calls_beside_the_chat_and_escape_leads_back() -> None:
    async with stage(WIDE) as on:
        await a_call(on)
        await on.play(ev.ReplyFinished(on.now), ev.TurnFinished(on.now))
        await on.press("ctrl+t")
        assert shown(on) == {"transcript", "inspector", "summary"}
        assert 'expression  "17 * 23"' in on.text
        await on.press("escape")
        assert shown(on) == {"transcript", "figures", "inspector"}


async def test_the_list_of_replies_stays_above_calls_that_are_shown_whole() -> None:
    async with stage(WIDE) as on:
        await a_call(on)
        await on.play(ev.ReplyFinished(on.now), ev.TurnFinished(on.now))
        await a_call(on)
        await on.press("ctrl+t")
        assert "REPLIES" in on.text
        assert "❯ #2" in on.text
        assert 'expression  "17 * 23"' in on.text


async def test_on_a_narrow_screen_the_calls_take_the_place_of_the_chat() -> None:
    async with stage(NARROW) as on:
        await a_call(on)
        await on.play(ev.ReplyFinished(on.now), ev.TurnFinished(on.now))
        await on.press("ctrl+t")
        assert shown(on) - {"summary"} == {"inspector"}
        assert 'expression  "17 * 23"' in on.text
        await on.press("escape")
        assert "Good morning." in on.text


async def test_the_hint_of_the_endpoint_is_always_in_sight() -> None:
    hint = "small model on this machine, its answers may be wrong"
    async with stage(NARROW, FakeEndpoint(hint=hint)) as on:
        assert hint in on.text
        await on.send("Hello")
        await on.answer("Good morning.")
        assert hint in on.text


async def test_the_key_bar_names_what_can_be_done_now() -> None:
    async with stage(NARROW) as on:
        assert "Esc Stop" not in on.lines[-1]
        assert on.lines[-1].strip() == "^n New   ^t Calls   ^s Figures   ^p Commands   F1 Help   ^q Quit   F4 Wire"
        await on.send("Hello")
        assert "Esc Stop" in on.lines[-1]


@pytest.mark.parametrize("width", [20, 31, 40, 47, 60, 66])
async def test_the_key_bar_drops_whole_keys_and_help_last(width: int) -> None:
    whole = {"^n New", "^t Calls", "^s Figures", "^p Commands", "F1 Help", "^q Quit", "F4 Wire"}
    async with stage((width, 24)) as on:
        shown = on.lines[-1].strip().split("   ")
        assert "F1 Help" in shown
        assert set(shown) <= whole


@pytest.mark.parametrize("size", [(40, 15), (60, 20)])
async def test_a_small_screen_does_without_rules(size: tuple[int, int]) -> None:
    async with stage(size) as on:
        await a_call(on)
        assert not [line for line in on.lines if line.count("─") > 20]
        assert "tok" in on.lines[-3]
        assert "Ask something" in on.lines[-2]
        assert "F1 Help" in on.lines[-1]


async def test_a_tiny_screen_still_shows_the_reply() -> None:
    async with stage((20, 6)) as on:
        await on.send("Hello")
        await on.answer("Good morning.")
        assert "Good morning." in on.text


async def test_on_a_narrow_screen_the_figures_lie_over_the_chat_and_can_be_scrolled() -> None:
    async with stage(NARROW) as on:
        await a_call(on)
        await on.play(ev.ReplyFinished(on.now), ev.TurnFinished(on.now))
        before = on.chat_screen.query_one("#transcript").size.width
        await on.press("ctrl+s")
        assert on.chat_screen.query_one("#transcript").size.width == before
        assert "TOKENS" in on.text or "more rows" in on.text
        await on.pilot.resize_terminal(80, 11)
        await on.settle()
        assert "more rows" in on.text
        await on.press("pagedown", "pagedown")
        assert "more rows" not in on.text
        await on.press("escape")
        assert shown(on) == {"transcript", "summary"}


async def test_on_a_slim_screen_the_figures_cover_the_chat() -> None:
    async with stage((40, 15)) as on:
        await a_call(on)
        await on.press("ctrl+s")
        assert on.chat_screen.query_one("#side").size.width == 38
        await on.pilot.resize_terminal(80, 24)
        await on.settle()
        assert on.chat_screen.query_one("#side").size.width < 40


@pytest.mark.parametrize("size", [(40, 15), NARROW])
async def test_the_welcome_teaches_in_whole_words(size: tuple[int, int]) -> None:
    async with stage(size) as on:
        assert "attaches a file" in on.text
        assert "…" not in on.text


async def test_a_key_in_the_bar_can_be_clicked() -> None:
    async with stage(NARROW) as on:
        await on.pilot.click("#keys", offset=(on.lines[-1].index("Help"), 0))
        await on.settle()
        assert "IN THE CHAT" in on.text


async def test_light_and_dark_are_a_key_apart() -> None:
    async with stage() as on:
        dark = on.chat_screen.styles.background
        await on.press("f6")
        light = on.chat_screen.styles.background
        assert isinstance(dark, Color)
        assert dark.brightness < 0.2 < 0.8 < light.brightness


async def test_a_theme_can_be_asked_for_by_name() -> None:
    async with stage(theme="nord") as on:
        assert on.app.theme == "nord"


def test_an_unknown_theme_is_refused_with_those_that_exist() -> None:
    with pytest.raises(ConfigurationError, match=r"There is no theme 'neon'; choose auto, dark, light, .*nord"):
        StreamtuiApp(FakeServices(theme="neon").services)


async def test_a_slow_line_gets_the_terminal_s_colours_and_calm_frames() -> None:
    fake = FakeServices(low_bandwidth=True)
    app = StreamtuiApp(fake.services)
    async with app.run_test(size=NARROW) as pilot:
        on = Stage(app, pilot, fake)
        await a_call(on)
        assert app.theme == "ansi-dark"
        assert on.chat_screen.query_one(Transcript)._pace.low_bandwidth
        assert "Good morning." in on.text


async def test_page_keys_scroll_the_conversation_while_the_prompt_has_the_focus() -> None:
    async with stage(NARROW) as on:
        await on.send("Hello")
        await on.answer("\n\n".join(f"line {number}" for number in range(60)))
        assert "line 59" in on.text
        await on.press("pageup")
        assert "line 59" not in on.text
        await on.press("ctrl+end")
        assert "line 59" in on.text


async def test_there_are_few_widgets() -> None:
    async with stage() as on:
        await a_call(on)
        assert len(on.app.screen.query("*")) <= 25


async def test_nothing_is_drawn_while_nothing_happens() -> None:
    async with stage() as on:
        await on.send("Hello")
        assert on.chat_screen._frames._active.is_set()
        await on.answer("Good morning.")
        await on.finish()
        assert not on.chat_screen._frames._active.is_set()


def test_the_app_loads_no_sdk() -> None:
    code = "import sys, streamtui.frontends.tui.app; assert not {'openai', 'httpx', 'tenacity'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


async def test_the_end_stays_in_sight_when_rows_of_the_screen_come_and_go() -> None:
    async with stage(size=NARROW) as on:
        for number in range(3):
            await on.send(f"Question {number}")
            await on.answer("\n\n".join(f"Paragraph {number}.{line}" for line in range(12)))
            await on.press("escape")
            assert on.chat_screen.query_one(Transcript).follow
            assert f"Paragraph {number}.11" in on.text


async def test_while_a_reply_streams_what_runs_is_drawn_at_every_frame_and_the_figures_at_every_second() -> None:
    async with stage() as on:
        await on.send("hello")
        await on.answer("word " * 40)
        side, status = on.chat_screen.query_one("#figures", Lines), on.chat_screen.query_one("#status", Lines)
        on.chat_screen._frames.pause()
        on.chat_screen._moves_only = False
        drawn = []
        for _ in range(4):
            on.fake.clock.advance(1.0)
            await on.session.play(ev.ChunkReceived(on.now), ev.TextDelta(on.now, "word " * 10))
            before = side.rows, status.rows
            on.chat_screen._frame()
            drawn.append((side.rows != before[0], status.rows != before[1]))
        assert drawn == [(False, True), (True, True)] * 2


async def test_figures_that_come_while_a_reply_streams_cost_no_new_layout() -> None:
    async with stage() as on:
        await on.send("hello")
        await on.answer("word")
        chat, figures = on.chat_screen, on.chat_screen.query_one("#figures", Lines)
        chat._frames.pause()
        few = len(figures.rows)
        with patch.object(chat, "_refresh_layout", wraps=chat._refresh_layout) as layouts:
            for _ in range(60):
                on.fake.clock.advance(0.1)
                await on.session.play(ev.ChunkReceived(on.now), ev.TextDelta(on.now, "word "))
            chat.draw()
            await on.settle()
        assert len(figures.rows) >= few + 10
        assert not layouts.called
