"""A tool that may change something asks first; tools are looked at and switched."""

from __future__ import annotations

import pytest
from textual.events import AppBlur, AppFocus, Key, MouseDown, MouseUp, Paste
from textual.widgets import Input

from streamtui.core.chat.events import ReplyFinished
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.ports.tools import ToolInfo
from streamtui.frontends.tui.calls.approval import ApprovalScreen
from streamtui.frontends.tui.calls.approval_rows import AskedCall, question_rows
from streamtui.frontends.tui.kit.guard import QUIET_S, TYPING_S
from streamtui.frontends.tui.kit.question import NO_ANSWER_YET
from streamtui.rows.row import cells, joined
from tests.frontends.tui.calls.calls_stage import CallsStage, Gate, beginning, calling, calls_stage, deltas, saying
from tests.frontends.tui.stage import NARROW, WIDE

pytestmark = pytest.mark.one_python

WRITE = ("write", '{"path": "a.md", "content": "one\\ntwo"}')
OTHER = ("write", '{"path": "b.md", "content": "three\\nfour"}')


def asks(on: CallsStage) -> bool:
    return isinstance(on.app.screen, ApprovalScreen)


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_the_question_shows_name_source_and_arguments(size: tuple[int, int]) -> None:
    async with calls_stage(calling(WRITE), saying("Ok."), size=size, open_inspector=False) as on:
        await on.ask()
        assert "? Run write?" in on.text
        assert "MCP files · may change something" in on.text
        assert 'path     "a.md"' in on.text
        assert "│ two" in on.text
        await on.answer()
        assert "y Yes   Shift+A Always   n No   w No, with a word   s Stop all" in on.text


def test_that_a_tool_only_reads_is_told_as_the_servers_claim() -> None:
    tool = ToolInfo("git_log", "Show commits.", {}, "MCP git", claims_to_read=True)
    call = ToolCall("a", name="git_log")
    rows = joined(question_rows(AskedCall(call, tool), 90)).split("\n")
    assert rows[0].endswith("MCP git · its server says that it only reads")
    assert rows[2] == "Nothing here can check that. After a yes it is not asked about again."


async def test_yes_runs_it() -> None:
    async with calls_stage(calling(WRITE), saying("Ok.")) as on:
        await on.ask()
        await on.answer("y")
        await on.idle()
        assert on.desk.written == [("a.md", "one\ntwo")]
        assert "your answer" in on.text


@pytest.mark.parametrize("key", ["n", "escape"])
async def test_no_tells_the_model(key: str) -> None:
    async with calls_stage(calling(WRITE), saying("Ok.")) as on:
        await on.ask()
        await on.answer(key)
        await on.idle()
        assert on.desk.written == []
        assert on.provider.requests[-1].messages[-1]["content"] == "The person did not allow this call."
        assert "⊘ write" in on.text
        assert "refused" in on.text


async def test_control_c_stops_the_turn_at_once() -> None:
    async with calls_stage(calling(WRITE, OTHER), saying("Ok.")) as on:
        await on.ask()
        await on.press("ctrl+c")
        await on.idle()
        assert not asks(on)
        assert on.desk.written == []
        assert len(on.provider.requests) == 1


async def test_a_word_goes_to_the_model_with_the_no() -> None:
    async with calls_stage(calling(WRITE), saying("Ok.")) as on:
        await on.ask()
        await on.answer("w", *"yes but b.md".replace(" ", "_"), "enter")
        await on.idle()
        assert on.desk.written == []
        assert "and says: yes_but_b.md" in on.provider.requests[-1].messages[-1]["content"]


async def test_several_calls_ask_one_after_the_other() -> None:
    async with calls_stage(calling(WRITE, OTHER), saying("Ok.")) as on:
        await on.ask()
        assert '"a.md"' in on.text
        await on.answer("n")
        assert '"b.md"' in on.text
        await on.answer("y")
        await on.idle()
        assert on.desk.written == [("b.md", "three\nfour")]


async def test_always_holds_for_the_conversation_and_not_for_the_next() -> None:
    async with calls_stage(calling(WRITE, OTHER), calling(WRITE), saying("Ok."), calling(WRITE), saying("Ok.")) as on:
        await on.ask()
        await on.answer("a")
        assert (asks(on), on.desk.written) == (True, [])
        await on.press("A")
        await on.idle()
        assert len(on.desk.written) == 3
        await on.press("ctrl+n")
        await on.ask()
        assert asks(on)
        await on.answer("n")
        await on.idle()


