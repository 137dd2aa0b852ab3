"""Another model, at the chat's place or another one."""

from __future__ import annotations

import pytest

from streamtui.frontends.tui.chat import models
from tests.doubles.places import QUESTION, FakePlaces
from tests.frontends.tui.stage import stage

MODELS = ("smollm2-135m", "qwen3-8b", "evil\x1b[2J\nname")


async def test_a_model_that_the_place_does_not_have_is_refused_with_the_nearest() -> None:
    async with stage(places=FakePlaces(*MODELS)) as on:
        await on.send("/model qwen4-8b")
        assert "local has no model qwen4-8b (perhaps qwen3-8b)" in on.text
        assert on.chat_screen.desk.connection.model == "smollm2-135m"
        await on.send("/model qwen3-8b")
        assert on.chat_screen.desk.connection.model == "qwen3-8b"


async def test_they_are_offered_as_safe_text_when_they_have_come() -> None:
    places = FakePlaces(*MODELS)
    places.may_answer.clear()
    async with stage(places=places) as on:
        await on.press(*"/model ")
        assert "asking here for its models" in on.text
        places.may_answer.set()
        await on.settle()
        await on.settle()
        assert "qwen3-8b" in on.text
        assert "evil" not in on.text
        await on.press(*"qw", "enter")
        assert on.chat_screen.desk.connection.model == "qwen3-8b"
        assert places.asked == 1


async def test_where_the_list_can_not_be_had_that_is_said_and_the_name_taken() -> None:
    async with stage(places=FakePlaces(problem="Nobody listens there.")) as on:
        await on.send("/model brand-new")
        await on.settle()
        await on.send("/model brand-newer")
        assert "brand-newer is asked from the next message on." in on.text
        assert "Nobody listens there." in on.text
        assert on.chat_screen.desk.connection.model == "brand-newer"


async def test_a_name_waits_for_the_list_and_what_is_typed_behind_it_for_the_name() -> None:
    places = FakePlaces(*MODELS)
    places.may_answer.clear()
    async with stage(places=places) as on:
        desk = on.chat_screen.desk
        await on.send("/model qwen4-8b")
        assert "Asking local whether it has qwen4-8b" in on.text
        for text in ("Hello", "/model qwen3-8b", "Hello again"):
            await on.send(text)
        assert (desk.connection.model, on.session.prompts) == ("smollm2-135m", [])
        places.may_answer.set()
        for _ in range(3):
            await on.settle()
        assert "local has no model qwen4-8b (perhaps qwen3-8b)" in on.text
        assert (desk.connection.model, on.session.prompts) == ("smollm2-135m", ["Hello"])
        await on.finish()
        await on.settle()
        assert (desk.connection.model, on.session.prompts) == ("qwen3-8b", ["Hello", "Hello again"])


async def test_a_name_that_was_taken_as_the_list_did_not_come_is_doubted_when_it_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(models, "ASKED_WITHIN_S", 0.0)
    places = FakePlaces(*MODELS)
    places.may_answer.clear()
    async with stage(places=places) as on:
        await on.send("/model nosuch")
        await on.settle()
        assert on.chat_screen.desk.connection.model == "nosuch"
        places.may_answer.set()
        await on.settle()
        await on.settle()
        assert "local has no model nosuch." in on.text


async def test_without_a_name_one_is_chosen_from_all_that_are_known() -> None:
    places = FakePlaces(*MODELS)
    async with stage(places=places) as on:
        await on.send("/model")
        await on.settle()
        for words in ("HERE", "smollm2-135m", "asked now", "YOUR PROFILES", "big-one", "work", "WANT A KEY"):
            assert words in on.text
        assert "8k · $1.00 in, $2.00 out · tools" in on.text
        assert places.looked == 1
        assert "\x1b" not in on.text
        await on.press(*"qwen", "enter")
        assert on.app.screen is on.chat_screen
        assert on.chat_screen.desk.connection.model == "qwen3-8b"
        await on.press("ctrl+o")
        await on.settle()
        listed = on.text.partition("RECENT")[2]
        assert listed.index("qwen3-8b") < listed.index("smollm2-135m") < listed.index("HERE")
        await on.press("escape")
        assert on.chat_screen.desk.connection.model == "qwen3-8b"


async def test_another_place_is_gone_to_with_the_conversation() -> None:
    places = FakePlaces(*MODELS)
    async with stage(places=places) as on:
        await on.send("Hello")
        await on.answer("Good morning.")
        await on.finish()
        await on.send("/model")
        await on.press(*"work", "enter")
        await on.settle()
        assert "big-one at work is asked from the next message on" in on.text
        assert (on.chat_screen.desk.connection.place, on.chat_screen.desk.key_from) == ("work", "the key of work")
        assert on.fake.endpoint.closed
        assert len(on.fake.sessions) == 1
        assert on.session.moved_to[-1] is places.moved[0]
        await on.send("And now?")
        assert on.session.prompts == ["Hello", "And now?"]


async def test_where_nothing_is_that_is_said_and_all_stays_as_it_is() -> None:
    async with stage(places=FakePlaces(*MODELS)) as on:
        await on.send("/model")
        await on.press(*"gone", "enter")
        await on.settle()
        assert "takes its key from NOWHERE" in on.text
        assert on.chat_screen.desk.connection.place == "local"


async def test_a_key_goes_to_another_server_only_with_a_yes() -> None:
    places = FakePlaces(*MODELS)
    async with stage(places=places) as on:
        places.said = on.fake.answered
        await on.send("/model")
        await on.press(*"far", "enter")
        await on.settle()
        assert "https://far.example/v1" in on.text
        await on.press("escape")
        on.fake.clock.advance(5)
        await on.settle()
        await on.press("escape")
        await on.settle()
        assert on.app.screen is on.chat_screen
        assert on.chat_screen.desk.connection.place == "local"
        await on.send("/model")
        await on.press(*"far", "enter")
        await on.settle()
        on.fake.clock.advance(5)
        await on.settle()
        await on.press("y")
        await on.settle()
        assert on.fake.answered == [(QUESTION, True, False)]
        assert on.chat_screen.desk.connection.place == "far"
