"""The transcript in an app: keys, mouse, and the bytes that reach the terminal."""

from __future__ import annotations

import pytest

from streamtui.core.chat.conversation import Message
from streamtui.core.chat.messages import UserMessage
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.text.growing_text import GrowingText
from tests.frontends.tui.transcript.transcript_stage import FakeTerminal, Stage, finished, settled, streaming

DOCUMENT = """# Title

Some **bold** and `code` in a line that is long enough to be wrapped at the width of the pane, 日本語のテキスト also.

```python
def f(x: int) -> str:
    return "text"  # comment
```

| a | b |
|---|---|
| 1 | two words |
| 3 | four |

- one
  - two
- three

> quoted text
"""


async def test_the_terminal_shows_what_a_full_redraw_shows_while_a_reply_streams() -> None:
    reply = streaming()
    app = Stage([UserMessage("hello", 0.0), reply])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        terminal = FakeTerminal(app)
        await settled(pilot, terminal)
        text = DOCUMENT * 4
        for cut in range(0, len(text), 17):
            reply.text.append(text[cut : cut + 17])
            app.transcript.flush()
            await settled(pilot, terminal)
            if cut % 5 == 0:
                assert terminal.differences() == []
        assert terminal.differences() == []
        assert "quoted text" in "".join(app.lines)


async def test_the_terminal_is_right_while_scrolled_back_and_after_a_resize() -> None:
    reply = streaming(DOCUMENT * 5)
    app = Stage([finished(DOCUMENT * 3), UserMessage("hello", 0.0), reply])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        terminal = FakeTerminal(app)
        await settled(pilot, terminal)
        for key in ["pageup", "up", "up", "pageup", "home", "pagedown", "end", "pageup"]:
            await pilot.press(key)
            reply.text.append("\n\nOne more paragraph of some words.")
            app.transcript.flush()
            await settled(pilot, terminal)
            assert terminal.differences() == [], key
        for size in [(60, 20), (100, 30)]:
            await pilot.resize_terminal(*size)
            await settled(pilot, terminal)
            reply.text.append(" And words.")
            app.transcript.flush()
            await settled(pilot, terminal)
            assert terminal.differences() == [], size


async def test_the_terminal_is_right_while_text_is_selected() -> None:
    reply = streaming(DOCUMENT * 2)
    app = Stage([reply])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        terminal = FakeTerminal(app)
        await settled(pilot, terminal)
        await pilot.mouse_down(app.transcript, offset=(3, 5))
        await pilot.hover(app.transcript, offset=(9, 8))
        reply.text.append("\n\nmore\n\nand more")
        app.transcript.flush()
        await settled(pilot, terminal)
        assert terminal.differences() == []
        await pilot.mouse_up(app.transcript, offset=(9, 8))
        await settled(pilot, terminal)
        assert terminal.differences() == []


async def test_a_growing_line_writes_what_was_added_and_nothing_else() -> None:
    reply = streaming("Before.\n\nSome words.")
    app = Stage([reply])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        terminal = FakeTerminal(app)
        await settled(pilot, terminal)
        reply.text.append(" And")
        app.transcript.flush()
        await settled(pilot, terminal)
        assert "And" in terminal.frame
        assert "words" not in terminal.frame
        assert len(terminal.frame) < 80


async def test_a_frame_in_which_nothing_changed_is_not_written() -> None:
    app = Stage([streaming("Some words.")])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        terminal = FakeTerminal(app)
        await settled(pilot, terminal)
        app.transcript.flush()
        await settled(pilot, terminal)
        assert terminal.frame == ""


async def test_scrolling_moves_what_is_there_and_writes_what_comes_in() -> None:
    reply = streaming("\n".join(f"- item {number}" for number in range(100, 140)))
    app = Stage([reply])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        terminal = FakeTerminal(app)
        await settled(pilot, terminal)
        reply.text.append("\n- item 140\n- item 141")
        app.transcript.flush()
        await settled(pilot, terminal)
        assert "item 141" in terminal.frame
        assert "item 138" not in terminal.frame
        assert terminal.differences() == []


async def test_waking_takes_in_what_changed_and_then_sleeps() -> None:
    reply = streaming("first")
    app = Stage([reply])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        reply.text.append(" second")
        app.transcript.wake()
        while "first second" not in "".join(app.lines):
            await pilot.pause()
        while app.transcript._due is not None:
            await pilot.pause()


async def test_a_mouse_selection_is_copied_as_text() -> None:
    app = Stage([UserMessage("first line\nsecond line\nthird line", 0.0)])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        await pilot.mouse_down(app.transcript, offset=(7, 1))
        await pilot.hover(app.transcript, offset=(6, 2))
        await pilot.mouse_up(app.transcript, offset=(6, 2))
        await pilot.press("y")
        assert app.clipboard == "line\nsecond"


async def test_messages_that_are_selected_as_a_whole_are_copied_as_they_were_written() -> None:
    app = Stage([UserMessage("question", 0.0), finished("Some **bold** text"), UserMessage("thanks", 0.0)])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        await pilot.mouse_down(app.transcript, offset=(1, 1))
        await pilot.hover(app.transcript, offset=(4, 7))
        await pilot.mouse_up(app.transcript, offset=(4, 7))
        await pilot.press("ctrl+c")
        assert app.clipboard == "question\n\nSome **bold** text\n\nYou\nthan"


