"""The conversation at a glance, and how a very wide screen is shared."""

from __future__ import annotations

from streamtui.core.chat import events as ev
from streamtui.core.chat.state import ChatState
from streamtui.core.ports.store import ConversationRow
from streamtui.frontends.tui.chat.overview import Overview, overview_rows
from streamtui.frontends.tui.figures.replies import Replies
from streamtui.rows.row import cells
from tests.frontends.tui.stage import Stage, stage

TOOLS = (("read_file", False), ("calculate", True), ("get_weather", True))


def replies_of(*events: ev.StreamEvent) -> Replies:
    replies = Replies()
    state = ChatState().fold([ev.PromptSubmitted(0.0, "Hi"), ev.RequestSent(0.0, 1, "m"), *events])
    replies.take(state.conversation.messages)
    return replies


def texts(replies: Replies, height: int = 40) -> list[str]:
    rows = overview_rows(replies, TOOLS, 28, height)
    assert all(cells(row) <= 28 for row in rows)
    return ["".join(run.text for run in row).rstrip() for row in rows]


def test_tools_that_are_on_and_called_come_first() -> None:
    calls = [ev.ToolCallDelta(1.0, place, id=f"c{place}", name="get_weather", arguments="{}") for place in range(2)]
    assert [row.split() for row in texts(replies_of(*calls))] == [
        ["TOOLS", "2", "of", "3", "on"],
        ["●", "get_weather", "2", "calls"],
        ["●", "calculate"],
        ["○", "read_file"],
    ]


def test_replies_stand_above_the_tools_once_there_are_two() -> None:
    replies = replies_of(ev.ReplyFinished(1.0), ev.RequestSent(2.0, 1, "m"))
    shown = texts(replies)
    assert shown[0].startswith("REPLIES")
    assert shown.index("TOOLS              2 of 3 on") > shown.index(next(row for row in shown if "❯ #2" in row))
    assert len(texts(replies, height=10)) <= 10


async def a_call(on: Stage) -> None:
    await on.send("Hello")
    await on.answer("Good morning. " * 20)
    await on.play(
        ev.ToolCallDelta(on.now, 0, id="call_1", name="calculate", arguments='{"expression": "17 * 23"}'),
        ev.ReplyFinished(on.now),
    )
    await on.request()
    await on.answer("It is 391.")
    await on.finish()


async def test_a_very_wide_screen_has_three_columns_and_a_readable_one_in_the_middle() -> None:
    async with stage((200, 60)) as on:
        await a_call(on)
        shown = {name: on.chat_screen.query_one(f"#{name}").region for name in ("overview", "transcript", "side")}
        assert shown["overview"].x < shown["transcript"].x < shown["side"].x
        assert 100 <= on.chat_screen.query_one("#transcript").size.width <= 103
        assert shown["side"].right == 200
        assert "REPLIES" in on.text
        assert on.text.count("REPLIES") == 1


async def test_where_there_is_room_a_call_stands_whole_beside_the_figures() -> None:
    async with stage((170, 50)) as on:
        await a_call(on)
        assert "TIMELINE" in on.text
        assert "TOKENS" in on.text


def test_what_is_not_shown_yet_is_known_to_have_something_to_show() -> None:
    assert Overview(None).show_chat(replies_of(), TOOLS, "")
    assert not Overview(None).show_chat(replies_of(), (), "")


def test_other_conversations_take_the_rows_that_are_left_and_open_by_a_click() -> None:
    kept = [
        (ConversationRow(f"c{number}", f"Talk {number}\x1b[31m", 0.0, 0.0, "m", 1, 1, False, None), "14:05")
        for number in range(40)
    ]
    rows = overview_rows(replies_of(), TOOLS, 28, 12, kept, "c1")
    assert all(cells(row) <= 28 for row in rows)
    texts = ["".join(run.text for run in row).rstrip() for row in rows]
    assert texts[4:8] == ["", "CONVERSATIONS", "  Talk 0␛[31m          14:05", "❯ Talk 1␛[31m          14:05"]
    assert len(rows) == 12
    assert [run.action for run in rows[6] if run.action] == ["screen.open_kept('c0')"] * 2
    assert not any(run.action for run in rows[7])
    assert len(overview_rows(replies_of(), TOOLS, 28, 6, kept, "c1")) == 3


async def test_the_last_of_the_wire_stands_below_the_figures_of_the_reply_that_is_looked_at() -> None:
    async with stage((200, 60)) as on:
        for words in ("Good morning.", "Good night."):
            await on.send("Hello")
            await on.answer(words)
            await on.finish()
        wire = on.text[on.text.index("WIRE") :]
        assert "night." in wire
        assert "morning." not in wire
        on.chat_screen.action_look_at_reply(0)
        await on.settle()
        wire = on.text[on.text.index("WIRE") :]
        assert "morning." in wire
        assert "night." not in wire
