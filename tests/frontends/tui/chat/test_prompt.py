"""The prompt: sending, lines, history, the queue, slash commands."""

from __future__ import annotations

import pytest
from textual import events

from streamtui.core.chat import events as ev
from streamtui.core.faults.faults import Fault
from streamtui.frontends.tui.kit.guard import TYPING_S
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.terminal import paste_reader
from tests.doubles.places import FakePlaces
from tests.doubles.providers import FakeEndpoint
from tests.frontends.tui.stage import NARROW, stage

pytestmark = pytest.mark.one_python


async def test_enter_sends_and_clears() -> None:
    async with stage() as on:
        await on.press("H", "i", "enter")
        assert on.session.prompts == ["Hi"]
        assert on.prompt.text == ""


async def test_a_prompt_of_blanks_is_not_sent() -> None:
    async with stage() as on:
        await on.press("space", "enter")
        assert on.session.prompts == []


@pytest.mark.parametrize("key", ["ctrl+j", "shift+enter", "alt+enter"])
async def test_a_line_can_be_broken(key: str) -> None:
    async with stage() as on:
        await on.press("a", key, "b", "enter")
        assert on.session.prompts == ["a\nb"]


async def test_the_prompt_grows_to_eight_rows() -> None:
    async with stage(NARROW) as on:
        assert on.prompt.size.height == 1
        await on.type("a\nb\nc")
        assert on.prompt.size.height == 3
        await on.type("\n" * 20)
        assert on.prompt.size.height == 8


async def test_up_and_down_lead_through_what_was_sent_and_back_to_the_draft() -> None:
    async with stage() as on:
        for prompt in ("one", "two\nlines"):
            await on.send(prompt)
            await on.answer("ok")
            await on.finish()
        await on.type("draft")
        await on.press("up")
        assert on.prompt.text == "two\nlines"
        await on.press("up")
        assert on.prompt.text == "two\nlines"  # up within the text first
        await on.press("up")
        assert on.prompt.text == "one"
        await on.press("down", "down", "down")
        assert on.prompt.text == "draft"


async def test_a_prompt_sent_while_a_reply_streams_is_queued_shown_and_sent_next() -> None:
    async with stage() as on:
        await on.send("first")
        await on.answer("Working on")
        await on.send("second")
        assert on.session.prompts == ["first"]
        assert "next  second" in on.text
        await on.finish()
        assert on.session.prompts == ["first", "second"]
        assert "next  second" not in on.text


async def test_several_prompts_wait_and_are_sent_in_their_order() -> None:
    async with stage() as on:
        await on.send("first")
        await on.answer("Working on")
        for word in ("second", "third", "fourth", "fifth", "sixth"):
            await on.send(word)
        assert "next  second  » ×\n then  third  » ×\n       +2 more\n then  sixth · ↑ edits it  » ×" in on.text
        for _ in range(5):
            await on.finish()
        assert on.session.prompts == ["first", "second", "third", "fourth", "fifth", "sixth"]
        assert "next  " not in on.text


async def test_each_prompt_that_waits_can_be_edited_and_dropped() -> None:
    async with stage() as on:
        await on.send("first")
        await on.answer("Working on")
        for word in ("second", "third", "fourth"):
            await on.send(word)
        await on.press("up", "!", "enter")
        row = next(number for number, line in enumerate(on.lines) if line.startswith(" next  second"))
        await on.pilot.click(offset=(8, row))
        await on.settle()
        assert on.prompt.text == "second"
        await on.press("ctrl+u")
        await on.finish()
        await on.finish()
        assert on.session.prompts == ["first", "third", "fourth!"]


async def test_up_goes_on_to_the_prompts_that_wait_before_while_nothing_is_changed() -> None:
    async with stage() as on:
        await on.send("first")
        await on.answer("Working on")
        for word in ("second", "third", "fourth"):
            await on.send(word)
        await on.press("up", "up", "up")
        assert on.prompt.text == "second"
        assert on.chat_screen.desk.turns.queued == ["third", "fourth"]
        await on.press("!", "up")  # changed: what was sent before, as ever
        assert on.chat_screen.desk.turns.queued == ["third", "fourth"]


async def test_a_turn_that_failed_keeps_the_prompts_that_wait() -> None:
    async with stage() as on:
        await on.send("first")
        await on.answer("Working on")
        for word in ("second", "third"):
            await on.send(word)
        await on.play(ev.TurnFailed(on.now, Fault("server", "It broke.")))
        assert on.session.prompts == ["first"]
        await on.press("enter")
        assert on.session.prompts == ["first", "second"]
        await on.finish()
        assert on.session.prompts == ["first", "second", "third"]


async def test_up_in_an_empty_prompt_takes_the_queued_one_back() -> None:
    async with stage() as on:
        await on.send("first")
        await on.answer("Working on")
        await on.send("second")
        await on.press("up")
        assert on.prompt.text == "second"
        assert "next  second" not in on.text


