"""A reply as it streams: text, statistics, calls, stop."""

from __future__ import annotations

import pytest
from textual.message import Message

from streamtui.core.chat import events as ev
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.usage import Usage
from streamtui.frontends.tui.kit.phase_words import state_row
from tests.frontends.tui.stage import NARROW, Stage, stage


async def test_a_reply_shows_while_it_streams() -> None:
    async with stage() as on:
        await on.send("Hello")
        await on.answer("Good ", "morn")
        assert "Hello" in on.text
        assert "Good morn" in on.text
        assert "● streaming 0.5 s" in on.lines[0]
        await on.answer("ing.")
        assert "Good morning." in on.text
        await on.finish()
        assert "✓ done 0.8 s" in on.lines[0]


async def test_the_counts_move_with_the_text() -> None:
    async with stage() as on:
        await on.send("Hello")
        await on.answer("One two.")
        assert on.figure("words") == "2  1 sentence"
        await on.answer(" Three fo")
        assert on.figure("words") == "4  2 sentences"
        assert on.figure("out") == "~5"
        assert on.figure("first token") == "250  ms"


async def test_tokens_lose_their_tilde_when_the_server_has_counted_them() -> None:
    async with stage() as on:
        await on.send("Hello")
        await on.answer("One two.")
        assert on.figure("in") == "~5"
        await on.play(ev.UsageReported(on.now, Usage(12, 3, 15, 8, None)))
        assert on.figure("in") == "12  8 cached"
        assert on.figure("out") == "3"


async def test_the_server_s_own_speed_is_shown_beside_ours() -> None:
    async with stage() as on:
        await on.send("Hello")
        await on.answer("One.")
        assert "server writes" not in on.text
        await on.play(ev.ServerFiguresReported(on.now, {"predicted_per_second": 54.23}))
        assert on.figure("server writes") == "54.2  tok/s"


async def test_escape_stops_the_reply_and_keeps_its_text() -> None:
    async with stage() as on:
        await on.send("Hello")
        await on.answer("Half a sen")
        await on.press("escape")
        reply = on.session.state.reply
        assert isinstance(reply, Reply)
        assert reply.state is ReplyState.STOPPED
        assert "Half a sen" in on.text
        assert "■ stopped 0.2 s" in on.lines[0]
        await on.send("Go on")
        assert on.session.prompts == ["Hello", "Go on"]


async def test_a_stopped_reply_can_be_continued_or_asked_again() -> None:
    async with stage() as on:
        await on.send("Hello")
        await on.answer("Half a sen")
        await on.press("escape")
        assert "^g continues from here · Alt+R asks again" in on.text
        await on.press("ctrl+g")
        assert on.session.continued == 1
        assert "continues from here" not in on.text
        await on.press("escape", "alt+r")
        assert on.session.repeated == 1


async def test_arguments_of_parallel_calls_grow_in_the_inspector() -> None:
    async with stage() as on:
        await on.send("Weather and sum?")
        await on.answer("Let me see.")
        await on.play(
            ev.ToolCallDelta(on.now, 0, id="call_1", name="get_weather", arguments='{"location": "New Yo'),
            ev.ToolCallDelta(on.now, 1, id="call_2", name="calculate", arguments='{"expression"'),
        )
        assert 'location  "New Yo▌' in on.text
        assert "● get_weather        writing 0.0 s" in on.text
        assert "● calculate          writing 0.0 s" in on.text
        assert "call_2" in on.text
        await on.play(
            ev.ToolCallDelta(on.now, 1, arguments=': "17 * 23"}'),
            ev.ToolCallDelta(on.now, 0, arguments='rk"}'),
            ev.FinishReported(on.now, "tool_calls"),
            ev.ReplyFinished(on.now),
            ev.ToolCallStarted(on.now, "m1.1"),
        )
        assert "◆ running calculate" in on.lines[0]
        on.fake.clock.advance(0.002)
        await on.play(ev.ToolCallFinished(on.now, "m1.1", "391"))
        assert "✓ calculate            done 2.0 ms" in on.text
        assert 'expression  "17 * 23"' in on.text
        assert "→ 391" in on.text
        assert "1 / 2" in on.text


async def two_replies(on: Stage) -> None:
    for words in ("One.", "One two three."):
        await on.send("Say it")
        await on.answer(words)
        await on.finish()


async def test_the_figures_are_those_of_the_message_that_is_chosen() -> None:
    async with stage() as on:
        await two_replies(on)
        assert on.figure("words") == "3  1 sentence"
        on.chat_screen.transcript.focus()
        await on.press("left_square_bracket", "left_square_bracket", "left_square_bracket")
        assert on.figure("words") == "1  1 sentence"
        assert "❯ #1" in on.text
        await on.press("end")
        assert on.figure("words") == "3  1 sentence"


async def test_a_click_chooses_a_reply_in_the_conversation_or_in_the_list() -> None:
    async with stage() as on:
        await two_replies(on)
        line = next(number for number, line in enumerate(on.lines) if "One." in line)
        await on.pilot.click(offset=(2, line))
        await on.settle()
        assert on.figure("words") == "1  1 sentence"
        row = next(number for number, line in enumerate(on.lines) if " #2 " in line)
        await on.pilot.click(offset=(on.lines[row].index("#2"), row))
        await on.settle()
        assert on.figure("words") == "3  1 sentence"


async def test_a_narrow_screen_sums_the_statistics_up_in_one_line() -> None:
    async with stage(NARROW) as on:
        await on.send("Hello")
        await on.answer("One two.", " Three")
        assert "ttft 250 ms  gap p95 250 ms  ~4 tok" in on.text
        assert "TOKENS" not in on.text


async def test_a_second_of_ten_thousand_tokens_is_drawn_without_a_message_or_a_reactive_for_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with stage() as on:
        await on.send("Hello")
        await on.answer("x")
        posted: list[Message] = []
        post = on.app.screen.post_message

        def noted(message: Message) -> bool:
            posted.append(message)
            return post(message)

        monkeypatch.setattr(on.app.screen, "post_message", noted)
        await on.session.play(*[ev.TextDelta(on.now, "word ") for _ in range(10_000)])
        assert len(posted) < 100
        await on.settle()
        assert on.figure("words") == "10,000  1 sentence"


def test_what_took_no_time_that_is_known_is_told_without_one() -> None:
    state = ChatState()
    for event in (ev.PromptSubmitted(1.0, "Hi"), ev.TurnFinished(1.0)):
        state.apply(event)
    assert [run.text for run in state_row(state, 5.0)] == ["✓ done"]
