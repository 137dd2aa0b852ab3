"""The prompt as an editor: what is pasted folds, what waits can be changed, what was written before comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from streamtui.core.ports.prompts import Draft, Written
from streamtui.core.text.secrets import Secrets
from streamtui.frontends.tui.chat.waiting_list import WaitingList
from streamtui.storage.prompts.kept import KeptPrompts
from tests.doubles.snippets import FakeSnippets
from tests.frontends.tui.stage import stage

pytestmark = pytest.mark.one_python

LONG = "".join(f"line {number}\n" for number in range(24_311))


async def test_what_is_long_folds_as_it_is_pasted_and_is_sent_whole() -> None:
    async with stage() as on:
        await on.type("What is ")
        on.prompt.post_message(events.Paste(LONG))
        await on.settle()
        assert on.prompt.text == "What is [pasted 24,311 lines]"
        assert "~" in on.text
        await on.press("?", "left", "left", "!")  # nothing is written within what is folded
        assert on.prompt.text == "What is ![pasted 24,311 lines]?"
        await on.press("right", "backspace")
        assert on.prompt.text == "What is !?"
        await on.press("ctrl+underscore", "alt+o")
        assert on.prompt.text == f"What is !{LONG}?"
        await on.press("alt+o", "enter")
        assert on.session.prompts == [f"What is !{LONG}?"]
        await on.press("up")
        assert on.prompt.text == "What is ![pasted 24,311 lines]?"


async def test_what_is_long_is_folded_in_the_conversation_and_opened_there() -> None:
    async with stage() as on:
        await on.send(f"{LONG}is what?")
        await on.answer("Lines.")
        await on.finish()
        assert "▸ 24,303 more lines" in on.text
        assert "is what?" in on.text
        await on.press("tab", "left_square_bracket", "left_square_bracket", "enter")
        assert "more lines" not in on.text
        await on.press("enter")
        assert "▸ 24,303 more lines" in on.text


async def test_what_waits_is_moved_sent_before_its_turn_and_removed() -> None:
    async with stage() as on:
        await on.send("first")
        await on.answer("Working on")
        for prompt in ("second", "third", "fourth", "fifth"):
            await on.send(prompt)
        waiting = on.chat_screen.desk.waiting
        await on.press("alt+q")
        assert "Enter Edit" in on.text
        assert "❯ second" in on.text
        await on.press("down", "shift+up", "ctrl+x")  # the cursor goes along
        assert [*waiting.prompts] == ["second", "fourth", "fifth"]
        await on.press("end", "down", "down", "enter")
        assert (on.prompt.text, [*waiting.prompts]) == ("fifth", ["second", "fourth"])
        await on.press("!", "enter", "alt+q", "down", "ctrl+s")
        await on.settle()
        assert on.session.prompts == ["first", "fourth"]
        assert [*waiting.prompts] == ["second", "fifth!"]
        await on.press("alt+q", "f1")
        above = on.app.screen
        for prompt in [*waiting.prompts]:  # as when they have their turn
            waiting.remove(prompt)
        listed = on.app.screen_stack[-2]
        assert isinstance(listed, WaitingList)
        listed.look_again()
        assert on.app.screen is above
        await on.press("escape")
        listed.look_again()
        assert on.app.screen is on.chat_screen


async def test_what_was_written_before_is_found_and_snippets_are_put_in(tmp_path: Path) -> None:
    prompts, snippets = KeptPrompts(tmp_path, Secrets()), FakeSnippets()
    for number in range(3):
        prompts.remember(Written(f"earlier {number}\nof another run"), "a")
    prompts.keep(Draft(Written("not sent"), [Written("waits")]))
    await prompts.close()
    prompts = KeptPrompts(tmp_path, Secrets())
    async with stage(prompts=prompts, snippets=snippets) as on:
        for _ in range(200):
            if "waits" in on.text:
                break
            await on.settle()
        assert on.prompt.text == "not sent"
        assert on.session.prompts == []
        await on.press("ctrl+u", "ctrl+r")
        assert "Enter Put in" in on.text
        await on.press(*"run 1")
        await on.press("enter")
        assert on.prompt.text == "earlier 1\nof another run"
        await on.press("ctrl+c", "ctrl+c")
        other = KeptPrompts(tmp_path, Secrets())
        for text in ("first of them", "second of them"):
            other.remember(Written("See [pasted 20 lines]", {"[pasted 20 lines]": f"{text}\n" * 20}), "b")
        await other.close()
        await on.press("ctrl+r", *"first of")
        await on.seen("❯ See [pasted 20 lines]")
        await on.press("enter", "alt+o")
        assert on.prompt.text == "See " + "first of them\n" * 20
        await on.press("ctrl+c")
        await on.press(*":fi")
        assert "Find the mistake" in on.text
        await on.press("tab", "h", "i")
        assert on.prompt.text == "Find the mistake in hi!"
        await on.press("enter")
        await on.send("/snippet save again")
        assert snippets.kept["again"] == "Find the mistake in hi!"
        await on.send("/snippet again")
        assert on.prompt.text == "Find the mistake in hi!"
    await prompts.close()
    left = KeptPrompts(tmp_path, Secrets())
    draft = left.left()
    assert draft is not None
    assert draft.written.text == "Find the mistake in hi!"
    assert [one.text for one in left.earlier()][-2:] == ["/snippet save again", "/snippet again"]
    await left.close()
