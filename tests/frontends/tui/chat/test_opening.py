"""The prompt takes keys before the chat is loaded, and what was typed is the chat's."""

from __future__ import annotations

from threading import Event

import pytest
from textual.pilot import Pilot

from streamtui.core.faults.faults import ConfigurationError
from streamtui.frontends.tui.app import StreamtuiApp
from streamtui.frontends.tui.chat.opening import OpeningScreen
from streamtui.frontends.tui.chat.screen import ChatScreen
from streamtui.frontends.tui.desk.services import LaterServices, Services
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from tests.doubles.services import FakeServices


async def chat_is_there(pilot: Pilot[object]) -> None:
    while not (isinstance(screen := pilot.app.screen, ChatScreen) and screen.takes_keys):
        await pilot.pause()
    await pilot.pause()


async def test_letters_show_while_the_chat_is_loaded_and_are_in_its_prompt_then() -> None:
    may_load = Event()

    def prepare() -> Services:
        may_load.wait()
        return FakeServices().services

    app = StreamtuiApp(LaterServices(prepare))
    async with app.run_test() as pilot:
        await pilot.press("a", "b", "c")
        assert isinstance(app.screen, OpeningScreen)
        assert app.screen.query_one(PromptInput).text == "abc"
        await pilot.press("ctrl+j", "d")
        may_load.set()
        await chat_is_there(pilot)
        assert app.screen.query_one(PromptInput).text == "abc\nd"


async def test_what_was_sent_before_the_chat_was_there_is_sent() -> None:
    fake = FakeServices()
    app = StreamtuiApp(LaterServices(lambda: fake.services))
    async with app.run_test() as pilot:
        await pilot.press("a", "enter", "b")
        await chat_is_there(pilot)
        assert app.screen.query_one(PromptInput).text == "b"


async def test_a_prompt_is_asked_before_there_is_a_screen_to_show_its_reply_on(monkeypatch: pytest.MonkeyPatch) -> None:
    fake, may_load = FakeServices(), Event()
    monkeypatch.setattr("streamtui.frontends.tui.app.import_module", lambda _: may_load.wait())
    app = StreamtuiApp(LaterServices(lambda: fake.services))
    async with app.run_test() as pilot:
        await pilot.press("a", "enter", "b")
        while not (fake.sessions and fake.session.prompts == ["a"]):
            await pilot.pause()
        assert isinstance(app.screen, OpeningScreen)
        assert app.screen.query_one(PromptInput).text == "b"
        may_load.set()
        await chat_is_there(pilot)
        assert app.screen.query_one(PromptInput).text == "b"
        await pilot.press("backspace", "up")
        assert app.screen.query_one(PromptInput).text == "a"


async def test_what_only_the_chat_understands_waits_for_it_with_all_that_follows() -> None:
    fake = FakeServices()
    app = StreamtuiApp(LaterServices(lambda: fake.services))
    async with app.run_test() as pilot:
        await pilot.press(*"/system Be brief", "enter", *"later")
        await chat_is_there(pilot)
        assert app.screen.query_one(PromptInput).text == "later"
        assert fake.session.state.conversation.system == "Be brief"


async def test_why_the_chat_cannot_begin_is_what_the_app_ends_with() -> None:
    error = ConfigurationError("There is no profile 'work'.")

    def prepare() -> Services:
        raise error

    app = StreamtuiApp(LaterServices(prepare))
    async with app.run_test() as pilot:
        while app.return_value is None:
            await pilot.pause()
    assert app.return_value is error


async def test_the_chat_that_took_the_opening_s_place_says_where_it_is() -> None:
    fake = FakeServices()
    app = StreamtuiApp(LaterServices(lambda: fake.services))
    async with app.run_test() as pilot:
        await chat_is_there(pilot)
        shown = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
        assert "Ask something, and watch the stream." in shown
