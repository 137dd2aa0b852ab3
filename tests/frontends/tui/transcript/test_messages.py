"""How messages are drawn."""

from __future__ import annotations

from math import inf

from streamtui.core.chat.conversation import Message
from streamtui.core.chat.events import TextCorrected
from streamtui.core.chat.messages import Continuation, Notice, UserMessage
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.tool_calls import ToolCall, ToolCallState
from streamtui.core.chat.usage import Usage
from streamtui.core.faults.faults import Fault
from streamtui.core.text.growing_text import GrowingText
from streamtui.frontends.tui.transcript.calls import CallRows
from streamtui.frontends.tui.transcript.viewport import Viewport
from streamtui.rows.row import joined


def drawn(*messages: Message, width: int = 70) -> list[str]:
    view = Viewport(list(messages), width, 60)
    view.take(inf)
    view.draw()
    rows = ["".join([run.text for run in row]).rstrip() for row in view.shown]
    return rows[: view.flow.height]


def test_what_the_person_wrote_stands_as_typed() -> None:
    assert drawn(UserMessage("two\n  **lines**", 0.0)) == ["You", "two", "  **lines**", ""]


def test_that_a_reply_was_to_go_on_is_told_in_place() -> None:
    assert drawn(Continuation(0.0)) == ["↪ asked to go on where it broke off", ""]


def test_the_head_of_a_complete_reply_tells_time_and_tokens() -> None:
    reply = Reply(model="smollm2", state=ReplyState.COMPLETE)
    reply.text.append("Hello")
    statistics = reply.statistics
    statistics.sent_at, statistics.first_payload_at, statistics.last_payload_at = 1.0, 1.31, 4.24
    statistics.usage = Usage(completion_tokens=1650)
    head = drawn(reply)[0]
    assert head.startswith("smollm2 ")
    assert head.endswith("ttft 310 ms  3.24 s  1,650 tokens")
    assert len(head) == 70


def test_reasoning_folds_when_the_answer_starts() -> None:
    reply = Reply(model="m")
    reply.statistics.first_payload_at = 1.0
    reply.reasoning.append("Let me think.")
    assert drawn(reply) == ["m", "▾ thinking", "Let me think.", ""]
    reply.statistics.first_text_at = 3.5
    reply.text.append("Four.")
    assert drawn(reply) == ["m", "▸ thought for 2.50 s", "", "Four.", ""]


def test_a_text_that_is_corrected_is_shown_as_it_is_now() -> None:
    call = ToolCall(name="add", arguments=GrowingText('{"n": 2}'), state=ToolCallState.WAITING)
    reply = Reply(model="m", tool_calls=[call])
    reply.text.append("One **two**")
    view = Viewport([reply], 70, 60)

    def shown() -> list[str]:
        view.take(inf)
        view.draw()
        return ["".join([run.text for run in row]).rstrip() for row in view.shown][: view.flow.height]

    assert "One two" in shown()
    assert any('{"n": 2}' in row for row in shown())
    for part, said in (("text", "Three."), ("arguments", '{"n": 1}')):
        reply.take(TextCorrected(2.0, part, said))  # type: ignore[arg-type]
    reply.end(2.0, ReplyState.COMPLETE)
    assert shown()[1:3] == ["Three.", ""]
    assert any('{"n": 1}' in row for row in shown())


def test_arguments_grow_with_a_cursor_and_show_their_end() -> None:
    call = ToolCall(
        name="get_weather", arguments=GrowingText('{"location": "New Yo'), first_delta_at=1.0, last_delta_at=1.4
    )
    reply = Reply(model="m", tool_calls=[call])
    assert '● get_weather  {"location": "New Yo▌' in drawn(reply)[1]
    assert drawn(reply)[1].endswith("writing 0.4 s")
    call.arguments.append("x" * 5000 + "end")
    assert "end▌" in drawn(reply)[1]
    assert len(drawn(reply)[1]) == 70