async def test_all_can_be_stopped_while_a_call_asks() -> None:
    async with calls_stage(calling(WRITE, OTHER)) as on:
        await on.ask()
        await on.answer("s")
        await on.idle()
        assert not asks(on)
        assert on.desk.written == []
        assert [call.state.value for call in on.chat_screen.desk.state.turn_calls] == ["cut", "cut"]


async def test_a_question_is_withdrawn_though_the_palette_lies_over_it() -> None:
    async with calls_stage(calling(WRITE)) as on:
        await on.ask()
        await on.press("ctrl+p")
        assert len(on.app.screen_stack) == 3
        on.chat_screen.desk.stop()
        await on.idle()
        await on.settle()
        assert len(on.app.screen_stack) == 1


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_while_the_person_types_the_question_waits_until_it_is_called(size: tuple[int, int]) -> None:
    gate = Gate()
    reply = [*beginning(), *deltas(0, *WRITE), gate, ReplyFinished(2.0)]
    async with calls_stage(reply, saying("Ok."), size=size, open_inspector=False) as on:
        await on.send("Go.")
        await on.until(gate)
        await on.press(*"may")
        gate.set()
        await on.idle()
        assert "? write wants to run · Tab answers" in on.text
        assert "Tab Answer" in on.lines[-1]
        await on.press(*"beA")
        on.clock.advance(10 * TYPING_S)
        await on.settle()
        assert (asks(on), on.desk.written, on.prompt.text) == (False, [], "maybeA")
        await on.press("tab")
        await on.drawn()
        assert NO_ANSWER_YET in on.text
        await on.press(*"any", "enter", "escape", *"s")
        assert (asks(on), on.desk.written, on.prompt.text) == (True, [], "maybeAanys")
        await on.answer("y")
        await on.idle()
        assert (len(on.desk.written), on.prompt.text) == (1, "maybeAanys")


async def test_the_question_comes_up_by_itself_once_the_typing_pauses() -> None:
    gate = Gate()
    async with calls_stage([*beginning(), *deltas(0, *WRITE), gate, ReplyFinished(2.0)], saying("Ok.")) as on:
        await on.send("Go.")
        await on.until(gate)
        await on.press("x", "backspace")
        gate.set()
        while not on.chat_screen.guard.waits:
            await on.pilot.pause()
        await on.press("left")
        on.clock.advance(TYPING_S * 0.9)
        await on.settle()
        assert not asks(on)
        await on.drawn()
        await on.answer("n")
        await on.idle()


async def test_a_question_can_be_left_for_later() -> None:
    async with calls_stage(calling(WRITE), saying("Ok.")) as on:
        await on.ask()
        await on.answer("tab")
        on.clock.advance(10 * TYPING_S)
        await on.settle()
        assert not asks(on)
        await on.press(*"yes", "tab")
        await on.answer("y")
        await on.idle()
        assert (len(on.desk.written), on.prompt.text) == (1, "yes")


async def test_of_several_calls_it_is_said_which_one_asks_and_all_can_be_allowed_for_the_turn() -> None:
    replies = calling(WRITE, OTHER, WRITE), calling(WRITE), saying("Ok."), calling(WRITE), saying("Ok.")
    async with calls_stage(*replies) as on:
        await on.ask()
        assert "? Run write?  1 of 3" in on.text
        await on.answer("y")
        await on.drawn()
        assert "? Run write?  2 of 3" in on.text
        await on.answer("t")
        assert asks(on)
        await on.press("T")
        await on.idle()
        assert len(on.desk.written) == 4
        await on.ask()
        await on.drawn()
        assert " of " not in on.row("? Run write?")
        assert "Shift+T" not in on.text
        await on.answer("n")
        await on.idle()


async def test_typing_that_goes_on_is_no_answer_until_it_pauses() -> None:
    async with calls_stage(calling(WRITE), saying("Ok.")) as on:
        await on.ask()
        await on.drawn()
        for letter in "always yes":
            on.clock.advance(QUIET_S / 2)
            await on.press({" ": "space"}.get(letter, letter))
        assert (asks(on), on.desk.written, on.prompt.text) == (True, [], "always yes")
        await on.answer()
        assert "y Yes" in on.text


async def test_keys_that_came_with_the_question_or_before_it_are_no_answer() -> None:
    async with calls_stage(calling(WRITE), saying("Ok.")) as on:
        early = Key("y", "y")
        await on.ask()
        await on.drawn()
        for key in (early, Key("a", "a"), Key("enter", "\r")):  # in one read, say
            on.app.post_message(key)
        await on.settle()
        assert (asks(on), on.desk.written) == (True, [])


