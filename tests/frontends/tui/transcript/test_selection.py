"""Messages selected with the keys: whole ones, copied as they were written, for as long as nothing else is selected."""

from __future__ import annotations

from streamtui.core.chat.messages import UserMessage
from tests.frontends.tui.stage import stage
from tests.frontends.tui.transcript.test_keys import answer
from tests.frontends.tui.transcript.transcript_stage import FakeTerminal, Stage, finished, streaming

LONG = "\n\n".join(f"paragraph **{number}**" for number in range(60))


async def test_messages_are_selected_upwards_from_the_last_and_copied_as_they_were_written() -> None:
    app = Stage([UserMessage("question", 0.0), finished("Some **bold** text"), UserMessage("thanks", 0.0)])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        await pilot.press("shift+up", "y")
        assert app.clipboard == "thanks"
        await pilot.press("shift+up", "ctrl+c")
        assert app.clipboard == "Some **bold** text\n\nthanks"
        await pilot.press("shift+up", "shift+up", "y")
        assert app.clipboard == "question\n\nSome **bold** text\n\nthanks"
        await pilot.press("shift+down", "shift+down", "y")
        assert app.clipboard == "thanks"


async def test_messages_out_of_sight_and_never_seen_are_selected_as_well() -> None:
    app = Stage([finished(f"{number}\n\n{LONG}") for number in range(5)])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        await pilot.press("home", "shift+down", "shift+down", "shift+down", "y")
        assert app.clipboard == "\n\n".join(f"{number}\n\n{LONG}" for number in range(3))
        assert app.lines[1].strip() == "2"


async def test_a_selected_reply_stays_selected_to_its_end_while_it_streams() -> None:
    reply = streaming("begin")
    app = Stage([UserMessage("question", 0.0), reply])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        terminal = FakeTerminal(app)
        await pilot.press("shift+up", "shift+up")
        terminal.paint()
        reply.text.append(f" **more**\n\n{LONG}")
        app.transcript.wake()
        app.transcript.flush()
        await pilot.pause()
        terminal.paint()
        assert terminal.differences() == []
        await pilot.press("y")
        assert app.clipboard == f"question\n\nbegin **more**\n\n{LONG}"


async def test_the_mouse_takes_the_selection_over_and_the_keys_begin_a_new_one() -> None:
    app = Stage([UserMessage("first line", 0.0), finished("answer")])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        await pilot.press("shift+up", "shift+up")
        await pilot.mouse_down(app.transcript, offset=(1, 1))
        await pilot.hover(app.transcript, offset=(5, 1))
        await pilot.mouse_up(app.transcript, offset=(5, 1))
        await pilot.press("y")
        assert app.clipboard == "first"
        await pilot.press("shift+up", "y")
        assert app.clipboard == "answer"


async def test_escape_drops_the_selection_and_stops_the_reply_only_when_there_is_none() -> None:
    async with stage() as on:
        await answer(on, "hello")
        await on.pilot.press("tab", "shift+up")
        assert on.app.screen.get_selected_text() == "hello"
        await on.pilot.press("escape")
        assert on.app.screen.get_selected_text() is None
        assert on.app.focused is not None
        assert on.app.focused.id == "transcript"
