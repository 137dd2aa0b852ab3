"""Where the view stands while conversations grow, are scrolled and are laid out, without Textual."""

from __future__ import annotations

import random
from math import inf
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streamtui.core.chat.conversation import Message
from streamtui.core.chat.messages import Notice, UserMessage
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.tool_calls import ToolCall, ToolCallState
from streamtui.frontends.tui.transcript import messages as messages_module
from streamtui.frontends.tui.transcript.viewport import Viewport
from tests.shapes import reply as reply_text

pytestmark = pytest.mark.one_python


def finished(text: str) -> Reply:
    reply = Reply(model="model", state=ReplyState.COMPLETE)
    reply.text.append(text)
    return reply


def conversation(count: int) -> list[Message]:
    """Messages of which some take many more rows than their length tells, and some fewer."""
    made: list[Message] = []
    for number in range(count):
        made.append(UserMessage(f"question {number}", 0.0))
        made.append(
            finished(f"# Answer {number}\n\n" + "\n\n".join(f"- item {number}.{item}" for item in range(number % 7)))
        )
    return made


def texts(view: Viewport) -> list[str]:
    view.draw()
    return ["".join([run.text for run in row]).rstrip() for row in view.shown]


def opened(messages: list[Message], width: int = 60, height: int = 20) -> Viewport:
    view = Viewport(messages, width, height)
    view.take(inf)
    return view


def test_a_conversation_opens_at_its_end() -> None:
    view = opened(conversation(30))
    assert view.follow
    assert "item 29.0" in texts(view)[-2]
    assert view.top == view.flow.height - 20


def test_only_what_is_seen_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[Message] = []
    make = messages_module._parts

    def noted(message: Message, *rest: Any) -> Any:
        parsed.append(message)
        return make(message, *rest)

    monkeypatch.setattr(messages_module, "_parts", noted)
    view = opened(conversation(2500))
    assert len(view.flow.nodes) == 5000
    assert len(parsed) <= 20
    view.resize(40, 20)
    view.scroll(0)
    texts(view)
    assert len(parsed) <= 40


def test_a_long_finished_reply_is_laid_out_in_slices_and_what_was_seen_below_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(messages_module, "BUDGET_S", 0.0)
    messages = [*conversation(3), finished(reply_text("mixed", 60_000, 1)), *conversation(3)]
    view = Viewport(messages, 60, 20)
    view.take(inf)
    while view.flow.views[6].parts is None:
        view.scroll(view.top - 3)
    assert view.flow.behind
    while view.flow.behind:
        shown = texts(view)
        view.take(0.0)
        assert texts(view)[-5:] == shown[-5:]


def test_the_first_row_is_never_scrolled_below_the_top() -> None:
    view = opened(conversation(3), height=5)
    for top in (10, -20, 3, 0):
        view.scroll(top)
        assert view.top >= 0


def test_the_end_is_followed_while_a_reply_grows() -> None:
    reply = Reply(model="model")
    view = opened([UserMessage("hello", 0.0), reply])
    for number in range(40):
        reply.text.append(f"line {number}\n\n")
        view.take(inf)
        assert f"line {number}" in texts(view)
        assert view.top == view.last_top


def test_what_is_shown_stays_put_while_a_reply_grows_below() -> None:
    reply = Reply(model="model")
    reply.text.append("\n\n".join(f"line {number}" for number in range(50)))
    view = opened([UserMessage("hello", 0.0), reply])
    view.scroll(view.top - 10)
    before = texts(view)
    reply.text.append("\n\nmore" * 8)
    view.take(inf)
    after = texts(view)
    assert after[:-1] == before[:-1]
    assert after[-1].strip() == "↓ 16 new lines below · ^End", "the mark is over no text"
    assert not view.follow


def test_scrolling_moves_by_as_much_as_was_asked_for_over_messages_never_seen() -> None:
    view = opened(conversation(60), height=20)
    seen = texts(view)
    for _ in range(60):
        view.scroll(view.top - 7)
        now = texts(view)
        if view.top == 0:
            break
        assert now[7:] == seen[: 20 - 7]
        seen = now


def test_the_end_is_reached_again_by_scrolling() -> None:
    view = opened(conversation(30))
    view.scroll(view.top - 5)
    assert not view.follow
    view.scroll(view.top + 5)
    assert view.follow
    assert view.new_lines == 0


def test_rows_keep_their_lasting_numbers_when_rows_above_are_laid_out() -> None:
    view = opened(conversation(60))
    view.scroll(view.top - 3)
    top, lasting, text = view.top, view.top - view.origin, texts(view)[0]
    view.scroll(0)
    view.scroll(lasting + view.origin)
    assert top >= 0
    assert texts(view)[0] == text


def test_random_scrolling_shows_what_a_wholly_laid_out_conversation_shows() -> None:
    messages = conversation(40)
    whole = opened(messages, height=10_000)
    everything = texts(whole)[: whole.flow.height]
    view = opened(messages, height=15)
    rng = random.Random(4)
    for _ in range(300):
        view.scroll(max(0, view.top + rng.choice([-40, -15, -7, -1, 1, 7, 15, 300, -300])))
        shown = texts(view)
        assert "\n".join(shown) in "\n".join(everything)
    view.end()
    assert texts(view) == everything[-15:]


