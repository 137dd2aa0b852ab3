"""Tool calls within a turn: checked, approved, run side by side, sent back, stopped, run again."""

from __future__ import annotations

import asyncio
from typing import Literal

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.messages import Notice
from streamtui.core.chat.phase import Phase
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tool_calls import ToolCall, ToolCallState
from streamtui.core.ports.tools import Approval
from streamtui.session.live import LiveSession
from streamtui.session.permission import ToolRules
from tests.doubles.clocks import FakeClock, numbered_ids
from tests.doubles.providers import FakeEndpoint, FakeProvider, call_reply, text_reply
from tests.doubles.tools import FakeApprover, FakeToolbox
from tests.known import known

WRITE = ("a", "write", '{"n": 1}')


class Talk:
    """A session with its doubles, and all events of the turns that were read."""

    def __init__(
        self,
        *scripts: list[ev.StreamEvent],
        approver: FakeApprover | None = None,
        rules: ToolRules | None = None,
        toolbox: FakeToolbox | None = None,
    ) -> None:
        self.provider = FakeProvider(*scripts)
        self.toolbox = toolbox or FakeToolbox()
        self.clock = FakeClock()
        self.session = LiveSession(
            self.provider, FakeEndpoint(), self.clock, new_id=numbered_ids(), toolbox=self.toolbox, rules=rules
        )
        self.session.approver = self.approver = approver
        self.events: list[ev.StreamEvent] = []
        self.session.listener = self.take

    def take(self, event: ev.StreamEvent) -> None:
        self.clock.advance(1)
        self.events.append(event)

    async def turn(self) -> None:
        await self.session.turn("go")

    def when(self, kind: type[ev.StreamEvent]) -> asyncio.Event:
        """Set once such an event has come."""
        came = asyncio.Event()

        def take(event: ev.StreamEvent) -> None:
            self.take(event)
            if isinstance(event, kind):
                came.set()

        self.session.listener = take
        return came

    async def stop(self, task: asyncio.Task[None]) -> None:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    @property
    def calls(self) -> list[ToolCall]:
        return self.session.state.turn_calls

    @property
    def states(self) -> list[str]:
        return [call.state.value for call in self.calls]

    @property
    def told(self) -> list[str]:
        """What the model was told in its last request of its calls."""
        return [m["content"] for m in self.provider.requests[-1].messages if m["role"] == "tool"]


async def test_a_call_that_only_reads_runs_at_once_and_one_that_changes_asks() -> None:
    approver = FakeApprover(Approval("yes"))
    talk = Talk(call_reply(WRITE, ("b", "read", "{}")), text_reply("Done"), approver=approver)
    await talk.turn()
    assert approver.asked == [("write", '{"n": 1}')]
    assert talk.told == ['write({"n": 1})', "read({})"]
    write, read = talk.calls
    instants = [known(at) for at in (write.asked_at, write.approved_at, write.started_at, write.finished_at)]
    assert instants == sorted(instants)
    assert (read.asked_at, read.approved_at) == (None, None)


async def test_a_no_is_told_to_the_model_with_the_persons_word() -> None:
    approver = FakeApprover(Approval("no", "Not \ud83d today."), Approval("no"))
    talk = Talk(call_reply(WRITE, ("b", "write", "{}")), text_reply("Done"), approver=approver)
    await talk.turn()
    assert talk.told == [
        "The person did not allow this call, and says: Not \ufffd today.",
        "The person did not allow this call.",
    ]
    assert talk.states == ["refused", "refused"]
    assert talk.toolbox.ran == []
    assert talk.calls[0].refused_at is not None


async def test_always_holds_for_that_tool_and_for_the_rest_of_the_conversation() -> None:
    approver = FakeApprover(Approval("always"), Approval("yes"))
    talk = Talk(
        call_reply(WRITE, ("b", "write", "{}")),
        text_reply("Done"),
        call_reply(WRITE),
        text_reply("x"),
        approver=approver,
    )
    await talk.turn()
    await talk.turn()
    assert len(approver.asked) == 1
    assert len(talk.toolbox.ran) == 3
    other = Talk(call_reply(WRITE), text_reply("Done"), approver=approver)
    await other.turn()
    assert len(approver.asked) == 2