async def test_a_key_that_is_held_answers_one_question() -> None:
    async with calls_stage(calling(WRITE, OTHER), saying("Ok.")) as on:
        await on.ask()
        await on.answer("y", "y", "y")
        await on.drawn()
        await on.press("y", "y")
        assert (len(on.desk.written), on.prompt.text) == (1, "")
        await on.answer("y")
        await on.idle()
        assert len(on.desk.written) == 2


async def test_a_click_where_something_was_clicked_before_is_no_answer() -> None:
    async with calls_stage(calling(WRITE, OTHER), saying("Ok.")) as on:
        await on.ask()
        await on.answer()
        line = next(y for y, text in enumerate(on.lines) if "y Yes" in text)
        at = on.lines[line].index("y Yes"), line
        await click(on, at)
        await click(on, at)
        await on.drawn()
        await click(on, at)
        assert (asks(on), len(on.desk.written)) == (True, 1)
        await on.answer()
        await click(on, at)
        await on.idle()
        assert len(on.desk.written) == 2


async def click(on: CallsStage, at: tuple[int, int]) -> None:
    """As the terminal tells of it; `Pilot.click` would go past the app."""
    for kind in (MouseDown, MouseUp):
        on.app.post_message(kind(None, *at, 0, 0, 1, False, False, False, *at))
    await on.settle()


async def test_a_question_that_comes_back_from_under_the_palette_is_new_again() -> None:
    async with calls_stage(calling(WRITE), saying("Ok.")) as on:
        await on.ask()
        await on.answer("ctrl+p")
        await on.press("escape", "escape", "y")
        assert (asks(on), on.desk.written) == (True, [])
        await on.answer("y")
        await on.idle()
        assert len(on.desk.written) == 1


async def test_whoever_comes_back_to_the_window_has_to_see_the_question_first() -> None:
    async with calls_stage(calling(WRITE), saying("Ok.")) as on:
        await on.ask()
        await on.answer()
        for event in (AppBlur(), AppFocus(), Key("y", "y")):
            on.app.post_message(event)
        await on.settle()
        assert (asks(on), on.desk.written) == (True, [])
        await on.answer("y")
        await on.idle()
        assert len(on.desk.written) == 1


async def test_what_is_typed_into_the_palette_when_a_question_comes_up_stays_there() -> None:
    gate = Gate()
    async with calls_stage([*beginning(), *deltas(0, *WRITE), gate, ReplyFinished(2.0)], saying("Ok.")) as on:
        await on.send("Go.")
        await on.until(gate)
        await on.press("ctrl+p", *"them")
        gate.set()
        await on.drawn()
        await on.press(*"ey")
        assert on.app.screen_stack[-2].query_one(Input).value == "themey"
        assert (asks(on), on.desk.written, on.prompt.text) == (True, [], "")


async def test_a_paste_is_never_an_answer() -> None:
    async with calls_stage(calling(WRITE), saying("Ok.")) as on:
        await on.ask()
        await on.drawn()
        on.app.post_message(Paste("yes"))
        await on.answer()
        on.app.post_message(Paste(" always"))
        await on.settle()
        assert (asks(on), on.desk.written, on.prompt.text) == (True, [], "yes always")


async def test_long_arguments_scroll_and_say_that_there_is_more() -> None:
    long = ("write", '{"path": "a.md", "content": "' + "line\\n" * 60 + 'the end"}')
    async with calls_stage(calling(long), saying("Ok.")) as on:
        await on.ask()
        assert "more rows" in on.text
        await on.answer("pagedown", "pagedown", "pagedown", "pagedown", "pagedown")
        assert "│ the end" in on.text
        await on.press("n")
        await on.idle()


@pytest.mark.parametrize("size", [NARROW, (60, 20), (40, 15)])
async def test_name_keys_and_both_ends_of_long_arguments_are_in_sight_on_any_screen(size: tuple[int, int]) -> None:
    long = ("write", '{"path": "a.md", "content": "' + "".join(f"line {n}\\n" for n in range(119)) + 'the end"}')
    async with calls_stage(calling(long), saying("Ok."), size=size, open_inspector=False) as on:
        await on.ask()
        await on.answer()
        seen = "Run write?", "may change something", '"a.md"', "line 0", "more rows", "│ the end"
        keys = "y Yes", "Shift+A Always", "n No", "w No, with a word", "s Stop all"
        assert [words for words in (*seen, *keys) if words not in on.text] == []
        await on.press("end")
        assert "more rows" not in on.text
        assert "│ line 118" in on.text
        await on.press("home")
        assert "line 0" in on.text


