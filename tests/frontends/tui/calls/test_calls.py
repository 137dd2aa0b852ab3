"""Function calls as a person watches them: written, checked, run, looked at, copied, run again."""

from __future__ import annotations

import json

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.tool_calls import ToolCallState
from streamtui.core.faults.faults import Fault, ProviderError
from streamtui.frontends.tui.calls.inspector import Inspector
from streamtui.frontends.tui.transcript.transcript import Transcript
from tests.frontends.tui.calls.calls_stage import (
    CallsStage,
    Gate,
    beginning,
    calling,
    calls_stage,
    deltas,
    interleaved,
    saying,
)
from tests.frontends.tui.stage import NARROW


def listed(on: CallsStage) -> list[list[str]]:
    """The rows of the list of calls: mark, sign, name, state, ..."""
    inspector = on.chat_screen.query_one(Inspector)
    rows = ["".join(span.text for span in row) for row in inspector.rows]
    return [row.split() for row in rows[1 : next(place for place, row in enumerate(rows) if "──" in row)]]


def detail(on: CallsStage) -> str:
    inspector = on.chat_screen.query_one(Inspector)
    rows = ["".join(span.text for span in row) for row in inspector.rows]
    return "\n".join(rows[next(place for place, row in enumerate(rows) if "──" in row) + 1 :])


def states(on: CallsStage) -> list[str]:
    return [word for row in listed(on) for word in row if word in {state.value for state in ToolCallState}]


async def test_two_parallel_calls_grow_and_the_newest_is_shown() -> None:
    gate = Gate()
    first, second = deltas(0, "look", '{"place": "New York"}'), deltas(1, "look", '{"place": "Bergen"}')
    script = interleaved(first, second)
    async with calls_stage(
        [*beginning(), *script[:-4], gate, *script[-4:], ev.ReplyFinished(2.0)], saying("Ok.")
    ) as on:
        await on.send("Go.")
        await on.until(gate)
        assert [row[1:4] if row[0] == "›" else row[:3] for row in listed(on)] == [["●", "look", "writing"]] * 2
        assert 'place  "B▌' in detail(on)
        gate.set()
        await on.idle()
        assert states(on) == ["done", "done"]
        assert "✓ valid JSON, fits the schema" in detail(on)
        assert "degrees  18" in detail(on)
        assert "Ok." in on.text


async def test_five_interleaved_calls_stand_in_the_order_in_which_they_came() -> None:
    calls = [deltas(place, "look", json.dumps({"place": f"town {place}"})) for place in range(5)]
    async with calls_stage([*beginning(), *interleaved(*calls), ev.ReplyFinished(2.0)], saying("Ok.")) as on:
        await on.ask()
        assert states(on) == ["done"] * 5
        assert '"town 4"' in detail(on)
        await on.press("ctrl+t", "up", "up")
        assert '"town 2"' in detail(on)


async def test_an_argument_of_200_kb_in_small_deltas_is_shown_to_its_last_letter() -> None:
    gate = Gate()
    content = "".join(f"line {number} of the file\n" for number in range(9000))
    arguments = json.dumps({"path": "a.md", "content": content})
    made = deltas(0, "write", arguments)
    script = [*beginning(), *made[:-10], gate, *made[-10:], ev.ReplyFinished(2000.0)]
    async with calls_stage(script, saying("Ok.")) as on:
        await on.send("Go.")
        await on.until(gate)
        assert "│ line 8997 of the file\n  │ line 8998 o▌" in detail(on)
        assert "▌" in detail(on)
        assert (
            f"{sum(len(event.arguments) for event in made[:-10] if isinstance(event, ev.ToolCallDelta)):,} ch"
            in on.row("write ")
        )
        gate.set()
        await on.idle()
        await on.answer("y")
        await on.idle()
        assert on.desk.written == [("a.md", content)]
        assert "path     " in detail(on)
        await on.press("ctrl+t", "enter")
        assert f"wrote {len(content)} characters" in detail(on)
        await on.press("home", "v")
        assert '{"path": "a.md", "content": "line 0 of' in detail(on)


async def test_a_call_cut_in_the_middle_keeps_what_came() -> None:
    broken = ProviderError(Fault("cut", "The connection broke off."))
    async with calls_stage([*beginning(), *deltas(0, "look", '{"place": "New Yo'), broken]) as on:
        await on.ask()
        assert listed(on)[0][1:4] == ["■", "look", "cut"]
        assert "■ cut in the middle" in detail(on)
        assert 'place  "New Yo' in detail(on)


