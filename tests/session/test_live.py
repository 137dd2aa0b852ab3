"""A live session: turns, tool rounds, stops, failures, and what is sent next."""

from __future__ import annotations

import asyncio

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.kept_events import KeptEvents
from streamtui.core.chat.messages import Continuation, UserMessage
from streamtui.core.chat.phase import Phase
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tool_calls import ToolCallState
from streamtui.core.faults.faults import DiskError, Fault, ProviderError
from streamtui.session.live import LiveSession
from tests.doubles.clocks import FakeClock, numbered_ids
from tests.doubles.providers import FakeEndpoint, FakeProvider, call_reply, text_reply
from tests.doubles.sessions import FakeRecorder
from tests.doubles.tools import FakeToolbox
from tests.known import known

OPENING: list[ev.StreamEvent] = [ev.RequestSent(0.0, 1, "fake"), ev.ResponseStarted(0.5)]
CUT = ProviderError(Fault("cut", "The connection broke."))


def live(
    provider: FakeProvider, toolbox: FakeToolbox | None = None, recorder: FakeRecorder | None = None
) -> LiveSession:
    return LiveSession(provider, FakeEndpoint(), FakeClock(), new_id=numbered_ids(), toolbox=toolbox, recorder=recorder)


async def test_the_second_request_carries_the_first_exchange() -> None:
    provider = FakeProvider(text_reply("Hello", " you"), text_reply("Ann"))
    session = live(provider)
    session.set_system("Be brief.")
    await session.turn("I am Ann")
    await session.turn("Who am I?")
    assert provider.requests[1].messages == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "I am Ann"},
        {"role": "assistant", "content": "Hello you"},
        {"role": "user", "content": "Who am I?"},
    ]
    assert session.state.phase is Phase.DONE


async def test_what_the_person_set_goes_with_the_next_request_and_wins_over_the_place() -> None:
    provider, recorder = FakeProvider(text_reply("a"), text_reply("b"), text_reply("c")), FakeRecorder()
    session = live(provider, recorder=recorder)
    await session.turn("one")
    session.set_parameters({"temperature": 0.2, "seed": 7})
    await session.turn("two")
    session.set_parameters({"temperature": None})
    await session.turn("three")
    assert [request.options for request in provider.requests] == [
        {"temperature": 0},
        {"temperature": 0.2, "seed": 7},
        {},
    ]
    replayed = ChatState().fold(recorder.events)
    assert replayed.conversation.parameters == session.state.conversation.parameters == {"temperature": None}


async def test_the_conversation_goes_on_with_another_provider_and_what_its_place_gives() -> None:
    first, second = FakeProvider(text_reply("Hello")), FakeProvider(text_reply("Bonjour"))
    session = live(first)
    await session.turn("Hi")
    there = FakeEndpoint(second, model="other")
    there.options = {"top_p": 0.5}
    session.move(second, there)
    await session.turn("And there?")
    assert len(first.requests) == 1
    [request] = second.requests
    assert (request.model, request.options) == ("other", {"top_p": 0.5})
    assert [message["content"] for message in request.messages] == ["Hi", "Hello", "And there?"]


async def test_a_recorder_that_can_keep_no_more_is_told_of_once_and_the_turn_goes_on() -> None:
    class FullRecorder(FakeRecorder):
        def record(self, event: ev.StreamEvent) -> None:
            super().record(event)
            if len(self.events) == 3:
                raise DiskError("The disk is full.")

    provider, recorder, heard = FakeProvider(text_reply("Hello", " you")), FullRecorder(), list[ev.StreamEvent]()
    session = live(provider, recorder=recorder)
    session.listener = heard.append
    await session.turn("Hi")
    assert len(recorder.events) == 3
    assert [event.text for event in heard if isinstance(event, ev.NoticeIssued)] == ["The disk is full."]
    assert known(session.state.reply).state is ReplyState.COMPLETE
    assert len(provider.requests) == 1


async def test_half_a_character_in_a_prompt_is_replaced_before_anything_is_kept() -> None:
    provider = FakeProvider(text_reply("Hello"))
    session = live(provider)
    await session.turn("Hi \ud83d")
    assert provider.requests[0].messages == [{"role": "user", "content": "Hi \ufffd"}]