async def test_all_of_a_turn_is_all_of_that_turn_and_each_question_says_which_one_it_is() -> None:
    approver = FakeApprover(Approval("no"), Approval("turn"), Approval("no"))
    made = call_reply(WRITE, ("b", "read", "{}"), ("c", "write", "{}"), ("d", "write", "{}"))
    talk = Talk(made, call_reply(WRITE), text_reply("Done"), call_reply(WRITE), text_reply("x"), approver=approver)
    await talk.turn()
    assert approver.numbers == [(1, 3), (2, 3)]
    assert talk.toolbox.ran.count("write({})") == 2
    assert len(talk.toolbox.ran) == 4
    await talk.turn()
    assert approver.numbers == [(1, 3), (2, 3), (1, 1)]
    assert len(talk.toolbox.ran) == 4


async def test_always_does_not_hold_for_a_tool_that_is_told_of_in_other_words_now() -> None:
    approver = FakeApprover(Approval("always"), Approval("no"))
    talk = Talk(call_reply(WRITE), text_reply("Done"), call_reply(WRITE), text_reply("x"), approver=approver)
    await talk.turn()
    talk.toolbox.about = "Write and send."
    await talk.turn()
    assert (len(approver.asked), len(talk.toolbox.ran)) == (2, 1)


async def test_what_a_server_claims_to_read_asks_once_in_a_run_of_the_program() -> None:
    approver, rules = FakeApprover(Approval("no"), Approval("yes"), Approval("no")), ToolRules()
    script = call_reply(("a", "claim", "{}"), ("b", "claim", "{}"), ("c", "claim", "{}"))
    talk = Talk(script, text_reply("Done"), approver=approver, rules=rules)
    await talk.turn()
    assert (len(approver.asked), talk.states) == (2, ["refused", "done", "done"])
    other = Talk(call_reply(("a", "claim", "{}")), text_reply("Done"), approver=approver, rules=rules)
    await other.turn()
    assert (len(approver.asked), other.states) == (2, ["done"])
    other.toolbox.about = "Now it does something else."
    again = Talk(
        call_reply(("a", "claim", "{}")), text_reply("x"), approver=approver, rules=rules, toolbox=other.toolbox
    )
    await again.turn()
    assert (len(approver.asked), again.states) == (3, ["refused"])


async def test_what_a_server_claims_is_refused_where_nobody_can_be_asked() -> None:
    talk = Talk(call_reply(("a", "claim", "{}")), text_reply("Done"))
    await talk.turn()
    assert talk.told == ["The person did not allow this call: nobody can be asked here."]


@pytest.mark.parametrize(("rule", "asked"), [("all", ["read", "write"]), ("changes", ["write"]), ("none", [])])
async def test_which_calls_ask_is_a_rule(rule: Literal["all", "changes", "none"], asked: list[str]) -> None:
    approver = FakeApprover(Approval("yes"), Approval("yes"))
    script = call_reply(("b", "read", "{}"), WRITE)
    talk = Talk(script, text_reply("Done"), approver=approver, rules=ToolRules(approve=rule))
    await talk.turn()
    assert [name for name, _ in approver.asked] == asked
    assert talk.states == ["done", "done"]


async def test_where_nobody_can_be_asked_the_call_is_refused() -> None:
    talk = Talk(call_reply(WRITE), text_reply("Done"))
    await talk.turn()
    assert talk.told == ["The person did not allow this call: nobody can be asked here."]


async def test_a_call_that_cannot_run_is_neither_asked_for_nor_run() -> None:
    approver = FakeApprover()
    talk = Talk(call_reply(("a", "unknown", "{}")), text_reply("Done"), approver=approver)
    await talk.turn()
    assert (approver.asked, talk.toolbox.ran) == ([], [])
    assert talk.told == ["There is no such tool."]
    assert (talk.states, talk.calls[0].started_at) == (["failed"], None)


async def test_five_calls_run_within_the_limit() -> None:
    calls = [(f"c{i}", "read", "{}") for i in range(5)]
    talk = Talk(call_reply(*calls), text_reply("Done"), rules=ToolRules(concurrent=2))
    await talk.turn()
    assert talk.toolbox.most_at_once == 2
    assert len(talk.told) == 5


async def test_one_question_at_a_time_while_others_run() -> None:
    approver = FakeApprover()
    talk = Talk(call_reply(WRITE, ("b", "read", "{}"), ("c", "write", "{}")), approver=approver)
    read_done = talk.when(ev.ToolCallFinished)
    task = asyncio.create_task(talk.session.turn("go"))
    await read_done.wait()
    await approver.asking.wait()
    assert len(approver.asked) == 1
    assert talk.session.state.phase is Phase.ASKING
    await talk.stop(task)
    assert approver.withdrawn == 1
    assert talk.states == ["cut", "done", "cut"]
    assert talk.calls[0].finished_at is None


