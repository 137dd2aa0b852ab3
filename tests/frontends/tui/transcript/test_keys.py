"""The conversation's own keys in the whole app: Tab leads there, letters that mean nothing there are typed."""

from __future__ import annotations

import pytest
from textual import events

from streamtui.core.chat import events as ev
from streamtui.frontends.tui.transcript.painted import BAR
from streamtui.frontends.tui.transcript.transcript import Transcript
from tests.frontends.tui.stage import Stage, stage

pytestmark = pytest.mark.one_python


async def answer(on: Stage, text: str) -> None:
    await on.pilot.press("h", "i", "enter")
    await on.fake.session.play(
        ev.RequestSent(1.0, 1, "model", "http://server/v1"),
        ev.TextDelta(2.0, text),
        ev.FinishReported(2.0, "stop"),
        ev.ReplyFinished(2.0),
    )
    await on.settle()
    on.app.screen.query_one(Transcript).flush()


async def test_brackets_go_from_message_to_message_and_end_returns() -> None:
    async with stage() as on:
        await answer(on, "\n\n".join(f"paragraph {number}" for number in range(60)))
        transcript = on.app.screen.query_one(Transcript)
        await on.pilot.press("tab")
        assert transcript.has_focus
        await on.pilot.press("[")
        assert not transcript.follow
        assert "paragraph 0" in on.text
        await on.pilot.press("end")
        assert transcript.follow
        assert transcript.has_focus
        assert on.prompt.text == ""


async def test_brackets_pass_over_no_message_at_the_end() -> None:
    async with stage((80, 24)) as on:
        for words in ("\n\n".join(["long"] * 30), "one", "two"):
            await answer(on, words)
            await on.fake.session.play(ev.TurnFinished(3.0))
            await on.settle()
        transcript = on.app.screen.query_one(Transcript)
        await on.press("tab")
        seen = [transcript.number_in_focus]
        for _ in range(5):
            await on.press("left_square_bracket")
            seen.append(transcript.number_in_focus)
        assert seen == [5, 4, 3, 2, 1, 0]
        for _ in range(5):
            await on.press("right_square_bracket")
        assert transcript.number_in_focus == 5


async def test_the_code_block_and_the_message_are_copied_by_one_key_each() -> None:
    async with stage() as on:
        await answer(on, "Look:\n\n```python\nx = 1\n```\n")
        await on.pilot.press("tab", "c")
        assert on.app.clipboard == "x = 1\n"
        await on.pilot.press("y")
        assert on.app.clipboard.startswith("Look:")


async def test_after_a_click_in_the_conversation_every_word_is_typed_whole() -> None:
    async with stage() as on:
        await answer(on, "hello")
        await on.pilot.click("#transcript", offset=(3, 1))
        await on.press(*"why [w] copy", "alt+x")
        assert on.prompt.text == "why [w] copy"


async def test_what_the_mouse_selected_is_copied_by_the_key_that_the_bar_names() -> None:
    async with stage() as on:
        await answer(on, "hello")
        await on.fake.session.play(ev.TurnFinished(3.0))
        await on.settle()
        transcript = on.app.screen.query_one(Transcript)
        row = next(number for number, line in enumerate(on.lines) if line.strip().startswith("hello"))
        row -= transcript.region.y
        await on.pilot.mouse_down(transcript, offset=(1, row))
        await on.pilot.hover(transcript, offset=(4, row))
        await on.pilot.mouse_up(transcript, offset=(4, row))
        await on.settle()
        assert "^c Copy" in on.lines[-1]
        await on.press("ctrl+c")
        assert on.app.clipboard == "hell"
        assert on.prompt.has_focus


async def test_a_letter_with_alt_that_means_nothing_is_no_letter_in_the_conversation() -> None:
    async with stage() as on:
        await answer(on, "hello")
        await on.press("tab")
        on.app.post_message(events.Key("alt+x", "x"))
        await on.settle()
        assert on.prompt.text == ""


async def test_a_bar_stands_beside_the_message_that_keys_are_about_and_the_key_bar_names_them() -> None:
    async with stage() as on:
        await answer(on, "hello\n\n```\nx = 1\n```")
        assert BAR not in on.text
        await on.press("tab")
        assert [line[1:].strip() for line in on.lines if line.startswith(BAR)][1].startswith("hello")
        for words in ("c Copy code", "y Copy", "[ Earlier", "w Wrap", "Tab Prompt"):
            assert words in on.lines[-1]
        assert on.lines[-1].endswith("F1 Help")
        await on.press("left_square_bracket", "left_square_bracket", "left_square_bracket")
        assert [line[1:].split()[0] for line in on.lines if line.startswith(BAR)] == ["You", "hi"]
        await on.press("y")
        assert on.app.clipboard == "hi"
        await on.press("tab")
        assert BAR not in on.text
        assert "w Wrap" not in on.lines[-1]


async def test_keys_for_code_are_named_and_taken_only_where_there_is_any() -> None:
    async with stage() as on:
        await answer(on, "hello")
        await on.press("tab")
        assert "y Copy" in on.lines[-1]
        assert "c Copy code" not in on.lines[-1]
        assert "w Wrap" not in on.lines[-1]
        await on.press("w", "h", "y")
        assert on.prompt.text == "why"


async def test_thoughts_open_and_close_by_key() -> None:
    async with stage() as on:
        await on.send("hi")
        await on.play(
            ev.RequestSent(1.0, 1, "model", "http://server/v1"),
            ev.ReasoningDelta(1.5, "Let me think."),
            ev.TextDelta(2.0, "hello"),
        )
        await on.finish()
        assert "Let me think." not in on.text
        await on.press("tab")
        assert "Enter Open" in on.lines[-1]
        for key in ("enter", "space"):
            await on.press(key)
            assert "Let me think." in on.text
            await on.press(key)
            assert "Let me think." not in on.text


async def test_enter_opens_the_calls_of_the_message() -> None:
    async with stage() as on:
        await on.send("hi")
        await on.play(
            ev.RequestSent(1.0, 1, "model", "http://server/v1"),
            ev.ToolCallDelta(2.0, 0, id="1", name="calculate", arguments="{}"),
        )
        await on.press("tab", "enter")
        assert on.chat_screen.calls_are_open
        assert on.chat_screen.inspector.has_focus


async def test_other_letters_are_typed_into_the_prompt() -> None:
    async with stage() as on:
        await answer(on, "hello")
        await on.pilot.press("tab", "x")
        assert on.prompt.text == "x"
        assert on.prompt.has_focus
