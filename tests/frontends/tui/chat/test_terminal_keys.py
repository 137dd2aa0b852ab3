"""^C, ^D and quitting, as whoever lives in a terminal expects them; and nothing is lost by a slip."""

from __future__ import annotations

import pytest

from streamtui.core.chat import events as ev
from tests.doubles.places import FakePlaces
from tests.frontends.tui.stage import NARROW, WIDE, Stage, stage

pytestmark = pytest.mark.one_python


async def streaming(on: Stage) -> None:
    await on.send("Hello")
    await on.answer("Good morning.")


async def test_control_c_stops_a_reply_and_keeps_its_text() -> None:
    async with stage() as on:
        await streaming(on)
        await on.type("a draft")
        await on.press("ctrl+c")
        assert not on.session.state.phase.busy
        assert "Good morning." in on.text
        assert on.prompt.text == "a draft"
        assert on.app.is_running


async def test_control_c_copies_a_selection_while_a_reply_streams_on() -> None:
    async with stage() as on:
        await streaming(on)
        await on.press("tab", "shift+up", "ctrl+c")
        assert on.app.clipboard == "Good morning."
        assert on.session.state.phase.busy
        await on.press("ctrl+c")
        assert not on.session.state.phase.busy


async def test_control_c_copies_and_drops_a_selection_before_a_draft() -> None:
    async with stage() as on:
        await streaming(on)
        await on.finish()
        await on.type("a draft")
        await on.press("tab", "shift+up", "ctrl+c")
        assert on.app.clipboard == "Good morning."
        assert on.chat_screen.get_selected_text() is None
        assert on.prompt.text == "a draft"


async def test_a_draft_that_control_c_drops_is_brought_back_by_up() -> None:
    async with stage() as on:
        await on.type("two\nlines")
        await on.press("ctrl+c")
        assert on.prompt.text == ""
        assert "Dropped · ↑ brings it back" in on.text
        assert on.session.prompts == []
        await on.press("up")
        assert on.prompt.text == "two\nlines"


async def test_control_c_copies_what_is_selected_in_the_prompt() -> None:
    async with stage() as on:
        await on.type("one two")
        await on.press("shift+home", "ctrl+c")
        assert on.app.clipboard == "one two"
        assert on.prompt.text == "one two"


async def test_control_c_twice_with_nothing_written_quits_and_the_first_says_so() -> None:
    async with stage() as on:
        await on.press("ctrl+c")
        assert "^c once more quits" in on.text
        await on.press("a", "backspace", "ctrl+c")
        assert on.app.is_running
        await on.press("ctrl+c")
        assert not on.app.is_running


async def test_control_d_quits_when_nothing_is_written_and_else_takes_the_character_at_the_right() -> None:
    async with stage() as on:
        await on.type("ab")
        await on.press("home", "ctrl+d", "ctrl+d")
        assert on.prompt.text == ""
        await on.press("ctrl+d")
        assert on.app.is_running  # held too long, as in readline
        await on.press("left", "ctrl+d")
        assert not on.app.is_running


async def test_quitting_in_the_middle_of_a_reply_is_to_be_said_twice() -> None:
    for keys in (["ctrl+q"], [*"quit", "enter"], ["ctrl+d"], [*"/exit", "enter"]):
        async with stage() as on:
            await streaming(on)
            await on.press(*keys)
            assert on.app.is_running
            assert "A reply is still coming; quit once more to leave it" in on.text
            await on.press(*(keys if len(keys) == 1 else ["ctrl+q"]))
            assert not on.app.is_running


@pytest.mark.parametrize("new", [["ctrl+n"], [*"/new", "enter"]])
async def test_a_new_conversation_loses_nothing_of_the_last_one(new: list[str]) -> None:
    async with stage() as on:
        await streaming(on)
        await on.press(*new)
        assert "Good morning." not in on.text
        assert "New conversation · ^n brings the last one back" in on.text
        await on.press("ctrl+n")
        assert "Good morning." in on.text
        assert on.chat_screen.desk.state is on.fake.sessions[0].state
        await on.send("And now?")
        assert on.fake.sessions[0].prompts == ["Hello", "And now?"]


