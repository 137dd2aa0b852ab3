"""How the calls of a turn are put into few rows."""

from __future__ import annotations

import json

from streamtui.core.chat.events import ToolCallDelta
from streamtui.core.chat.tool_calls import ToolCall, ToolCallState
from streamtui.core.json_text.reading import Reading
from streamtui.frontends.tui.calls.turn_calls import TurnCalls
from streamtui.rows.row import Row, cells


def text(row: Row) -> str:
    return "".join(span.text for span in row).rstrip()


def call_rows(calls: list[ToolCall], now: float, width: int, height: int) -> tuple[Row, ...]:
    readings = {id(call): Reading(call) for call in calls}
    for reading in readings.values():
        reading.take()
    return TurnCalls(lambda call: readings[id(call)]).rows(calls, now, width, height)


def arguments(source: str, *, width: int = 32, height: int = 12, growing: bool = True) -> list[str]:
    state = ToolCallState.WRITING if growing else ToolCallState.CUT
    return [text(row)[2:] for row in call_rows([a_call(source, state)], 2.0, width, height)[3:]]


def a_call(
    source: str, state: ToolCallState = ToolCallState.WRITING, name: str = "f", output: str | None = None
) -> ToolCall:
    call = ToolCall(state=state, output=output, first_delta_at=1.0)
    call.take(ToolCallDelta(2.0, 0, id="call_1", name=name, arguments=source))
    return call


def test_arguments_are_readable_at_every_moment_of_being_written() -> None:
    source = '{"city": "New York", "days": [1, 2], "ok": true}'
    for end in range(len(source)):
        rows = arguments(source[:end])
        assert rows
        assert rows[-1].endswith("▌")
    assert arguments(source, growing=False) == ['city  "New York"', "days  2 items", "  0  1", "  1  2", "ok    true"]


def test_a_text_that_is_being_written_has_no_closing_quote_yet() -> None:
    assert arguments('{"a": "x", "city": "New Yo') == ['a     "x"', 'city  "New Yo▌']
    assert arguments('{"a": "x", "city": "New York"') == ['a     "x"', 'city  "New York"', "▌"]


def test_text_that_is_no_json_is_shown_as_it_came() -> None:
    assert arguments("17 * 23", growing=False) == ["17 * 23"]
    assert arguments("x" * 100_000, height=5)[0] == "x" * 29
    assert arguments("x" * 100_000, height=5)[-1].endswith("x▌")


def test_a_text_of_several_lines_stands_under_its_key() -> None:
    source = json.dumps({"path": "a.md", "content": "one\ntwo"})
    assert arguments(source, growing=False) == ['path     "a.md"', "content  7 characters", "│ one", "│ two"]


def test_of_long_arguments_the_end_is_shown_while_they_grow_and_the_beginning_after() -> None:
    source = json.dumps({"content": "\n".join(f"line {number}" for number in range(100))})[:-2]
    assert arguments(source, height=6) == ["│ line 97", "│ line 98", "│ line 99▌"]
    assert arguments(source, height=6, growing=False)[:2] == ["content  789 characters", "│ line 0"]


def test_a_call_that_is_written_stops_counting_though_the_reply_goes_on() -> None:
    rows = call_rows([a_call('{"a": 1}')], 60.0, 40, 10)
    assert text(rows[1]).endswith("written 1.0 s")
    assert text(call_rows([a_call('{"a": ')], 3.5, 40, 10)[1]).endswith("writing 2.5 s")


def test_every_call_keeps_its_head_when_there_is_no_room_for_arguments() -> None:
    calls = [a_call('{"a": 1}', name=f"tool_{number}") for number in range(4)]
    rows = call_rows(calls, 2.0, 40, 5)
    assert [text(row).split()[1] for row in rows[1:]] == ["tool_0", "tool_1", "tool_2", "tool_3"]


def test_of_more_calls_than_rows_the_last_are_shown() -> None:
    calls = [a_call("{}", name=f"tool_{number}") for number in range(40)]
    rows = call_rows(calls, 2.0, 40, 6)
    assert len(rows) == 6
    assert text(rows[-1]).split()[1] == "tool_39"


def test_a_long_call_leaves_the_others_their_share() -> None:
    long = a_call(json.dumps({"content": "\n".join(map(str, range(50)))}), ToolCallState.DONE, "long", "ok")
    short = a_call('{"a": 1}', ToolCallState.DONE, "short", "42")
    shown = [text(row) for row in call_rows([long, short], 2.0, 40, 14)]
    assert len(shown) <= 14
    assert shown[-2:] == ["  a  1", "  → 42"]
    assert any("more rows" in row for row in shown)


def test_no_row_is_wider_than_the_panel() -> None:
    calls = [a_call('{"a": "' + "漢" * 99, name="n" * 99), a_call("x" * 99, ToolCallState.FAILED, "f", "out\n" * 9)]
    for width in (20, 36, 120):
        assert all(cells(row) <= width for row in call_rows(calls, 2.0, width, 20))


def test_no_calls_have_no_heading() -> None:
    assert [text(row) for row in call_rows([], 0.0, 20, 5)] == []