def test_names_and_states_of_calls_are_aligned() -> None:
    first = ToolCall(name="calculate", arguments=GrowingText('{"expression": "17 * 23"}'), state=ToolCallState.DONE)
    first.started_at, first.finished_at = 1.0, 1.25
    second = ToolCall(name="f", arguments=GrowingText("{}"), state=ToolCallState.FAILED)
    rows = drawn(Reply(model="m", state=ReplyState.COMPLETE, tool_calls=[first, second]))
    assert rows[1].startswith('✓ calculate  {"expression"')
    assert rows[1].endswith("done 250 ms")
    assert rows[2].startswith("✗ f          {}")
    assert rows[2].endswith("failed")


def test_what_a_call_gave_stands_behind_its_arguments_on_one_line() -> None:
    call = ToolCall(name="calculate", arguments=GrowingText('{"expression": "17 * 23"}'), state=ToolCallState.DONE)
    call.started_at, call.finished_at, call.output = 1.0, 1.25, "391"
    reply = Reply(model="m", state=ReplyState.COMPLETE, tool_calls=[call])
    assert '"17 * 23"} → 391 ' in drawn(reply)[1]
    call.output = "first\nsecond \x1b[31m" + "x" * 10_000
    row = drawn(reply)[1]
    assert "→ first second" in row
    assert "\x1b" not in row
    assert row.endswith("…  done 250 ms")
    assert len(row) == 70
    call.state, call.output = ToolCallState.REFUSED, "The person did not allow this call."
    assert "→" not in drawn(reply)[1]


def test_an_ending_is_told_by_sign_and_word() -> None:
    stopped = Reply(model="m", state=ReplyState.STOPPED)
    cut = Reply(model="m", state=ReplyState.CUT, fault=Fault("cut", "The server closed the connection."))
    cut.text.append("Half a")
    length = Reply(model="m", state=ReplyState.COMPLETE, finish_reason="length")
    assert drawn(stopped) == ["m", "■ stopped", ""]
    assert drawn(cut) == ["m", "Half a", "", "✗ cut: The server closed the connection.", ""]
    failed = Reply(model="m", state=ReplyState.FAILED, fault=Fault("server", "api.example failed (500)."))
    assert drawn(failed) == ["m", "✗ api.example failed (500).", ""]
    assert drawn(Reply(model="m", state=ReplyState.FAILED)) == ["m", "✗ failed", ""]
    assert drawn(length) == ["m", "! ended early: no more tokens were left for it (length)", ""]


def test_in_little_width_a_result_goes_before_the_arguments() -> None:
    call = ToolCall(name="get_weather", state=ToolCallState.FAILED, output="it can't be run")
    call.arguments.append('{"city": "Lisbon"}')
    wide, slim = (joined(CallRows([call], width).rows(0, 1)) for width in (76, 38))
    assert '{"city": "Lisbon"} → it can\'t be run' in wide
    assert "get_weather  → it can't be" in slim
    assert "{" not in slim


def test_an_ending_is_told_once() -> None:
    filtered = Reply(model="m", state=ReplyState.CUT, finish_reason="content_filter")
    filtered.fault = Fault("content_filter", "The content filter stopped the reply.")
    filtered.text.append("Half a")
    assert drawn(filtered) == ["m", "Half a", "", "✗ cut: The content filter stopped the reply.", ""]


def test_other_answers_are_mentioned() -> None:
    reply = Reply(model="m", state=ReplyState.COMPLETE)
    reply.choice(1).text.append("another answer")
    assert drawn(reply) == ["m", "· 1 more answer was sent", ""]


def test_a_failed_turn_stands_as_a_sentence() -> None:
    assert drawn(Notice("The key was refused.", 0.0, Fault("authentication", "The key was refused."))) == [
        "✗ The key was refused.",
        "",
    ]


def test_nothing_untrusted_reaches_the_screen() -> None:
    evil = "a\x1b[31mb\x9bc\u202ed\r"
    reply = Reply(model=evil, state=ReplyState.FAILED, fault=Fault("server", evil), finish_reason=evil)
    reply.text.append(evil)
    reply.reasoning.append(evil)
    reply.refusal.append(evil)
    reply.tool_calls.append(ToolCall(name=evil, arguments=GrowingText(evil)))
    text = "\n".join(drawn(UserMessage(evil, 0.0), Notice(evil, 0.0), reply))
    assert not any(character in text for character in "\x1b\x9b\u202e\r")