async def test_of_several_conversations_each_can_be_brought_back() -> None:
    async with stage() as on:
        for word in ("One", "Two"):
            await on.send(word)
            await on.answer(f"Reply to {word}.")
            await on.finish()
            await on.press("ctrl+n")
        await on.press("ctrl+n")
        assert "Reply to Two." in on.text
        await on.send("/back")
        assert "Reply to One." in on.text
        await on.send("/back")
        assert "Reply to Two." in on.text


async def test_undo_is_on_a_key_that_does_not_suspend() -> None:
    async with stage() as on:
        await on.press("a", "space", "b", "ctrl+u")
        assert on.prompt.text == ""
        await on.press("ctrl+underscore")
        assert on.prompt.text == "a b"


async def test_escape_closes_the_thoughts_that_were_opened_and_then_stops() -> None:
    async with stage() as on:
        await on.send("Hello")
        await on.request()
        await on.play(ev.ReasoningDelta(on.now, "Let me think."), ev.TextDelta(on.now, "Good morning."))
        await on.press("tab", "space")
        assert "Let me think." in on.text
        assert "Esc Back" in on.lines[-1]
        await on.press("escape")
        assert "Let me think." not in on.text
        assert on.session.state.phase.busy
        assert "Esc Stop" in on.lines[-1]
        await on.press("escape")
        assert not on.session.state.phase.busy


async def test_escape_stops_while_thoughts_come_that_nobody_opened() -> None:
    async with stage() as on:
        await on.send("Hello")
        await on.request()
        await on.play(ev.ReasoningDelta(on.now, "Let me think."))
        await on.press("tab", "escape")
        assert not on.session.state.phase.busy


@pytest.mark.parametrize(("size", "key"), [(WIDE, "ctrl+t"), (WIDE, "f4"), (NARROW, "ctrl+s")])
async def test_escape_first_leaves_what_has_the_keys_or_lies_over_the_chat(size: tuple[int, int], key: str) -> None:
    async with stage(size) as on:
        await streaming(on)
        await on.press(key)
        assert "Esc Back" in on.lines[-1]
        await on.press("escape")
        assert on.session.state.phase.busy
        assert "Esc Stop" in on.lines[-1]
        await on.press("escape")
        assert not on.session.state.phase.busy


async def test_escape_at_the_prompt_stops_though_the_calls_are_open_beside_it() -> None:
    async with stage() as on:
        await streaming(on)
        await on.press("ctrl+t", "tab")
        on.prompt.focus()
        await on.press("escape")
        assert not on.session.state.phase.busy
        assert on.chat_screen.calls_are_open
        await on.press("escape")
        assert not on.chat_screen.calls_are_open


@pytest.mark.parametrize("opened_by", [("f1",), ("ctrl+p",), (*"/themes", "enter"), (*"/model", "enter")])
async def test_control_c_closes_what_was_opened_over_the_chat(opened_by: tuple[str, ...]) -> None:
    async with stage(places=FakePlaces("smollm2-135m")) as on:
        await streaming(on)
        await on.press(*opened_by)
        assert on.app.screen is not on.chat_screen
        await on.press("ctrl+c")
        assert on.app.screen is on.chat_screen
        assert on.session.state.phase.busy


@pytest.mark.parametrize("empties", ["ctrl+u", "ctrl+c"])
async def test_control_d_quits_on_a_line_that_was_emptied_after_it_had_deleted(empties: str) -> None:
    async with stage() as on:
        await on.press(*"abc", "left", "left", "ctrl+d", "end", empties)
        assert on.prompt.text == ""
        await on.press("ctrl+d")
        assert not on.app.is_running