async def test_calls_are_run_and_their_results_sent_back() -> None:
    provider = FakeProvider(call_reply(("a", "add", "{}"), ("b", "broken", "[]")), text_reply("Done"))
    session = live(provider, FakeToolbox())
    await session.turn("go")
    assert provider.requests[1].messages[1:] == [
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {"id": "a", "type": "function", "function": {"name": "add", "arguments": "{}"}},
                {"id": "b", "type": "function", "function": {"name": "broken", "arguments": "{}"}},
            ],
        },
        {"role": "tool", "tool_call_id": "a", "content": "add({})"},
        {"role": "tool", "tool_call_id": "b", "content": "broken([])"},
    ]
    assert [call.state for call in session.state.turn_calls] == [ToolCallState.DONE, ToolCallState.FAILED]
    assert str(known(session.state.reply).text) == "Done"


async def test_a_failure_in_mid_reply_keeps_the_text_and_sends_it_next() -> None:
    provider = FakeProvider([*OPENING, ev.TextDelta(1.0, "Half"), CUT], text_reply("whole"))
    session = live(provider)
    await session.turn("tell")
    reply = known(session.state.reply)
    assert (str(reply.text), reply.state, known(reply.fault).kind) == ("Half", ReplyState.CUT, "cut")
    assert session.state.phase is Phase.FAILED
    await session.continue_turn()
    assert provider.requests[1].messages[1:] == [
        {"role": "assistant", "content": "Half"},
        {"role": "user", "content": Continuation.text},
    ]
    assert [type(message) for message in session.state.conversation.messages] == [
        UserMessage,
        Reply,
        Continuation,
        Reply,
    ]


async def test_asking_again_leaves_the_broken_reply_out() -> None:
    provider = FakeProvider([*OPENING, ev.TextDelta(1.0, "Half"), CUT], text_reply("whole"))
    session = live(provider)
    await session.turn("tell")
    await session.ask_again()
    assert provider.requests[1].messages == [{"role": "user", "content": "tell"}]
    assert [str(m.text) for m in session.state.conversation.messages] == ["tell", "whole"]
    branches = session.tree.answers(session.tree[session.tree.head])
    assert (len(branches.turns), branches.number) == (2, 1)
    await session.take_branch(branches.by(-1))
    assert [str(m.text) for m in session.state.conversation.messages] == ["tell", "Half"]


async def test_a_stop_keeps_the_text_and_closes_the_stream() -> None:
    provider = FakeProvider([*OPENING, ev.TextDelta(1.0, "so far"), asyncio.Event()])
    session = live(provider)
    text_came = asyncio.Event()

    def watch(event: ev.StreamEvent) -> None:
        if isinstance(event, ev.TextDelta):
            text_came.set()

    session.listener = watch
    task = asyncio.create_task(session.turn("tell"))
    await text_came.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    reply = known(session.state.reply)
    assert (str(reply.text), reply.state) == ("so far", ReplyState.STOPPED)
    assert (session.state.phase, provider.closed_streams) == (Phase.STOPPED, 1)


async def test_what_was_recorded_folds_to_the_same_state() -> None:
    recorder = FakeRecorder()
    provider = FakeProvider(call_reply(("a", "add", "{}")), text_reply("Done"), [*OPENING, CUT])
    session = live(provider, FakeToolbox(), recorder)
    await session.turn("go")
    await session.turn("again")
    replayed = ChatState().fold(recorder.events)
    assert replayed.conversation == session.state.conversation
    assert (replayed.phase, replayed.totals) == (session.state.phase, session.state.totals)


async def test_a_bug_in_a_provider_ends_its_turn_and_no_other(caplog: pytest.LogCaptureFixture) -> None:
    recorder = FakeRecorder()
    provider = FakeProvider([*OPENING, ev.TextDelta(1.0, "Half"), ZeroDivisionError("bug")], text_reply("Fine"))
    session = live(provider, recorder=recorder)
    await session.turn("go")
    reply = known(session.state.reply)
    assert (str(reply.text), reply.state, known(reply.fault).kind) == ("Half", ReplyState.CUT, "bug")
    assert "“ZeroDivisionError: bug”" in known(reply.fault).message
    (notice,) = reply.notices
    assert notice.text.startswith("“ZeroDivisionError: bug” ← doubles/providers.py:")
    assert "session/live.py" in notice.text
    assert "Traceback (most recent call last)" in caplog.text
    await session.turn("again")
    assert str(known(session.state.reply).text) == "Fine"
    assert ChatState().fold(recorder.events).conversation == session.state.conversation