async def test_a_stop_ends_the_tools_that_run_and_keeps_what_was_done() -> None:
    talk = Talk(call_reply(("a", "hang", "{}"), ("b", "quick", "{}")), text_reply("Done"))
    quick_done = talk.when(ev.ToolCallFinished)
    task = asyncio.create_task(talk.session.turn("go"))
    await quick_done.wait()
    await talk.stop(task)
    assert talk.toolbox.cancelled == ["hang"]
    assert talk.states == ["cut", "done"]
    assert talk.session.state.phase is Phase.STOPPED
    await talk.turn()
    assert talk.told == ["quick({})"]


async def test_twelve_rounds_asked_for_are_eight_run() -> None:
    talk = Talk(*[call_reply((f"c{i}", "read", "{}")) for i in range(12)])
    await talk.turn()
    assert [bool(request.tools) for request in talk.provider.requests] == [True] * 8 + [False]
    assert talk.states == ["done"] * 8 + ["failed"]
    assert "at most 8 rounds" in known(talk.calls[-1].output)
    assert isinstance(talk.session.state.conversation.messages[-1], Notice)


async def test_the_number_of_rounds_can_be_set() -> None:
    talk = Talk(*[call_reply((f"c{i}", "read", "{}")) for i in range(3)], rules=ToolRules(rounds=1))
    await talk.turn()
    assert talk.states == ["done", "failed"]


async def test_what_tools_are_missing_is_said_before_the_request() -> None:
    talk = Talk(text_reply("Hi"), text_reply("Ho"), toolbox=FakeToolbox("files can't be started."))
    await talk.turn()
    await talk.turn()
    notices = [event for event in talk.events if isinstance(event, ev.NoticeIssued)]
    assert [notice.text for notice in notices] == ["files can't be started."]


class TestACallRunAgain:
    async def test_it_is_a_new_marked_call_of_the_last_reply_that_nobody_is_asked_for(self) -> None:
        approver = FakeApprover(Approval("yes"))
        talk = Talk(call_reply(WRITE), text_reply("Done"), approver=approver)
        await talk.turn()
        await talk.session.run_again(talk.calls[0], '{"n": 2}')
        first, again = talk.calls
        assert (again.name, str(again.arguments), again.output) == ("write", '{"n": 2}', 'write({"n": 2})')
        assert (again.repeated, again.edited, again.state) == (True, True, ToolCallState.DONE)
        assert (first.repeated, str(first.arguments)) == (False, '{"n": 1}')
        assert len(approver.asked) == 1
        assert talk.session.state.phase is Phase.DONE

    async def test_the_model_is_not_told(self) -> None:
        talk = Talk(call_reply(("a", "read", "{}")), text_reply("Done"), text_reply("Next"))
        await talk.turn()
        await talk.session.run_again(talk.calls[0], "{}")
        assert not talk.calls[1].edited
        await talk.turn()
        assert talk.told == ["read({})"]

    async def test_it_can_be_run_again_itself_and_stopped(self, monkeypatch: pytest.MonkeyPatch) -> None:
        talk = Talk(call_reply(("a", "hang", "{}")), text_reply("Done"), rules=ToolRules())
        monkeypatch.setattr(talk.toolbox, "objection", lambda name, arguments: "Not now.")
        await talk.turn()
        await talk.session.run_again(talk.calls[0], "[]")
        assert talk.states == ["failed", "failed"]
        monkeypatch.setattr(talk.toolbox, "objection", lambda name, arguments: None)
        started = talk.when(ev.ToolCallStarted)
        task = asyncio.create_task(talk.session.run_again(talk.calls[1], "{}"))
        await started.wait()
        await talk.stop(task)
        assert talk.states == ["failed", "failed", "cut"]


async def test_a_call_that_the_limit_cut_is_not_run_and_why_is_said() -> None:
    cut = call_reply(("a", "fake", "{}"), ("b", "fake", ""), ("c", "fake", '{"n'))
    cut.insert(-1, ev.FinishReported(2.0, "length"))
    talk = Talk(cut, text_reply("Done"))
    await talk.turn()
    assert talk.toolbox.ran == ["fake({})"]
    first, *others = talk.told
    assert first == "fake({})"
    assert ["limit of tokens" in words for words in others] == [True, True]


async def test_what_was_recorded_folds_to_the_same_calls() -> None:
    approver = FakeApprover(Approval("always"), Approval("no", "why"))
    talk = Talk(call_reply(WRITE, ("b", "other", "{}")), text_reply("Done"), approver=approver)
    await talk.turn()
    await talk.session.run_again(talk.calls[0], "{}")
    replayed = ChatState().fold(talk.events)
    assert replayed.conversation == talk.session.state.conversation
    assert replayed.phase is talk.session.state.phase