async def test_a_queued_prompt_is_not_sent_by_itself_after_a_stop() -> None:
    async with stage() as on:
        await on.send("first")
        await on.answer("Working on")
        await on.send("second")
        await on.press("escape")
        assert on.session.prompts == ["first"]
        assert "next  second · Enter sends it · ↑ edits it" in on.text
        await on.press("enter")
        assert on.session.prompts == ["first", "second"]


async def test_a_prompt_sent_before_the_endpoint_is_ready_waits_for_it() -> None:
    endpoint = FakeEndpoint(ready=False)
    async with stage(endpoint=endpoint) as on:
        await on.send("early")
        assert "next  early" in on.text
        endpoint.succeed()
        await on.settle()
        assert on.session.prompts == ["early"]


async def test_a_new_conversation_is_empty_and_gives_the_queued_prompt_back() -> None:
    async with stage() as on:
        await on.send("first")
        await on.answer("Working on")
        await on.send("second")
        await on.press("ctrl+n")
        assert len(on.fake.sessions) == 2
        assert "Working on" not in on.text
        assert on.prompt.text == "second"
        assert on.session.prompts == []


async def test_the_model_and_the_system_prompt_survive_a_new_conversation() -> None:
    async with stage() as on:
        await on.send("/model big-one")
        await on.send("/system Answer in French.")
        assert "big-one · local" in on.lines[0]
        await on.send("/new")
        assert "big-one · local" in on.lines[0]
        assert on.session.state.conversation.system == "Answer in French."


async def test_another_model_asked_for_in_mid_stream_is_opened_when_the_reply_is_done() -> None:
    async with stage() as on:
        await on.send("Hello")
        await on.answer("Good morning.")
        await on.send("/model big-one")
        assert on.fake.endpoint.opened == 1
        await on.finish()
        assert on.fake.endpoint.opened == 2
        assert len(on.fake.sessions) == 1
        await on.send("And now?")
        assert on.session.prompts == ["Hello", "And now?"]


async def test_clear_begins_anew_like_new() -> None:
    async with stage() as on:
        await on.send("Hello")
        await on.answer("Good morning.")
        await on.finish()
        await on.send("/clear")
        assert "Good morning." not in on.text
        assert on.fake.sessions[0].prompts == ["Hello"]


async def test_model_without_a_name_says_which_one_it_is() -> None:
    async with stage() as on:
        await on.send("/model")
        assert "The model is smollm2-135m" in on.text


async def test_system_without_text_shows_the_system_prompt_and_a_dash_removes_it() -> None:
    async with stage() as on:
        await on.send("/system")
        assert "There is no system prompt" in on.text
        await on.send("/system Be brief.")
        await on.send("/system")
        assert "The system prompt is: Be brief." in on.text
        assert on.session.state.conversation.system == "Be brief."
        await on.send("/system -")
        assert on.session.state.conversation.system == ""


async def test_a_theme_is_taken_by_its_name() -> None:
    async with stage() as on:
        await on.send("/theme nord")
        assert on.app.theme == "nord"
        await on.send("/theme nort")
        assert on.app.theme == "nord"
        assert "There is no theme nort (perhaps nord)" in on.text
        await on.send("/theme light")
        await on.send("/theme")
        assert on.app.theme == "streamtui-dark"


async def test_an_unknown_command_is_told_and_its_text_kept() -> None:
    async with stage() as on:
        await on.send("/modle x")
        assert "There is no command /modle (perhaps /model); /help lists them all." in on.text
        assert on.prompt.text == "/modle x"
        assert on.session.prompts == []


async def test_a_command_that_takes_nothing_says_so() -> None:
    async with stage() as on:
        await on.send("/new please")
        assert "/new takes no text after it." in on.text
        assert on.prompt.text == "/new please"


async def test_a_command_that_cannot_do_anything_says_so() -> None:
    async with stage() as on:
        await on.send("/continue")
        assert "/continue is not possible right now." in on.text


async def test_a_path_at_the_start_is_a_message() -> None:
    async with stage() as on:
        await on.send("/etc/hosts, what is it?")
        assert on.session.prompts == ["/etc/hosts, what is it?"]


@pytest.mark.parametrize("words", ["/quit", "/exit", "quit"])
async def test_quit_quits(words: str) -> None:
    async with stage() as on:
        await on.send(words)
        assert not on.app.is_running


async def test_help_lists_every_command_and_escape_closes_it() -> None:
    async with stage((120, 100)) as on:
        await on.send("/help")
        for word in ("/model [NAME]", "/system [TEXT]", "/quit /exit", "Esc"):
            assert word in on.text
        await on.press("escape")
        assert "IN THE CHAT" not in on.text


async def test_the_palette_offers_the_same_commands() -> None:
    async with stage() as on:
        await on.press("ctrl+p")
        assert on.app.screen is not on.chat_screen
        for title in ("New conversation", "Ask another model", "Help", "Quit"):
            assert title in on.text
        assert "Stop the reply, keep its text" not in on.text
        await on.press("escape")
        assert on.app.screen is on.chat_screen