@pytest.mark.parametrize("broken", ["definitions", "ready", "objection", "info", "run"])
async def test_a_bug_in_a_toolbox_ends_its_turn_and_no_other(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    def fail(*_: object, **__: object) -> None:
        raise LookupError("of the toolbox")

    toolbox = FakeToolbox()
    provider = FakeProvider(*[call_reply(("a", "add", "{}"))] * 2, text_reply("Done"))
    session = live(provider, toolbox)
    with monkeypatch.context() as patched:
        patched.setattr(toolbox, broken, fail)
        await session.turn("go")
        assert (session.state.phase, known(session.state.fault).kind) == (Phase.FAILED, "bug")
    provider.scripts = [text_reply("Done")]
    await session.turn("again")
    assert (session.state.phase, str(known(session.state.reply).text)) == (Phase.DONE, "Done")


async def test_a_bug_in_a_recorder_costs_no_reply_and_one_in_a_listener_no_state() -> None:
    class Broken(FakeRecorder):
        def record(self, event: ev.StreamEvent) -> None:
            if isinstance(event, ev.TextDelta):
                raise LookupError("of the recorder")

    session = live(FakeProvider(text_reply("Fine")), recorder=Broken())
    await session.turn("go")
    reply = known(session.state.reply)
    assert (str(reply.text), reply.state) == ("Fine", ReplyState.COMPLETE)
    assert reply.notices[0].text.startswith(
        "Nothing more is recorded: “LookupError: of the recorder” ← session/test_live"
    )
    listening = live(FakeProvider(text_reply("Fine")))
    listening.listener = Broken().record
    await listening.turn("go")
    assert (listening.state.phase, str(known(listening.state.reply).text)) == (Phase.FAILED, "Fine")


async def test_where_nobody_hears_any_more_that_is_raised() -> None:
    def closed(event: ev.StreamEvent) -> None:
        if isinstance(event, ev.TextDelta):
            raise BrokenPipeError

    session = live(FakeProvider(text_reply("Fine")))
    session.listener = closed
    with pytest.raises(BrokenPipeError):
        await session.turn("go")


async def test_prompts_and_replies_have_ids_of_the_source() -> None:
    recorder = FakeRecorder()
    provider = FakeProvider(call_reply(("x", "add", "{}"), ("x", "add", "{}")), text_reply("Done"))
    await live(provider, FakeToolbox(), recorder).turn("go")
    assert recorder.events[0] == ev.PromptSubmitted(100.0, "go", "id-1")
    assert [request.reply for request in provider.requests] == ["id-3", "id-4"]  # the turn has one as well


async def test_calls_to_which_the_server_gives_one_id_are_told_apart() -> None:
    provider = FakeProvider(call_reply(("x", "add", "1"), ("x", "add", "2")), text_reply("Done"))
    session = live(provider, FakeToolbox())
    await session.turn("go")
    assert [call.output for call in session.state.turn_calls] == ["add(1)", "add(2)"]


async def test_that_no_turn_can_begin_is_folded_and_recorded() -> None:
    recorder = FakeRecorder()
    session = live(FakeProvider(), recorder=recorder)
    session.fail(Fault("not_found", "There is no such model."))
    assert recorder.events == [ev.TurnFailed(100.0, Fault("not_found", "There is no such model."))]
    assert session.state.phase is Phase.FAILED


async def test_a_recording_that_begins_late_holds_the_conversation_from_its_beginning() -> None:
    provider, recorder = FakeProvider(text_reply("a"), text_reply("b"), text_reply("c")), FakeRecorder()
    session = LiveSession(provider, FakeEndpoint(), FakeClock(), new_id=numbered_ids(), kept=KeptEvents())
    await session.turn("one")
    session.record(recorder)
    await session.turn("two")
    assert recorder.events == list(session.kept)
    assert ChatState().fold(recorder.events).conversation == session.state.conversation
    session.record(None)
    await session.turn("three")
    assert len(recorder.events) < len(session.kept)


async def test_the_person_is_told_once_that_old_bytes_go() -> None:
    read = ev.BytesReceived(0.6, b"x" * (1 << 20))
    replies = [[*OPENING, read, read, ev.TextDelta(0.7, "a"), ev.ReplyFinished(0.8)] for _ in range(2)]
    provider, kept = FakeProvider(*replies), KeptEvents(1)
    session = LiveSession(provider, FakeEndpoint(), FakeClock(), new_id=numbered_ids(), kept=kept)
    await session.turn("one")
    await session.turn("two")
    notices = [event.text for event in kept.events if isinstance(event, ev.NoticeIssued)]
    assert notices == [
        "Of this conversation's bytes the newest 1 MB are kept from now on; `kept_mb` in config.toml sets how many."
    ]
