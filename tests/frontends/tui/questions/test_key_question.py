"""Before a key goes to a server that it was not given for, the chat asks, and goes by the answer."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from math import isinf
from pathlib import Path
from threading import Event

import pytest
from textual.pilot import Pilot

from streamtui.cli.compose.answers import KeyAnswers as Answers
from streamtui.cli.compose.chat_app import chat_services
from streamtui.cli.compose.places import read_places
from streamtui.config.flags import Flags
from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.key_question import KeyQuestion, KeyQuestionError
from streamtui.frontends.tui.app import StreamtuiApp
from streamtui.frontends.tui.chat.screen import ChatScreen
from streamtui.frontends.tui.desk.services import KeyAnswers, LaterServices, Services
from streamtui.frontends.tui.kit.guard import QUIET_S, TYPING_S
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.questions.key_question import KeyQuestionScreen, key_question_rows
from streamtui.rows.row import joined
from tests.doubles.clocks import FakeClock
from tests.doubles.services import FakeServices
from tests.known import known

ASKED = KeyQuestion("https://gw.example/v1", "/x/.env", "OPENAI_API_KEY", "the environment", "it belongs to me", "/x")


class Person:
    """An app that asks, and what came of it."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        self.answers = Answers(folder)
        self.sent: list[bool | None] = []
        self.begins = Event()
        """Before, nothing is asked."""
        later = LaterServices(self.prepare, key_answers=KeyAnswers(self.clock, self.answers.keep))
        self.app = StreamtuiApp(later)
        self.pilot: Pilot[object]

    def prepare(self) -> Services:
        self.begins.wait()
        self.sent.append(answer := self.answers(ASKED))
        if answer is None:
            raise KeyQuestionError(ASKED)
        return FakeServices().services

    async def until(self, screen: type) -> None:
        while not isinstance(self.app.screen, screen):
            if not self.app._opening.prompt.text:
                self.clock.advance(TYPING_S)
            await self.pilot.pause()
        await self.pilot.pause()

    async def let_time_pass(self) -> None:
        """Until presses count."""
        await self.until(KeyQuestionScreen)
        screen = self.app.screen
        assert isinstance(screen, KeyQuestionScreen)
        while isinf(screen.guard.left_s):
            await self.pilot.pause()
        self.clock.advance(QUIET_S + 0.1)
        await self.pilot.pause()


@asynccontextmanager
async def person(folder: Path, typed: str = "") -> AsyncIterator[Person]:
    """Who typed that before anything was asked."""
    it = Person(folder)
    try:
        async with it.app.run_test() as it.pilot:
            await it.pilot.press(*typed)
            it.begins.set()
            yield it
    finally:
        it.begins.set()


@pytest.mark.parametrize(
    ("key", "sends", "kept"), [("A", True, True), ("N", False, False), ("y", True, None), ("n", False, None)]
)
async def test_always_and_never_are_remembered_and_a_yes_or_no_holds_this_time(
    tmp_path: Path, key: str, sends: bool, kept: bool | None
) -> None:
    async with person(tmp_path) as on:
        await on.let_time_pass()
        await on.pilot.press(key)
        await on.until(ChatScreen)
        assert on.sent == [None, sends]
    assert Answers(tmp_path)(ASKED) is kept


@pytest.mark.parametrize("key", ["escape", "ctrl+c"])
async def test_who_wants_neither_talks_to_nobody(tmp_path: Path, key: str) -> None:
    async with person(tmp_path) as on:
        await on.let_time_pass()
        await on.pilot.press(key)
        while on.app.is_running:
            await on.pilot.pause()
    assert on.sent == [None]
    assert on.app.return_value is None


async def test_what_is_being_typed_is_no_answer_and_is_the_prompt(tmp_path: Path) -> None:
    async with person(tmp_path) as on:
        await on.until(KeyQuestionScreen)
        await on.pilot.press("y", "n", "y", "escape")
        assert isinstance(on.app.screen, KeyQuestionScreen)
        await on.let_time_pass()
        await on.pilot.press("n")
        await on.until(ChatScreen)
        assert on.app.screen.query_one(PromptInput).text == "yny"
        assert on.sent == [None, False]


async def test_while_the_person_types_it_waits_until_it_is_called(tmp_path: Path) -> None:
    async with person(tmp_path, "any") as on:
        opening = on.app._opening
        while not on.sent or opening._guard is None or not opening._guard.waits:
            await on.pilot.pause()
        on.clock.advance(10 * TYPING_S)
        await on.pilot.press("y")
        assert "? May OPENAI_API_KEY go to https://gw.example/v1? · Tab answers" in "".join(
            strip.text for strip in on.app.screen._compositor.render_strips()
        )
        await on.pilot.press("tab")
        await on.let_time_pass()
        await on.pilot.press("n")
        await on.until(ChatScreen)
        assert on.app.screen.query_one(PromptInput).text == "anyy"
        assert on.sent == [None, False]


async def test_a_yes_that_cannot_be_remembered_is_said_and_holds(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    async with person(blocked) as on:
        await on.let_time_pass()
        await on.pilot.press("A")
        await on.until(ChatScreen)
        assert on.sent == [None, True]
        assert "can't be remembered" in known(on.app.note).text


@pytest.mark.parametrize("width", [20, 40, 84])
def test_both_are_named_at_any_width_and_nothing_acts_on_the_terminal(width: int) -> None:
    told = joined(key_question_rows(replace(ASKED, url_from="/a\x1b[2J/.env"), width))
    flat = "".join(told.split())
    for words in ("OPENAI_API_KEY", "theenvironment", "https://gw.example/v1", "Itbelongstome.", "in/x."):
        assert words in flat
    assert "\x1b" not in told


async def test_a_refused_file_is_told_in_the_chat() -> None:
    app = StreamtuiApp(LaterServices(lambda: FakeServices().services, remarks=["/x/.env is [b]left[/b] out."]))
    async with app.run_test() as pilot:
        while app.note is None:
            await pilot.pause()
        assert app.note.text == "/x/.env is [b]left[/b] out."


def test_the_real_places_ask_and_go_by_the_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "the-shell-s-key")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".env").write_text("OPENAI_BASE_URL=https://gw.example/v1\n")
    monkeypatch.chdir(tmp_path)
    places = read_places()
    with pytest.raises(KeyQuestionError) as caught:
        chat_services(places, Flags(), [], None)
    places.answers.keep(caught.value.question, True)
    assert places.profile(Flags()).api_key == read_places().profile(Flags()).api_key == "the-shell-s-key"
    (tmp_path / ".env").write_text("OPENAI_BASE_URL=https://evil.example/v1\n")
    with pytest.raises(StreamtuiError, match=r"evil\.example"):
        read_places().profile(Flags())
    assert "the-shell-s-key" not in "".join(
        path.read_text() for path in Path(os.environ["STREAMTUI_DATA_DIR"]).iterdir() if path.is_file()
    )
