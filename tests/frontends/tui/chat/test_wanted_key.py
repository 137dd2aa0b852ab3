"""A key that is missing or refused is asked for where nobody sees it, and what failed is asked again."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.faults.faults import DiskError, Fault
from streamtui.core.ports.wanted_key import Keeping, TypedKeys, WantedKey
from streamtui.frontends.tui.app import StreamtuiApp
from streamtui.frontends.tui.desk.services import LaterServices
from streamtui.frontends.tui.kit.guard import QUIET_S, TYPING_S
from streamtui.frontends.tui.questions.key_form import KeyForm
from tests.doubles.places import FakePlaces
from tests.doubles.services import FakeServices
from tests.frontends.tui.stage import NARROW, Stage, stage

KEY = "sk-typed-0123456789"
REFUSED = Fault("authentication", "api.example refused the API key (401).", 401)


class FakeTypedKeys:
    """Notes what it gets; can't write."""

    file = "/home/me/config.toml"

    def __init__(self, places: FakePlaces) -> None:
        self.keepings: Sequence[Keeping] = ("run", "file")
        self.taken: list[tuple[str, str, Keeping]] = []
        self._places = places

    def take(self, wanted: WantedKey, key: str, keeping: Keeping) -> str:
        self.taken.append((wanted.profile, key, keeping))
        self._places.keyed = True
        if keeping == "file":
            raise DiskError("The disk is full.")
        return "The key holds in this run."


_: type[TypedKeys] = FakeTypedKeys


async def answerable(on: Stage) -> None:
    """Let the form come up, and time pass until presses count."""
    while not isinstance(on.app.screen, KeyForm):
        on.fake.clock.advance(TYPING_S)
        await on.settle()
    on.fake.clock.advance(QUIET_S + 0.1)
    await on.settle()


async def test_a_refused_key_is_asked_for_once_and_the_message_asked_again_with_the_new_one() -> None:
    places = FakePlaces("smollm2-135m")
    places.key_from = "WORK_KEY in the environment"
    keys = FakeTypedKeys(places)
    async with stage(NARROW, places=places, keys=keys) as on:
        await on.send("Hello")
        await on.request()
        await on.play(ev.ReplyFailed(on.now, REFUSED), ev.TurnFailed(on.now, REFUSED))
        await answerable(on)
        assert "refused the API key" in on.text
        assert "so far  WORK_KEY in the environment" in on.text
        await on.press("enter")
        assert "A key is one word" in on.text
        await on.press(*KEY)
        assert KEY not in on.text
        assert "•" * len(KEY) in on.text
        await on.press("enter")
        for _ in range(3):
            await on.settle()
        assert keys.taken == [("here", KEY, "run")]
        assert on.chat_screen.desk.connection.place == "here"
        assert (on.session.prompts, on.session.repeated) == (["Hello"], 1)
        assert KEY not in on.text


async def test_it_is_written_into_a_file_only_after_a_yes_and_a_failure_loses_no_key() -> None:
    places = FakePlaces("smollm2-135m")
    keys = FakeTypedKeys(places)
    async with stage(NARROW, places=places, keys=keys) as on:
        await on.send("/model")
        await on.press(*"locked", "enter")
        await answerable(on)
        assert "locked wants a key." in on.text
        await on.press(*KEY, "tab", "enter")
        assert "Write the key into config.toml" in on.text
        await on.press("n")
        assert not keys.taken
        await on.press("enter", "y")
        await on.settle()
        assert keys.taken == [("locked", KEY, "file")]
        assert "The disk is full. The key holds in this run; /key keeps it elsewhere." in on.text
        assert on.chat_screen.desk.connection.place == "locked"


async def test_a_key_is_typed_by_command_too_and_without_one_all_stays() -> None:
    places = FakePlaces("smollm2-135m")
    keys = FakeTypedKeys(places)
    async with stage(NARROW, places=places, keys=keys) as on:
        on.session.state.apply(ev.TurnFailed(on.now, REFUSED))  # as in a conversation that was kept
        on.chat_screen.changed()
        on.fake.clock.advance(TYPING_S)
        await on.settle()
        assert on.app.screen is on.chat_screen
        await on.send("/key")
        await answerable(on)
        await on.press("escape")
        assert on.app.screen is on.chat_screen
        assert (keys.taken, places.moved) == ([], [])


async def test_it_is_asked_for_where_it_was_refused_before_there_was_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    places, may_load = FakePlaces("smollm2-135m"), Event()
    fake = FakeServices(places=places, keys=FakeTypedKeys(places))
    monkeypatch.setattr("streamtui.frontends.tui.app.import_module", lambda _: may_load.wait())
    app = StreamtuiApp(LaterServices(lambda: fake.services))
    async with app.run_test() as pilot:
        await pilot.press("a", "enter")
        while not (fake.sessions and fake.session.prompts):
            await pilot.pause()
        now = fake.clock.now()
        await fake.session.play(ev.RequestSent(now, 1, "m", "https://api.example/v1"), ev.ReplyFailed(now, REFUSED))
        await fake.session.play(ev.TurnFailed(now, REFUSED))
        may_load.set()
        while not isinstance(app.screen, KeyForm):
            fake.clock.advance(TYPING_S)
            await pilot.pause()


async def test_where_it_is_kept_is_seen_whole_and_why_is_scrolled_on_a_small_screen() -> None:
    places = FakePlaces("smollm2-135m")
    keys = FakeTypedKeys(places)
    keys.keepings = ("keyring", "run", "file")
    async with stage((40, 15), places=places, keys=keys) as on:
        await on.send("Hello")
        await on.request()
        long = Fault("authentication", f"api.example refused the API key (401): {'why, ' * 40}and so on.", 401)
        await on.play(ev.ReplyFailed(on.now, long), ev.TurnFailed(on.now, long))
        await answerable(on)
        for held in ("● in the system's keyring", "● in this run alone", "● in config.toml", "● in the system's"):
            assert held in on.text
            assert on.text.count("○ in ") == 2
            await on.press("tab")
        assert "more rows" in on.text
        await on.press(*["down"] * 20)
        assert "more rows" not in on.text
        assert "and so on." in on.text
        await on.press("tab")
        assert "● in config.toml" in on.text
