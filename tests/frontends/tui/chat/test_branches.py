"""A conversation is a tree: what is asked otherwise or again grows a branch, and branches are stepped through."""

from __future__ import annotations

import pytest
from textual.events import Click
from textual.geometry import Offset

from streamtui.core.chat.messages import Notice
from tests.frontends.tui.live_stage import LiveStage, live_stage
from tests.known import known
from tests.servers.fault import FaultServer
from tests.servers.threaded import in_thread

pytestmark = pytest.mark.one_python

GOOD = "Hello, world."


def said(on: LiveStage) -> list[str]:
    """What the person said on the path that is shown."""
    return [str(one.text) for one in on.state.conversation.messages if str(one.text) != GOOD]


async def test_what_is_asked_otherwise_grows_a_branch_and_keys_step_through(fault_url: str) -> None:
    async with live_stage(fault_url, size=(100, 30)) as on:
        for prompt in ("First", "Second", "Third"):
            await on.ask(prompt)
        await on.press("tab", *["left_square_bracket"] * 3, "e")
        assert on.prompt.text == "Second"
        assert "✎ Enter asks this in its place" in on.text
        on.prompt.text = "Second, otherwise"
        await on.press("enter")
        await on.idle()
        assert said(on) == ["First", "Second, otherwise"]
        await on.shows("‹ 2/2 ›")
        await on.press("tab", "left_square_bracket", "left")
        await on.idle()
        assert said(on) == ["First", "Second", "Third"]
        await on.shows("‹ 1/2 ›")
        assert on.screen.transcript.number_in_focus == 2
        await on.press("left")
        await on.idle()
        assert said(on) == ["First", "Second, otherwise"]


async def arrows_of_two_answers(on: LiveStage) -> tuple[int, str]:
    """Ask twice; the row of the screen that has the arrows, and its text."""
    await on.ask("One")
    await on.press("alt+r")
    await on.idle()
    await on.shows("‹ 2/2 ›")
    return next((row, line) for row, line in enumerate(on.text.split("\n")) if "‹" in line)


async def test_the_arrows_are_clicked(fault_url: str) -> None:
    async with live_stage(fault_url, size=(100, 30)) as on:
        row, line = await arrows_of_two_answers(on)
        ids = [known(on.state.reply).id]
        for sign, number in (("‹", "1/2"), ("›", "2/2"), ("›", "1/2")):
            await on.pilot.click(offset=Offset(line.index(sign), row))
            await on.idle()
            await on.shows(f"‹ {number} ›")
            ids.append(known(on.state.reply).id)
        assert [ids.index(one) for one in ids] == [0, 1, 0, 1]


async def test_a_click_on_the_arrows_is_refused_in_a_sentence_while_a_reply_comes(fault_url: str) -> None:
    async with live_stage(fault_url, size=(100, 30)) as on:
        await arrows_of_two_answers(on)
        on.desk.use_model("never")
        await on.send("Two")
        await on.shows("Two")
        row, line = next((row, line) for row, line in enumerate(on.text.split("\n")) if "‹" in line)
        await on.pilot.click(offset=Offset(line.index("‹"), row))
        await on.shows("once what is under way is over")
        assert "‹ 2/2 ›" in on.text
        await on.press("escape")
        await on.idle()


async def test_the_blanks_beside_the_arrows_are_of_them_and_each_of_quick_clicks_counts(fault_url: str) -> None:
    async with live_stage(fault_url, size=(100, 30)) as on:
        row, line = await arrows_of_two_answers(on)
        place = Offset(line.index("‹") + 1, row)
        for chain, number in ((1, "1/2"), (2, "2/2"), (3, "1/2")):
            click = Click(None, *place, 0, 0, 1, False, False, False, *place, chain=chain)
            on.app.screen._forward_event(click)
            await on.idle()
            await on.shows(f"‹ {number} ›")


async def test_what_is_shown_is_what_is_sent_and_a_message_can_be_left_out() -> None:
    with in_thread(FaultServer()) as server:
        async with live_stage(server.base_url, size=(100, 30)) as on:
            for prompt in ("First", "Second"):
                await on.ask(prompt)
            await on.press("tab", *["left_square_bracket"] * 4, "x")
            await on.shows("You  not sent")
            await on.shows("x Take in")
            await on.press("right_square_bracket", "x")
            assert on.text.count("not sent") == 2
            await on.press("x")
            await on.shows("x Leave out")
            assert on.text.count("not sent") == 1
            await on.press("tab")
            await on.ask("Third")
        contents = [message["content"] for message in server.requests[-1].body["messages"]]
    assert contents == [GOOD, "Second", GOOD, "Third"]


async def test_what_is_edited_may_stay_as_it_was_and_a_draft_comes_back(fault_url: str) -> None:
    async with live_stage(fault_url, size=(100, 30)) as on:
        await on.ask("First")
        on.prompt.insert("A draft")
        on.screen.edit_last()
        await on.settle()
        assert on.prompt.text == "First"
        await on.press("escape")
        assert (on.prompt.text, "✎" in on.text) == ("", False)
        await on.press("up", "up")
        assert on.prompt.text == "A draft"
        assert said(on) == ["First"]


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+n"])
async def test_an_edit_ends_with_what_was_written_and_with_its_conversation(fault_url: str, key: str) -> None:
    async with live_stage(fault_url, size=(40, 15)) as on:
        await on.ask("First")
        on.screen.edit_last()
        await on.shows("✎ Enter asks it anew · Esc leaves it")
        await on.press(key)
        assert (on.prompt.text, "✎" in on.text) == ("", False)
        await on.ask("Second")
        assert said(on) == (["First", "Second"] if key == "ctrl+c" else ["Second"])


async def test_a_text_that_stays_the_same_is_asked_again(fault_url: str) -> None:
    async with live_stage(fault_url, size=(100, 30)) as on:
        await on.ask("First")
        await on.ask("/edit")
        await on.press("enter")
        await on.idle()
        await on.shows("good  ‹ 2/2 ›")
        assert said(on) == ["First"]


async def test_another_model_is_asked_the_same(fault_url: str) -> None:
    async with live_stage(fault_url, size=(100, 30)) as on:
        await on.ask("First")
        await on.send("/retry json")
        while on.state.reply is None or on.state.reply.model != "json":
            await on.settle()
        await on.idle()
        assert next(one.text for one in on.state.conversation.messages if not isinstance(one, Notice)) == "First"
        await on.shows("‹ 2/2 ›")


async def test_while_a_reply_comes_nothing_branches(fault_url: str) -> None:
    async with live_stage(fault_url, "slow", size=(100, 30)) as on:
        await on.send("First")
        await on.shows("A slow")
        await on.press("tab", "left_square_bracket", "e", "x")
        assert "✎" not in on.text
        assert "not sent" not in on.text
        await on.press("escape")
        await on.idle()


async def test_a_command_that_is_typed_while_a_prompt_is_edited_is_obeyed(fault_url: str) -> None:
    async with live_stage(fault_url, size=(100, 30)) as on:
        await on.ask("First")
        on.screen.edit_last()
        on.prompt.text = "/set seed 7"
        await on.press("enter")
        assert (on.desk.own.parameters, on.prompt.text) == ({"seed": 7}, "")
        await on.shows("✎ Enter asks this in its place")
        await on.ask("First, otherwise")
        assert said(on) == ["First, otherwise"]
        await on.shows("‹ 2/2 ›")