async def test_a_tiny_screen_shows_what_is_asked_about_and_how_to_answer() -> None:
    async with calls_stage(calling(WRITE), saying("Ok."), size=(20, 6), open_inspector=False) as on:
        await on.ask()
        await on.answer()
        assert [words for words in ("? Run write?", '"a.md"', "y Yes", "n No") if words not in on.text] == []
        assert on.app.screen.max_scroll_y == 0


@pytest.mark.parametrize("size", [NARROW, (60, 20), (40, 15)])
async def test_a_word_has_room_below_long_arguments(size: tuple[int, int]) -> None:
    long = ("write", '{"path": "a.md", "content": "' + "".join(f"line {n}\\n" for n in range(119)) + 'the end"}')
    async with calls_stage(calling(long), saying("Ok."), size=size, open_inspector=False) as on:
        await on.ask()
        await on.answer("w", *"because")
        screen = on.app.screen
        assert (screen.max_scroll_x, screen.max_scroll_y) == (0, 0), "nothing is pushed off the screen"
        assert [words for words in ("Run write?", "│ the end", " because", "Esc Back") if words not in on.text] == []


@pytest.mark.parametrize("width", [24, 38, 58, 78])
def test_of_a_name_nothing_is_cut_and_of_its_source_the_end_stays(width: int) -> None:
    tool = ToolInfo("a_name_that_is_long_and_goes_on", "", {}, "/home/somebody/projects/of/theirs/my_tools.py")
    rows = question_rows(AskedCall(ToolCall("a", name=tool.name), tool), width)
    told = "".join(joined(rows).split())
    assert tool.name in told
    assert "my_tools.py" in told
    assert "maychangesomething" in told
    assert all(cells(row) <= width for row in rows)


async def test_the_end_of_a_word_that_is_pasted_is_in_sight() -> None:
    async with calls_stage(calling(WRITE), saying("Ok."), size=(40, 15)) as on:
        await on.ask()
        await on.answer("w")
        on.app.screen.query_one(Input).post_message(Paste("because it is so " * 5 + "and so on"))
        await on.settle()
        assert "and so on" in on.text


async def test_while_a_word_is_written_the_keys_are_those_of_the_word() -> None:
    async with calls_stage(calling(WRITE), saying("Ok.")) as on:
        await on.ask()
        await on.answer("w", *"yes")
        assert "Enter No, with this   Esc Back" in on.text
        assert "y Yes" not in on.text
        await on.press("escape")
        assert (asks(on), on.desk.written) == (True, [])
        await on.press("y")
        await on.idle()
        assert len(on.desk.written) == 1


async def test_the_program_can_be_left_while_a_call_asks() -> None:
    async with calls_stage(calling(WRITE)) as on:
        await on.ask()
        await on.pilot.press("ctrl+q")
        assert on.desk.written == []


async def test_every_tool_is_listed_where_there_is_room() -> None:
    async with calls_stage(beginning()) as on:
        await on.press("f3")
        assert [name for name in ("look", "write", "forecast", "hang") if f"on   {name} " not in on.text] == []


async def test_tools_are_shown_with_their_schema_and_switched_for_the_conversation() -> None:
    async with calls_stage(saying("Ok."), saying("Ok.")) as on:
        await on.ask()
        await on.press("f3")
        assert "4 of 4 on" in on.text
        assert "Look at the weather." in on.text
        assert "SCHEMA" in on.text
        assert "additionalProperties" in on.text
        await on.press("down", "space")
        assert "3 of 4 on" in on.text
        assert "○ off  write" in on.text
        await on.press("escape")
        await on.ask()
        assert [tool["function"]["name"] for tool in on.provider.requests[-1].tools] == ["look", "forecast", "hang"]
        await on.send("/tools")
        assert "3 of 4 on" in on.text
        await on.press("down", "enter")
        assert "4 of 4 on" in on.text


async def test_a_tool_can_be_switched_by_a_click() -> None:
    async with calls_stage() as on:
        await on.press("f3")
        line = next(y for y, text in enumerate(on.lines) if "● on   look" in text)
        await on.pilot.click(offset=(on.lines[line].index("look"), line))
        await on.settle()
        assert "○ off  look" in on.text