def test_the_same_text_stays_at_the_top_when_the_width_changes() -> None:
    view = opened([finished("\n\n".join(f"paragraph {number} " + "word " * 30 for number in range(80)))])
    view.scroll(100)
    before = next(text for text in texts(view) if text.startswith("paragraph"))
    for width in (35, 90, 60):
        view.resize(width, 20)
        assert any(text.startswith(before[:12]) for text in texts(view)), width


def test_following_goes_on_over_a_change_of_size() -> None:
    view = opened(conversation(30))
    view.resize(30, 12)
    assert view.follow
    assert "item 29.0" in texts(view)[-2]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.data())
def test_a_streamed_reply_looks_as_if_opened_at_once_whatever_was_done_meanwhile(
    seed: int, data: st.DataObject
) -> None:
    rng = random.Random(seed)
    text = reply_text("mixed", rng.randrange(500, 6000), seed)
    reply = Reply(model="model")
    view = opened([UserMessage("hello", 0.0), reply], height=12)
    while text:
        cut = rng.randrange(1, 200)
        reply.text.append(text[:cut])
        text = text[cut:]
        view.take(0.0 if rng.random() < 0.5 else inf)
        match data.draw(st.sampled_from(["go on", "scroll", "resize", "end"])):
            case "scroll":
                view.scroll(max(0, view.top + rng.randrange(-30, 30)))
            case "resize":
                view.resize(rng.randrange(20, 90), rng.randrange(5, 30))
            case "end":
                view.end()
        view.draw()
    reply.state = ReplyState.COMPLETE
    view.take(inf)
    view.resize(60, 12)
    fresh = opened([UserMessage("hello", 0.0), finished(str(reply.text))], height=12)
    view.end()
    assert texts(view) == texts(fresh)
    view.scroll(0)
    fresh.scroll(0)
    assert texts(view) == texts(fresh)


def test_a_notice_of_the_open_reply_is_shown_above_it_and_the_reply_not_parsed_again() -> None:
    reply = Reply(model="model")
    reply.text.append("answer")
    messages: list[Message] = [UserMessage("hello", 0.0), reply]
    view = opened(messages)
    drawn = view.flow.views[1]
    reply.notices.append(Notice("Tools were left out.", 0.0))
    reply.text.append(" goes on")
    view.take(inf)
    assert view.flow.views[1] is drawn
    shown = texts(view)
    assert shown.index("· Tools were left out.") < shown.index("answer goes on")


def test_messages_that_were_taken_away_are_gone() -> None:
    messages = conversation(5)
    view = opened(messages)
    del messages[2:]
    view.take(inf)
    assert len(view.flow.nodes) == 2
    messages.clear()
    view.take(inf)
    assert texts(view) == [""] * 20


def test_the_last_reply_still_changes_when_its_tools_ran_before_the_next_reply_came() -> None:
    reply = finished("")
    reply.tool_calls.append(ToolCall(name="calculate", state=ToolCallState.RUNNING))
    messages: list[Message] = [UserMessage("2+2", 0.0), reply]
    view = opened(messages)
    assert any("running" in text for text in texts(view))
    reply.tool_calls[0].state = ToolCallState.DONE
    messages.append(Reply(model="model"))
    view.take(inf)
    assert any("✓ calculate" in text and "done" in text for text in texts(view))


def test_a_budget_leaves_the_rest_for_later() -> None:
    reply = Reply(model="model")
    view = opened([reply])
    reply.text.append("word " * 5000)
    assert view.take(0.0)
    while view.take(0.0):
        pass
    assert sum(text.count("word") for text in texts(opened([reply], height=1000))) == 5000


def test_steps_leave_room_below_and_snap_to_the_end() -> None:
    reply = Reply(model="model")
    view = opened([reply])
    view.step = 10
    tops = set()
    for number in range(60):
        reply.text.append(f"{number}\n\n")
        view.take(inf)
        tops.add(view.top)
        assert view.top + view.height >= view.flow.height
    assert len(tops) < 15
    view.snap()
    assert view.top + view.height == view.flow.height


def test_moving_from_message_to_message() -> None:
    view = opened(conversation(30))
    view.to_message(-1)
    first = texts(view)[0]
    view.to_message(-1)
    second = texts(view)[0]
    assert {first, second} == {"model", "You"} or first == second == "You"
    view.to_message(1)
    assert texts(view)[0] == first
    for _ in range(70):
        view.to_message(1)
    assert view.follow


def test_lines_that_changed_are_told_and_how_far_the_others_moved() -> None:
    reply = Reply(model="model")
    reply.text.append("some")
    view = opened([reply])
    view.draw()
    assert view.draw() == (0, [])
    reply.text.append(" more")
    view.take(inf)
    assert view.draw() == (0, [1])
    reply.text.append("\n\nlines" * 20)
    view.take(inf)
    view.draw()
    reply.text.append("\n\nlast")
    view.take(inf)
    assert view.draw() == (2, [18, 19])


@pytest.mark.parametrize("seed", [47, 81, 96])
def test_the_way_to_the_top_ends_there_though_rows_come_in_on_it(seed: int) -> None:
    view = opened([UserMessage("hello", 0.0), finished(reply_text("mixed", 1500, seed))], height=12)
    view.resize(31, 12)
    view.resize(60, 12)
    view.end()
    while view.top > 12:
        view.scroll(view.top - 3)
    view.scroll(0)
    assert view.top == 0