async def test_blocks_that_are_selected_as_a_whole_are_copied_as_they_were_written() -> None:
    app = Stage([finished("First of **all** blocks.\n\n- **one**\n- two\n\nThe *last* of them.")])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        await pilot.mouse_down(app.transcript, offset=(7, 1))
        await pilot.hover(app.transcript, offset=(8, 6))
        await pilot.mouse_up(app.transcript, offset=(8, 6))
        await pilot.press("y")
        assert app.clipboard == "of all blocks.\n\n- **one**\n- two\n\nThe last"


async def test_a_message_is_copied_by_key() -> None:
    app = Stage([UserMessage("question", 0.0), *[finished(f"**answer** {number}") for number in range(30)]])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        await pilot.press("y")
        assert app.clipboard == "**answer** 29"
        await pilot.press("home", "right_square_bracket", "y")
        assert app.clipboard == "**answer** 0"


async def test_the_code_block_under_the_pointer_else_the_last_is_copied() -> None:
    app = Stage([finished("```\none\n```\n\ntext\n\n```\ntwo\n```\n")])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        await pilot.press("c")
        assert app.clipboard == "two\n"
        line = next(number for number, text in enumerate(app.lines) if "one" in text)
        await pilot.hover(app.transcript, offset=(3, line))
        await pilot.press("c")
        assert app.clipboard == "one\n"


async def test_a_click_on_a_call_chooses_it() -> None:
    calls = [ToolCall(name="first"), ToolCall(name="second", arguments=GrowingText("{}"))]
    reply = streaming("text")
    reply.tool_calls += calls
    app = Stage([reply])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        line = next(number for number, text in enumerate(app.lines) if "second" in text)
        await pilot.click(app.transcript, offset=(5, line))
        await pilot.pause()
        assert [chosen.key for chosen in app.chosen] == [calls[1].id]


async def test_a_click_unfolds_the_reasoning_of_any_reply() -> None:
    reply = finished("answer")
    reply.reasoning.append("hidden thoughts")
    app = Stage([reply, UserMessage("more", 0.0), finished("last")])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        assert "hidden" not in "".join(app.lines)
        await pilot.click(app.transcript, offset=(3, 1))
        assert "hidden thoughts" in "".join(app.lines)
        assert app.lines[-1] == ""
        await pilot.click(app.transcript, offset=(3, 1))
        assert "hidden" not in "".join(app.lines)


async def test_a_click_on_the_mark_goes_to_the_end() -> None:
    reply = streaming("\n\n".join(map(str, range(60))))
    app = Stage([reply])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        await pilot.press("pageup")
        assert not app.transcript.follow
        reply.text.append("\n\nmore" * 6)
        app.transcript.flush()
        assert "new lines below" in app.lines[-1]
        await pilot.click(app.transcript, offset=(app.lines[-1].index("new"), 23))
        assert app.transcript.follow
        assert "below" not in app.lines[-1]


async def test_the_wheel_and_the_keys_scroll_and_end_follows() -> None:
    messages: list[Message] = [UserMessage(f"message {number}", 0.0) for number in range(100)]
    app = Stage(messages)
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        end = app.transcript.scroll_y
        assert app.transcript.follow
        await pilot.press("up", "up")
        assert app.transcript.scroll_y == end - 2
        await pilot.press("home")
        assert app.transcript.scroll_y == 0
        assert app.lines[0] == " You"
        await pilot.press("right_square_bracket")
        assert app.transcript.scroll_y == 3
        await pilot.press("left_square_bracket")
        assert app.transcript.scroll_y == 0
        await pilot.press("end")
        assert app.transcript.scroll_y == end == app.transcript.max_scroll_y
        await pilot.press("pageup", "pagedown")
        assert app.transcript.scroll_y == end
        await pilot.press("home", "pagedown")
        assert app.transcript.scroll_y == 23, "a row of the page before stays"


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "nord", "ansi-dark"])
async def test_every_style_has_a_look_in_every_theme(theme: str) -> None:
    app = Stage([finished(DOCUMENT)])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        terminal = FakeTerminal(app)
        app.theme = theme
        await settled(pilot, terminal)
        assert terminal.differences() == []


async def test_another_conversation_takes_the_place_of_the_one_shown() -> None:
    app = Stage([UserMessage("old", 0.0)])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        app.transcript.show([UserMessage("new", 0.0)])
        await pilot.pause()
        assert app.lines[1] == " new"
        assert app.transcript.follow


async def test_with_low_bandwidth_it_scrolls_in_steps_and_ends_at_the_end() -> None:
    reply = streaming()
    app = Stage([reply], low_bandwidth=True)
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        tops = set()
        for number in range(100):
            reply.text.append(f"{number}\n\n")
            app.transcript.wake()
            app.transcript._frame()
            tops.add(app.transcript.scroll_y)
        assert len(tops) <= 20
        while app.transcript._due is not None:
            await pilot.pause()
        assert "99" in app.lines[-2]


@pytest.mark.parametrize("chosen", [False, True])
async def test_what_comes_before_leaves_what_is_followed_or_chosen_as_it_is(chosen: bool) -> None:
    messages: list[Message] = [
        UserMessage(f"{number} {'needle' if number == 50 else 'hay'}", 0.0) for number in range(99)
    ]
    app = Stage(messages[40:])
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.pause()
        app.transcript.find(["needle"])
        if chosen:
            app.transcript.to_number(5)
        else:
            app.transcript.to_end()
        shown, number = app.lines, app.transcript.number_in_focus
        assert number is not None
        app.transcript.show(messages, 40)
        await pilot.pause()
        assert app.transcript.follow is not chosen
        assert (app.lines, app.transcript.number_in_focus) == (shown, number + 40)
        assert app.transcript.found == ["needle"]