async def test_enter_and_escape_at_once_close_the_palette_and_no_more() -> None:
    async with stage() as on:
        await on.press("ctrl+p", *"help")
        for key in ("down", "enter", "escape"):
            on.app.post_message(events.Key(key, None))
        await on.pilot.pause()
        await on.settle()
        await on.press("escape", "H")
        assert on.prompt.text == "H"
        assert on.app.screen is on.chat_screen


async def test_typing_in_the_conversation_goes_to_the_prompt() -> None:
    async with stage() as on:
        await on.send("Hello")
        await on.answer("Good morning.")
        await on.finish()
        await on.pilot.click("#transcript")
        await on.press("H", "e")
        assert on.prompt.text == "He"
        assert isinstance(on.app.focused, PromptInput)


async def test_the_cursor_never_blinks() -> None:
    async with stage() as on:
        assert not on.prompt.cursor_blink


async def test_what_is_pasted_goes_into_the_prompt_whatever_has_the_focus() -> None:
    async with stage() as on:
        await on.type("one ")
        on.chat_screen.transcript.focus()
        on.app.post_message(events.Paste("two"))
        await on.press("!")
        assert on.prompt.text == "one two!"


async def test_pastes_that_add_up_to_too_much_are_refused_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paste_reader, "PASTE_BYTES", 100)
    async with stage() as on:
        on.app.post_message(events.Paste("x" * 99))
        on.app.post_message(events.Paste("yy"))
        await on.settle()
        assert "nothing of it was taken" in " ".join(on.text.split())
        await on.press("z")
        assert on.prompt.text == "x" * 99 + "z"


async def test_what_is_typed_before_the_place_is_ready_is_done_in_its_order_commands_as_well() -> None:
    endpoint = FakeEndpoint(ready=False)
    async with stage(endpoint=endpoint) as on:
        typed = ("/set temperature 0.2", "early", "/retry", "/system Be brief.", "late", "/new", "fresh")
        for text in typed:
            await on.send(text)
        assert on.chat_screen.desk.turns.queued == list(typed)
        assert (
            "next  /set temperature 0.2  » ×\n then  early  » ×\n       +4 more\n then  fresh · ↑ edits it" in on.text
        )
        assert on.prompt.text == ""
        endpoint.succeed()
        await on.settle()
        first = on.session
        assert (first.prompts, first.state.conversation.parameters) == (["early"], {"temperature": 0.2})
        await on.answer("Yes.")
        await on.finish()
        assert (first.repeated, first.state.conversation.system) == (1, "")
        await on.answer("Again.")
        await on.finish()
        assert (first.prompts, first.state.conversation.system) == (["early", "late"], "Be brief.")
        await on.finish()
        assert on.session is not first
        assert on.session.prompts == ["fresh"]


async def test_what_waits_is_given_back_to_be_edited_also_where_it_is_a_command() -> None:
    endpoint = FakeEndpoint(ready=False)
    async with stage(endpoint=endpoint) as on:
        await on.send("early")
        await on.send("/system Be brie.")
        await on.press("up", "left", "f", "enter")
        endpoint.succeed()
        await on.settle()
        await on.answer("Yes.")
        assert on.session.state.conversation.system == ""
        await on.finish()
        assert on.session.state.conversation.system == "Be brief."


async def test_what_has_to_do_with_the_look_alone_waits_for_nothing() -> None:
    async with stage(endpoint=FakeEndpoint(ready=False)) as on:
        await on.send("early")
        await on.send("/theme nord")
        assert on.app.theme == "nord"
        await on.send("/help")
        assert "IN THE CHAT" in on.text
        await on.press("escape")
        await on.send("/sistem Be brief.")
        assert "There is no command /sistem (perhaps /system)" in on.text
        assert on.chat_screen.desk.turns.queued == ["early"]
        await on.press("ctrl+u")
        await on.send("/quit")
        assert not on.app.is_running


async def test_a_list_that_was_asked_for_early_does_not_take_the_keys_of_who_writes() -> None:
    endpoint = FakeEndpoint(ready=False)
    async with stage(endpoint=endpoint, places=FakePlaces("smollm2-135m", "qwen3-8b")) as on:
        await on.send("/model")
        await on.press("w", "h")
        endpoint.succeed()
        await on.settle()
        assert "Tab Answer" in on.text
        await on.press("y", "enter")
        on.fake.clock.advance(TYPING_S)
        await on.settle()
        await on.settle()
        assert "MODEL" in on.text
        assert on.session.prompts == []
        await on.press("escape")
        await on.settle()
        assert on.session.prompts == ["why"]


async def test_a_command_waits_until_the_person_is_back_from_another_screen() -> None:
    endpoint = FakeEndpoint(ready=False)
    async with stage(endpoint=endpoint) as on:
        await on.send("/system Be brief.")
        await on.send("early")
        await on.press("f1")
        endpoint.succeed()
        await on.settle()
        assert on.session.prompts == []
        await on.press("escape")
        await on.settle()
        assert on.session.prompts == ["early"]
        assert on.session.state.conversation.system == "Be brief."