async def test_text_that_is_no_json_is_told_and_not_run() -> None:
    async with calls_stage(calling(("look", '{"place": "New York"]')), saying("Ok.")) as on:
        await on.ask()
        assert listed(on)[0][1:4] == ["✗", "look", "failed"]
        assert "ARGUMENTS  ✗ not valid" in detail(on)
        assert "✗ not JSON: expecting ',' delimiter at character 21" in detail(on)
        assert "look can't be run. The arguments are not JSON:" in detail(on)


async def test_what_does_not_fit_the_schema_is_marked_before_the_call_is_complete() -> None:
    gate = Gate()
    made = deltas(0, "look", '{"place": 5, "town": "x", "unit": "celsius"')
    script = [*beginning(), *made, gate, *deltas(0, "", "}"), ev.ReplyFinished(2.0)]
    async with calls_stage(script, saying("Ok.")) as on:
        await on.send("Go.")
        await on.until(gate)
        assert on.row("place ").endswith("✗ not a string")
        assert on.row("town ").endswith("✗ unknown")
        assert "✗ 2 problems" in detail(on)
        gate.set()
        await on.idle()
        assert "✓ valid JSON  ✗ 2 problems" in detail(on)
        assert "look can't be run" in detail(on)


async def test_what_only_the_tool_itself_can_tell_is_asked_of_it() -> None:
    gate, objection = Gate(), "forecast can't be run. `code` is wrong: string should match"
    arguments = deltas(0, "forecast", '{"days": 1, "code": "oslo"}')
    script = [*beginning(), *arguments, gate, ev.ReplyFinished(2.0)]
    async with calls_stage(script, saying("Ok.")) as on:
        await on.send("Go.")
        await on.until(gate)
        assert "types and fields fit so far" in detail(on)
        gate.set()
        await on.idle()
        assert "✓ valid JSON  ✗ does not fit" in detail(on)
        assert f"✗ {objection}" in " ".join(detail(on).split())
        await on.press("ctrl+t", "e")
        assert f"✗ {objection}" in on.text


async def test_a_required_field_is_to_come_and_then_missing() -> None:
    gate = Gate()
    script = [*beginning(), *deltas(0, "look", '{"unit": "x"'), gate, *deltas(0, "", "}"), ev.ReplyFinished(2.0)]
    async with calls_stage(script, saying("Ok.")) as on:
        await on.send("Go.")
        await on.until(gate)
        assert "place  to come" in detail(on)
        gate.set()
        await on.idle()
        assert on.row("place ").endswith("✗ missing")


async def test_an_unknown_tool_is_told() -> None:
    async with calls_stage(calling(("fly", "{}")), saying("Ok.")) as on:
        await on.ask()
        assert listed(on)[0][1:4] == ["✗", "fly", "failed"]
        assert "unknown tool" in detail(on)
        assert "There is no tool 'fly'" in detail(on)


async def test_a_tool_that_takes_too_long_is_stopped_and_told() -> None:
    async with calls_stage(calling(("hang", "{}")), saying("Ok."), timeout_s=0.01) as on:
        await on.ask()
        assert listed(on)[0][1:4] == ["✗", "hang", "failed"]
        assert "it took longer than 0.01 s" in detail(on)


async def test_escape_stops_a_running_tool_and_what_was_done_stays() -> None:
    async with calls_stage(calling(("look", '{"place": "Bergen"}'), ("hang", "{}"))) as on:
        await on.send("Go.")
        await on.desk.hanging.wait()
        await on.settle()
        assert "◆ hang" in on.text
        await on.press("escape")
        await on.idle()
        assert states(on) == ["done", "cut"]


async def test_of_twelve_rounds_asked_for_eight_are_run() -> None:
    rounds = [calling(("look", json.dumps({"place": f"town {number}"}))) for number in range(12)]
    async with calls_stage(*rounds) as on:
        await on.ask()
        assert len(on.provider.requests) == 9
        assert "at most 8 rounds" in on.text
        await on.press("ctrl+t")
        assert "8 rounds" in detail(on)
        assert "CALLS  9 / 9" in on.text


async def test_it_stays_where_the_person_is_while_the_stream_goes_on() -> None:
    gate, later = Gate(), Gate()
    script = [
        *beginning(),
        *deltas(0, "look", '{"place": "first"}'),
        gate,
        *deltas(1, "look", '{"place": "second"}'),
        later,
        ev.ReplyFinished(2.0),
    ]
    async with calls_stage(script, saying("Ok.")) as on:
        await on.send("Go.")
        await on.until(gate)
        await on.press("ctrl+t")
        assert listed(on)[0][0] == "❯"
        gate.set()
        await on.until(later)
        assert '"first"' in detail(on)
        await on.press("down")
        assert '"second"' in detail(on)
        await on.press("up")
        on.prompt.focus()
        await on.settle()
        assert '"second"' in detail(on)


