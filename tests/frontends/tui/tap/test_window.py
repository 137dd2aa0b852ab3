"""The window of a tap: requests as they come, one of them whole while it streams; nothing acts on the terminal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.stalls import STALL_WARN_S
from streamtui.core.chat.usage import Usage
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.tap import Stage, Tapped
from streamtui.core.words.tapped_words import came_at, measured
from streamtui.frontends.tui.chat.screen import ChatScreen
from streamtui.frontends.tui.desk.continued import Continued
from streamtui.frontends.tui.tap import rows
from streamtui.frontends.tui.tap.screen import TapScreen
from tests.doubles.services import FakeServices
from tests.doubles.taps import FakeProgram
from tests.frontends.tui.tap.tap_stage import tapped_screen

pytestmark = pytest.mark.one_python

SIZES = [(80, 24), (120, 40), (200, 60)]


@pytest.mark.parametrize("size", SIZES)
async def test_a_request_is_listed_when_it_comes_and_goes_on_there(size: tuple[int, int]) -> None:
    async with tapped_screen(size) as stage:
        assert "Nothing was asked yet. What asks this is seen here:\n  http://127.0.0.1:4141/v1\n" in stage.text
        tapped = stage.tap.ask(model="gpt-4o")
        await stage.settle()
        (line,) = stage.lines_with("#1")
        assert "gpt-4o" in line
        assert "waiting" in line
        stage.clock.advance(0.3)
        stage.tap.answer(tapped, "One ")
        await stage.settle()
        assert "streaming" in stage.lines_with("#1")[0]
        assert "300 ms" in stage.lines_with("#1")[0]
        stage.clock.advance(STALL_WARN_S)
        await stage.settle()
        assert "● silent" in stage.lines_with("#1")[0]
        stage.tap.answer(tapped, "two")
        stage.tap.finish(tapped, Usage(12, 51, 63, 0, 0))
        await stage.settle()
        (line,) = stage.lines_with("#1")
        assert "✓ done" in line
        assert "10.3 s" in line
        assert " 51 " in line


@pytest.mark.parametrize("size", SIZES)
async def test_the_chosen_one_is_shown_whole_while_it_streams(size: tuple[int, int]) -> None:
    async with tapped_screen(size) as stage:
        tapped = stage.tap.ask("What is a stream?")
        stage.tap.answer(tapped, "A stream is ")
        await stage.settle()
        await stage.press("enter")
        assert "What is a stream?" in stage.text
        assert "A stream is" in stage.text
        stage.tap.answer(tapped, "data in time.")
        await stage.settle()
        assert "A stream is data in time." in stage.text
        stage.tap.ask("Another one")
        await stage.settle()
        assert "A stream is data in time." in stage.text, "it stays where the person is"
        stage.clock.advance(STALL_WARN_S + 2)
        await stage.settle()
        assert "silent for 12 s" in stage.text
        await stage.press("f4")
        assert "WIRE" in stage.text
        await stage.press("escape", "escape")
        assert "A stream is" not in stage.text
        assert stage.lines_with("#2")
        assert "ttft" not in stage.text.split("\n", 3)[3], "figures of one that is opened go with it"


async def test_calls_are_shown_in_the_inspector() -> None:
    async with tapped_screen() as stage:
        tapped = stage.tap.ask("What's the weather?")
        stage.tap.answer(tapped)
        call = ev.ToolCallDelta(stage.clock.now(), 0, id="c1", name="get_weather", arguments='{"location": "New Yo')
        stage.tap.go_on(tapped, ev.ChunkReceived(stage.clock.now()), call)
        await stage.settle()
        await stage.press("enter", "ctrl+t")
        assert "get_weather" in stage.text
        assert "location" in stage.text
        await stage.press("escape", "escape")
        assert not stage.screen.is_open


async def test_the_tools_of_the_program_are_named_and_known() -> None:
    schema = {"type": "object", "properties": {"location": {"type": "string"}, "unit": {}}, "required": ["unit"]}
    told = [
        {"type": "function", "function": {"name": "get_weather", "parameters": schema}},
        {"type": "function", "function": {"name": "read_page"}},
        {"type": "web_search"},
    ]
    asked = {"model": "m", "messages": [{"role": "user", "content": "Hi"}], "tools": told}
    async with tapped_screen() as stage:
        tapped = stage.tap.ask("Hi", body=json.dumps(asked))
        tapped.messages, tapped.tools = 1, len(told)
        stage.tap.answer(tapped)
        now = stage.clock.now()
        calls = [
            ev.ToolCallDelta(now, number, id=f"c{number}", name=name)
            for number, name in enumerate(("get_weather", "rm"))
        ]
        stage.tap.go_on(tapped, ev.ChunkReceived(now), *calls, ev.ToolCallDelta(now, 0, arguments='{"location": "N'))
        await stage.settle()
        await stage.press("enter")
        assert "sent 1 message, 3 tools: get_weather, read_page, web_search" in stage.text
        await stage.press("ctrl+t")
        assert "unknown tool" in stage.text, "the model was told of no such tool"
        await stage.press("up")
        assert "as the request has it" in stage.text
        assert stage.lines_with("unit  to come")


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_not_decoded_is_shown_as_raw_wire_and_said(size: tuple[int, int]) -> None:
    async with tapped_screen(size) as stage:
        foreign = stage.tap.ask("x", "claude", "/v1/messages")
        foreign.foreign = "Anthropic's API"
        stage.tap.answer(foreign, "event: message_start", "event: ping")
        chat = stage.tap.ask("Hello")
        stage.tap.answer(chat, "Hi there")
        await stage.settle()
        await stage.press("home", "enter")
        assert "Anthropic's API: raw wire, not decoded" in stage.text
        assert "event: ping" in stage.text
        assert "message_start" in stage.text, "the row of the list has the beginning of it"
        await stage.press("down")
        assert "Hi there" in stage.text
        assert "WIRE" not in stage.text
        await stage.press("up", "f4", "escape", "enter")
        assert "WIRE" in stage.text


async def test_pause_holds_back_what_comes_and_says_how_many() -> None:
    async with tapped_screen() as stage:
        first = stage.tap.ask("One")
        await stage.press("p")
        stage.tap.ask("Two")
        stage.tap.ask("Three")
        stage.tap.answer(first, "goes on")
        await stage.settle()
        assert "paused, 2 wait" in stage.text
        assert not stage.lines_with("#2")
        assert "streaming" in stage.lines_with("#1")[0]
        stage.tap.fail(first, "It broke off.")
        await stage.press("x")
        assert "What came waits, as it is paused." in stage.text
        assert "failed" not in stage.text
        await stage.press("p")
        assert stage.lines_with("#3")
        for tapped in stage.tap.requests[1:]:
            stage.tap.finish(tapped)
        await stage.press("x")
        assert "Nothing was asked since it was cleared." in stage.text


async def test_the_filter_narrows_as_one_types_and_a_wrong_one_is_a_sentence() -> None:
    async with tapped_screen() as stage:
        stage.tap.ask("One", "gpt-4o")
        stage.tap.ask("Two", "smollm2")
        await stage.settle()
        await stage.press("slash", *"model:smol")
        assert not stage.lines_with("#1 ")
        assert "1 of 2 requests" in stage.text
        await stage.press("enter", "slash", *" state:q")
        assert "state: takes one of" in stage.text
        await stage.press("escape", "escape")
        assert stage.lines_with("#1 ")


async def test_one_is_kept_where_the_person_says() -> None:
    async with tapped_screen() as stage:
        tapped = stage.tap.ask("One")
        stage.tap.answer(tapped, "1")
        await stage.settle()
        await stage.press("w")
        assert "request-1.jsonl" in stage.text
        await stage.press("enter")
        await stage.screen.workers.wait_for_complete()
        await stage.settle()
        assert stage.kept == [(1, len(tapped.events), "request-1.jsonl")]
        assert "Written to /somewhere/request-1.jsonl" in stage.text


async def test_what_is_not_kept_any_more_is_read_of_its_recording() -> None:
    async with tapped_screen() as stage:
        tapped = stage.tap.ask("An old question")
        stage.tap.answer(tapped, "An old answer")
        stage.tap.finish(tapped)
        lost = stage.tap.ask("Lost")
        stage.tap.finish(lost)
        stage.recorded["one.jsonl"] = list(tapped.events)
        tapped.recording = Path("one.jsonl")
        stage.tap.forget(tapped)
        stage.tap.forget(lost)
        await stage.settle()
        await stage.press("home", "enter")
        await stage.screen.workers.wait_for_complete()
        await stage.settle()
        assert "An old answer" in stage.text
        await stage.press("down")
        assert "not kept any more; --record DIR keeps all" in stage.text


async def test_what_is_looked_at_stays_when_the_tap_drops_it() -> None:
    async with tapped_screen() as stage:
        tapped = stage.tap.ask("A question")
        stage.tap.answer(tapped, "An answer")
        stage.tap.finish(tapped)
        await stage.settle()
        await stage.press("enter")
        stage.tap.forget(tapped)
        await stage.settle()
        assert "An answer" in stage.text


async def test_the_output_of_the_program_has_a_pane_and_its_end_is_said() -> None:
    program = FakeProgram("python app.py")
    async with tapped_screen(program=program) as stage:
        assert "● running" in stage.text
        await stage.press("f3")
        stage.screen.hear("it says \x1b[2J\x1b]0;evil\x07this\nand")
        stage.screen.hear(" that\n")
        await stage.settle()
        assert "OUTPUT OF python app.py" in stage.text
        assert "and that" in stage.text
        assert "\x1b" not in stage.text
        program.ended, program.failed = "ended with code 3", True
        stage.screen.hear("")
        await stage.settle()
        assert "✗ ended with code 3" in stage.text
        await stage.press("q")
        assert stage.screen.app._exit, "nothing is under way any more"


async def test_leaving_what_is_under_way_is_to_be_said_twice() -> None:
    async with tapped_screen() as stage:
        stage.tap.ask("One")
        await stage.settle()
        await stage.press("q")
        assert "once more leaves" in stage.text
        assert not stage.screen.app._exit
        await stage.press("q")
        assert stage.screen.app._exit


async def test_nothing_that_a_program_asks_for_acts_on_the_terminal() -> None:
    async with tapped_screen() as stage:
        tapped = stage.tap.ask("\x1b[2J", "\x1b]0;evil\x07model\n\n", "/v1/\x1b[31mchat/completions")
        stage.tap.answer(tapped, "\x1b[5mblink")
        stage.tap.fail(tapped, "It said \x1b[31m no\nand more")
        await stage.settle()
        await stage.press("enter")
        assert "\x1b" not in stage.text
        assert "\x07" not in stage.text
        assert len(stage.lines_with("#1 ")) == 2, "a row each: in the list, and over the reply"


async def test_a_request_that_cannot_be_shown_harms_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(tapped: object) -> str:
        if getattr(tapped, "number", 0) == 1:
            raise ValueError("odd")
        return came_at(tapped)  # type: ignore[arg-type]

    monkeypatch.setattr(rows, "came_at", breaks)
    async with tapped_screen() as stage:
        stage.tap.ask("One", "gpt-1")
        stage.tap.ask("Two", "gpt-2")
        await stage.settle()
        assert "#1 can't be shown" in stage.text
        assert stage.lines_with("gpt-2")


async def test_many_requests_cost_only_what_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []

    def counted(tapped: object) -> object:
        drawn.append(getattr(tapped, "number", 0))
        return measured(tapped)  # type: ignore[arg-type]

    monkeypatch.setattr(rows, "measured", counted)
    async with tapped_screen() as stage:
        drawn.clear()
        for _ in range(2_000):
            stage.tap.finish(stage.tap.ask("", "", "/v1/models"))
        stage.screen.draw()
        assert len(drawn) <= 40
        assert min(drawn) > 1_950


async def test_the_proxy_that_ends_is_said_and_the_window_stays() -> None:
    async with tapped_screen() as stage:
        stage.tap.ask("One")
        stage.screen.break_off("The tap's engine ended.")
        await stage.settle()
        assert "✗ The tap's engine ended." in stage.text
        assert stage.lines_with("#1")


async def test_what_runs_stands_side_by_side_and_goes_on_there() -> None:
    async with tapped_screen() as stage:
        old = stage.tap.ask("Before", "gpt-0")
        stage.tap.finish(old)
        first, second = stage.tap.ask("One", "gpt-1"), stage.tap.ask("Two", "gpt-2")
        stage.tap.answer(first, "The first ")
        stage.tap.answer(second, "The second ")
        await stage.press("c")
        assert "2 requests side by side" in stage.text
        assert "#2 gpt-1" in stage.text
        assert "gpt-0" not in stage.text
        assert "One" not in stage.text, "what was asked is not said again"
        stage.tap.answer(first, "goes on")
        columns = stage.screen.columns
        assert columns is not None
        columns.frame()
        await stage.settle()
        assert "The first goes on" in stage.text
        stage.tap.finish(first)
        stage.tap.finish(second)
        columns.frame()
        await stage.settle()
        assert "✓ all finished" in stage.text
        await stage.press("escape")
        assert "REQUESTS" in stage.text


async def test_the_marked_stand_side_by_side_and_one_alone_does_not() -> None:
    async with tapped_screen() as stage:
        for name in ("gpt-1", "gpt-2", "gpt-3"):
            stage.tap.answer(stage.tap.ask(name, name), name)
        await stage.press("home", "space", "end", "space", "c")
        assert "#1 gpt-1" in stage.text
        assert "#3 gpt-3" in stage.text
        assert "gpt-2" not in stage.text
    async with tapped_screen() as stage:
        stage.tap.ask("One")
        await stage.press("c")
        assert "Two replies at least" in stage.text


async def test_the_body_of_what_is_no_stream_is_shown() -> None:
    async with tapped_screen() as stage:
        tapped = stage.tap.ask("", "", "/v1/models")
        now = stage.clock.now()
        tapped.status = 200
        body = b'{"object": "list", "data": [{"id": "tiny-model"}]}'
        stage.tap.go_on(tapped, ev.ResponseStarted(now, 200), ev.BytesReceived(now, body))
        stage.tap.finish(tapped)
        await stage.settle()
        await stage.press("enter")
        assert "tiny-model" in stage.text
        assert "✓ done" in stage.text
        page = stage.tap.ask("", "", "/nowhere")
        headers = (("server", "of-a-page"),)
        stage.tap.go_on(page, ev.ResponseStarted(now, 404, None, headers), ev.BytesReceived(now, b"404: Not Found"))
        stage.tap.finish(page)
        await stage.settle()
        await stage.press("down")
        assert "404: Not Found" in stage.text
        assert stage.text.count("of-a-page") == 1, "headers stand above the body, once"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_changed_since_the_request_before_of_its_conversation_is_said(size: tuple[int, int]) -> None:
    asked = {"role": "user", "content": "Hi"}
    async with tapped_screen(size) as stage:
        first = {"model": "m", "messages": [{"role": "system", "content": "It is 10:00:01."}, asked]}
        stage.tap.finish(stage.tap.ask("Hi", body=json.dumps(first)))
        stage.tap.ask("Elsewhere")
        second = {"model": "m", "messages": [{"role": "system", "content": "It is 10:00:02."}, asked]}
        stage.tap.ask("Hi", thread=1, body=json.dumps(second))
        await stage.settle()
        await stage.press("end", "enter")
        assert ("goes on with #1" in stage.text) == (size[1] > 24), "on a low screen there is room for what is another"
        assert "since the last request: " in stage.text
        assert "system" in stage.lines_with("since the last request")[0]
        assert "cache: " in stage.text
        await stage.press("home")
        assert "since the last request" not in stage.text


async def test_a_slow_program_is_told_from_a_slow_server() -> None:
    async with tapped_screen((160, 50)) as stage:
        tapped = stage.tap.ask("Hi")
        stage.tap.answer(tapped, "one")
        stage.clock.advance(0.4)
        tapped.program_wait_s = 0.4
        stage.tap.go_on(tapped, ev.BytesTaken(stage.clock.now(), tapped.size))
        await stage.settle()
        assert "400 ms" in stage.lines_with("#1")[0]
        await stage.press("enter", "f4")
        assert "program slow by 400 ms" in stage.text
        assert "the program took it 400 ms later" in stage.text


async def test_a_request_is_gone_on_with_in_a_chat_and_leaving_that_leaves_the_window() -> None:
    fake = FakeServices()
    asked: list[tuple[int, int]] = []

    def chat(tapped: Tapped, events: Sequence[ev.StreamEvent]) -> Continued:
        asked.append((tapped.number, len(events)))
        return Continued(fake.services, {"temperature": 0.2}, 2, ("image_url",))

    async with tapped_screen(chat=chat) as stage:
        tapped = stage.tap.ask("Hi")
        tapped.tools = 2
        await stage.settle()
        await stage.press("o")
        while not isinstance(stage.app.screen, ChatScreen):  # the test's time-out ends what never comes
            await stage.settle()
        await stage.settle()
        assert asked == [(1, len(tapped.events))]
        assert "This goes on with #1" in stage.text
        assert "Left out: image_url." in stage.text
        assert "^q Back" in stage.text
        assert stage.app.screen.query_one("#prompt-row").size.height == 1
        stage.tap.ask("While one chats")
        await stage.press("H", "i", "enter")
        assert fake.session.state.conversation.parameters == {"temperature": 0.2}
        assert [getattr(one, "text", "") for one in fake.session.state.conversation.messages] == ["Hi"]
        await stage.press("ctrl+q", "ctrl+q")
        assert isinstance(stage.app.screen, TapScreen)
        assert stage.lines_with("#2")
        await stage.press("o")
        while len(asked) < 2:
            await stage.settle()


async def test_what_a_chat_cannot_be_made_of_is_said() -> None:
    def chat(_: Tapped, __: Sequence[ev.StreamEvent]) -> Continued:
        raise ConfigurationError("It carries no conversation.")

    async with tapped_screen(chat=chat) as stage:
        stage.tap.ask("Hi")
        await stage.press("o")
        while "It carries no conversation." not in stage.text:
            await stage.settle()


async def test_the_palette_has_what_can_be_done_and_does_it() -> None:
    async with tapped_screen() as stage:
        stage.tap.ask("Hi")
        await stage.settle()
        await stage.press("ctrl+p", *"pause", "enter")
        assert "‖ paused, 0 wait" in stage.text


async def test_the_help_names_the_keys_of_the_window() -> None:
    async with tapped_screen((200, 60)) as stage:
        await stage.press("f1")
        found = False
        for _ in range(6):
            found = found or "IN THE WINDOW OF A TAP" in stage.text
            await stage.press("pagedown")
        assert found


async def test_what_went_wrong_stands_below_the_reply_and_leads_to_its_chunk() -> None:
    async with tapped_screen() as stage:
        tapped = stage.tap.ask("Hi")
        stage.tap.answer(tapped, "It is")
        now = stage.clock.now()
        odd = ev.UsageReported(now, Usage(421, 20, 421, 0, 0))
        stage.tap.go_on(tapped, ev.ChunkReceived(now, tapped.size, 0, "usage"), odd, ev.ReplyFinished(now))
        stage.tap.go_on(tapped, ev.TurnFinished(now), stage=Stage.DONE)
        await stage.settle()
        await stage.press("enter")
        assert "The usage can't be right" in stage.text
        await stage.press("tab")
        assert stage.screen.transcript.has_focus
        await stage.press("enter")
        assert "WIRE" in stage.text
        await stage.press("escape", "escape")
        assert not stage.screen.is_open


async def test_tab_goes_to_the_conversation_and_back() -> None:
    async with tapped_screen() as stage:
        stage.tap.answer(stage.tap.ask("One"), "1")
        stage.tap.answer(stage.tap.ask("Two"), "2")
        await stage.press("enter", "tab", "up")
        assert stage.screen.requests.chosen is stage.tap.requests[1], "keys are the conversation's"
        await stage.press("escape", "up")
        assert stage.screen.requests.chosen is stage.tap.requests[0]


async def test_what_came_while_another_screen_was_over_it_is_there_afterwards() -> None:
    async with tapped_screen() as stage:
        await stage.press("f1")
        stage.tap.finish(stage.tap.ask("", "", "/v1/models"))
        stage.screen.frame()
        assert stage.pilot is not None
        await stage.pilot.press("escape")
        await stage.pilot.pause()
        stage.screen.frame()
        await stage.pilot.pause()
        assert stage.lines_with("#1")