@pytest.mark.parametrize("size", [(120, 40), NARROW])
async def test_a_click_on_a_call_in_the_conversation_opens_it(size: tuple[int, int]) -> None:
    async with calls_stage(
        calling(("look", '{"place": "one"}'), ("look", '{"place": "two"}')),
        saying("Ok."),
        size=size,
        open_inspector=False,
    ) as on:
        await on.ask()
        transcript = on.chat_screen.query_one(Transcript)
        line = next(y for y, text in enumerate(on.lines) if "✓ look" in text)
        await on.pilot.click(Transcript, offset=(6, line - transcript.region.y))
        await on.settle()
        assert 'place  "one"' in detail(on)
        assert on.chat_screen.query_one(Inspector).has_focus
        await on.press("escape")
        assert on.prompt.has_focus
        assert "Ok." in on.text


async def test_a_call_in_the_list_can_be_clicked() -> None:
    async with calls_stage(calling(("look", '{"place": "one"}'), ("look", '{"place": "two"}')), saying("Ok.")) as on:
        await on.ask()
        await on.pilot.click(Inspector, offset=(8, 1))
        await on.settle()
        assert 'place  "one"' in detail(on)


async def test_arguments_result_and_a_line_of_python_can_be_copied() -> None:
    async with calls_stage(calling(("look", '{"place":"Bergen"}')), saying("Ok.")) as on:
        await on.ask()
        await on.press("ctrl+t", "a")
        assert on.app.clipboard == '{"place":"Bergen"}'
        await on.press("o")
        assert json.loads(on.app.clipboard)["degrees"] == 18
        await on.press("p")
        assert on.app.clipboard == "look(place='Bergen')"


async def test_a_call_runs_again_with_edited_arguments_and_the_model_is_not_told() -> None:
    async with calls_stage(calling(("look", '{"place":"Bergen"}')), saying("Ok."), saying("Fine.")) as on:
        await on.ask()
        await on.press("ctrl+t", "e")
        assert "Run look" in on.text
        assert '"place": "Bergen"' in on.text
        edited = on.app.screen.query_one("#edited")
        edited.text = '{"place": 3}'  # type: ignore[attr-defined]
        await on.settle()
        assert "✓ valid JSON  ✗ 1 problem" in on.text
        edited.text = '{"place": "Oslo"}'  # type: ignore[attr-defined]
        await on.press("ctrl+r")
        await on.idle()
        await on.press("down")
        assert listed(on)[1][2:4] == ["look", "↻"]
        assert "↻ look" in on.text
        assert "run again by you, edited" in detail(on)
        assert '"Oslo"' in detail(on)
        assert "not sent to the model" in detail(on)
        await on.ask("And?")
        assert "Oslo" not in json.dumps(on.provider.requests[-1].messages)


async def test_editing_can_be_left_without_running() -> None:
    async with calls_stage(calling(("look", '{"place":"Bergen"}')), saying("Ok.")) as on:
        await on.ask()
        await on.press("ctrl+t", "e", "escape")
        assert len(listed(on)) == 1


@pytest.mark.parametrize("size", [NARROW, (40, 15), (40, 10)])
async def test_what_is_edited_its_verdict_and_the_keys_are_in_sight_on_a_small_screen(size: tuple[int, int]) -> None:
    async with calls_stage(calling(("look", '{"place":"Bergen"}')), saying("Ok."), size=size) as on:
        await on.ask()
        await on.press("ctrl+t", "e")
        for number in range(20):
            await on.press("enter", *f"at{number}")
            assert [words for words in (f"at{number}", "✗ not JSON", "^r Run") if words not in on.text] == []


async def test_the_timeline_has_every_delta_with_its_gap_and_size() -> None:
    async with calls_stage(calling(("look", '{"place": "Bergen"}')), saying("Ok.")) as on:
        await on.ask()
        assert "first delta" in detail(on)
        assert "written" in detail(on)
        assert "ran" in detail(on)
        assert "5 · longest gap 10.0 ms" in detail(on)
        assert detail(on).count("4 ch") == 4


async def test_nothing_a_model_writes_acts_on_the_screen() -> None:
    evil = json.dumps({"place": "\x1b[2J[red]x[/red]\u202e", "\x1b]0;t\x07": 1})
    async with calls_stage(calling(("look\x1b[2J", evil)), saying("Ok.")) as on:
        await on.ask()
        assert "␛[2J[red]x[/red]�" in detail(on)
        assert "\x1b" not in on.text
        await on.press("ctrl+t", "v")
        assert "\x1b" not in on.text
