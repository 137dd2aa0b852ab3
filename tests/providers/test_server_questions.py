"""Calls of a server of the Responses API that wait for an answer: asked for, answered, and told again, or not."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from streamtui.cli.clock import SystemClock
from streamtui.core.chat import events as ev
from streamtui.core.chat.phase import Phase
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.state import ChatState
from streamtui.core.ports.tools import Approval
from streamtui.core.words.reply_line import reply_line
from streamtui.providers.api_choice import ApiChoice
from streamtui.session.live import LiveSession
from streamtui.session.permission import ToolRules
from tests.doubles.clocks import numbered_ids
from tests.doubles.providers import FakeEndpoint
from tests.doubles.tools import FakeApprover, FakeToolbox
from tests.known import known
from tests.providers.talk import make_provider
from tests.servers import replies
from tests.servers.chat_server import ChatServer

SEALED = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "sealed"}
REASONING = {"type": "reasoning", "summary": [], "encrypted_content": "sealed"}
DONE = replies.response(replies.said("Done."), identity="r9")


def wants(identity: str = "a1", arguments: str = '{"url": "x"}', label: str = "zip", **more: Any) -> dict[str, Any]:
    item = {"type": "mcp_approval_request", "id": identity, "name": "shorten", "arguments": arguments}
    return {**item, "server_label": label, **more}


def ran(identity: str = "a1") -> dict[str, Any]:
    fields = {"name": "shorten", "server_label": "zip", "arguments": '{"url": "x"}', "output": "short", "error": None}
    return {"type": "mcp_call", "id": "m1", "approval_request_id": identity, "status": "completed", **fields}


def answer(identity: str = "a1", *, approve: bool = True, **why: str) -> dict[str, Any]:
    return {"type": "mcp_approval_response", "approval_request_id": identity, "approve": approve, **why}


class Talk:
    """A conversation with a real server, and a person who is asked."""

    def __init__(
        self,
        server: ChatServer,
        *approvals: Approval,
        toolbox: FakeToolbox | None = None,
        rules: ToolRules | None = None,
        keeps: bool = False,
        alone: bool = False,
    ) -> None:
        provider = make_provider(server.base_url, choice=ApiChoice("responses", keeps=keeps))
        endpoint = FakeEndpoint(provider, model="gpt-5-mini", label="")
        self.server = server
        self.session = LiveSession(
            provider, endpoint, SystemClock(), new_id=numbered_ids(), toolbox=toolbox, rules=rules
        )
        self.approver = FakeApprover(*approvals)
        self.session.approver = None if alone else self.approver
        self.events: list[ev.StreamEvent] = []
        self.session.listener = self.events.append

    async def turn(self, prompt: str = "Hi") -> None:
        await self.session.turn(prompt)

    @property
    def sent(self) -> list[list[dict[str, Any]]]:
        """The items of each request."""
        return [each.body["input"] for each in self.server.requests]

    @property
    def kinds(self) -> list[list[str]]:
        return [[item["type"] for item in each] for each in self.sent]

    @property
    def statuses(self) -> list[str]:
        """Of the server's calls of all replies."""
        return [
            call.status
            for message in self.session.state.conversation.messages
            if isinstance(message, Reply)
            for call in message.server_calls
        ]

    @property
    def said(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, ev.NoticeIssued)]


QUESTION = {"type": "message", "role": "user", "content": "Hi"}


async def test_a_yes_goes_back_behind_the_request_and_what_came_of_it_from_then_on() -> None:
    async with ChatServer(
        replies.response(SEALED, wants()), replies.response(ran(), replies.said("Short.")), DONE
    ) as server:
        talk = Talk(server, Approval("yes"))
        await talk.turn()
        assert talk.approver.asked == [("shorten", '{"url": "x"}')]
        assert talk.statuses == ["approved", "completed"]
        await talk.turn("More")
    assert talk.sent[1] == [QUESTION, REASONING, wants(), answer()]
    came = {name: value for name, value in ran().items() if value is not None}
    more = {"type": "message", "role": "user", "content": "More"}
    assert talk.sent[2] == [*talk.sent[1], came, replies.said("Short."), more]


async def test_a_no_goes_back_with_the_persons_word_and_stays() -> None:
    async with ChatServer(replies.response(wants()), DONE) as server:
        talk = Talk(server, Approval("no", "Not this one."))
        await talk.turn()
        await talk.turn("More")
    no = answer(approve=False, reason="The person did not allow this call, and says: Not this one.")
    assert talk.sent[1] == [QUESTION, wants(), no]
    assert talk.sent[2][:3] == talk.sent[1]
    first = talk.session.state.conversation.messages[1]
    assert '"server_calls": [{"type": "mcp_approval_request", "id": "a1", "status": "refused"}]' in reply_line(
        first  # type: ignore[arg-type]
    )


async def test_a_yes_is_said_once_where_nothing_tells_what_came_of_it() -> None:
    async with ChatServer(replies.response(SEALED, wants()), DONE) as server:
        talk = Talk(server, Approval("yes"))
        await talk.turn()
        await talk.turn("More")
    assert talk.kinds == [
        ["message"],
        ["message", "reasoning", "mcp_approval_request", "mcp_approval_response"],
        ["message", "message", "message"],
    ]


async def test_a_server_that_keeps_replies_gets_the_answer_alone() -> None:
    async with ChatServer(
        replies.response(SEALED, wants(), identity="r1"), replies.response(ran(), identity="r2"), DONE
    ) as server:
        talk = Talk(server, Approval("yes"), keeps=True)
        await talk.turn()
        await talk.turn("More")
        bodies = [each.body for each in server.requests]
    assert (bodies[1]["previous_response_id"], bodies[1]["input"]) == ("r1", [answer()])
    assert (bodies[2]["previous_response_id"], len(bodies[2]["input"])) == ("r2", 1)


async def test_nobody_is_asked_where_all_may_run_and_all_is_refused_where_nobody_can_be_asked() -> None:
    async with ChatServer(replies.response(wants()), DONE) as server:
        talk = Talk(server, rules=ToolRules("none"), alone=True)
        await talk.turn()
        assert talk.sent[1][-1] == answer()
        server.say(replies.response(wants()), DONE)
        talk = Talk(server, alone=True)
        await talk.turn()
    assert talk.sent[-1][-1] == answer(
        approve=False, reason="The person did not allow this call: nobody can be asked here."
    )


async def test_always_holds_for_that_tool_of_that_server() -> None:
    asks = [replies.response(wants(name, label=label)) for name, label in (("a1", "zip"), ("a2", "zip"), ("a3", "zap"))]
    async with ChatServer(*asks, DONE) as server:
        talk = Talk(server, Approval("always"), Approval("yes"))
        await talk.turn()
    assert len(talk.approver.asked) == 2
    assert talk.statuses == ["approved"] * 3


async def test_several_requests_and_a_call_are_asked_one_by_one_and_go_back_together() -> None:
    both = replies.response(wants("a1"), replies.called("c1", "write", "{}"), wants("a2", "{}"))
    async with ChatServer(both, DONE) as server:
        talk = Talk(server, Approval("yes"), Approval("no"), Approval("yes"), toolbox=FakeToolbox())
        await talk.turn()
    assert talk.approver.numbers == [(1, 3), (2, 3), (3, 3)]
    assert [name for name, _ in talk.approver.asked] == ["shorten", "shorten", "write"]
    result = {"type": "function_call_output", "call_id": "c1", "output": "write({})"}
    no = answer("a2", approve=False, reason="The person did not allow this call.")
    assert talk.sent[1] == [
        QUESTION,
        wants("a1"),
        replies.called("c1", "write", "{}"),
        wants("a2", "{}"),
        result,
        answer("a1"),
        no,
    ]


async def test_a_stop_while_asked_takes_back_what_was_allowed_before() -> None:
    async with ChatServer(replies.response(SEALED, wants("a1"), wants("a2")), DONE) as server:
        talk = Talk(server, Approval("yes"))
        second = asyncio.Event()

        def listen(event: ev.StreamEvent) -> None:
            talk.events.append(event)
            if len([one for one in talk.events if isinstance(one, ev.ApprovalAsked)]) == 2:
                second.set()

        talk.session.listener = listen
        task = asyncio.create_task(talk.turn())
        await second.wait()
        await asyncio.sleep(0)
        assert talk.session.state.phase is Phase.ASKING
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (talk.approver.withdrawn, talk.statuses) == (1, ["unanswered", "unanswered"])
        await talk.turn("More")
    assert talk.kinds[-1] == ["message", "message"]


async def test_a_reply_that_breaks_off_behind_a_yes_has_it_said_no_more() -> None:
    cut = replies.Answer([*replies.response(replies.said("Sho")).steps[:3], replies.Cut()])
    async with ChatServer(replies.response(wants()), cut, DONE) as server:
        talk = Talk(server, Approval("yes"), keeps=True)
        await talk.turn()
        await talk.turn("More")
        assert "previous_response_id" not in server.requests[-1].body
    assert talk.kinds[-1] == ["message", "message", "message"]


async def test_requests_are_answered_so_many_times_in_a_turn() -> None:
    async with ChatServer(replies.response(wants())) as server:
        talk = Talk(server, rules=ToolRules("none", rounds=2))
        await talk.turn()
    assert len(talk.sent) == 3
    assert talk.statuses == ["approved", "approved", "refused"]
    assert talk.said == ["The model's last calls were not run: at most 2 rounds of tool calls are run in one turn."]


async def test_a_conversation_goes_on_from_its_events_with_the_same_answers() -> None:
    async with ChatServer(replies.response(wants()), replies.response(ran(), replies.said("Short."))) as server:
        talk = Talk(server, Approval("yes"))
        await talk.turn()
    tree = talk.session.tree
    kept = [event for turn in tree.shown for event in turn.events or ()]
    again, live = (
        state.conversation.request_messages(with_output=True) for state in (ChatState().fold(kept), talk.session.state)
    )
    assert again == live
    assert live[2]["role"] == "answers"
    assert "answers" not in {message["role"] for message in talk.session.state.conversation.request_messages()}


@pytest.mark.parametrize(
    ("items", "answers"),
    [
        ([wants("a1"), wants("a1", '{"all": true}')], [False]),
        ([wants("")], None),
        ([wants("a1", "{broken")], [False]),
        ([wants("a1", "[1]")], [False]),
        ([wants("a1", "")], [True]),
        ([wants("a1", {"url": "x"})], [True]),  # type: ignore[arg-type]
        ([wants("a1", name=None, server_label=7)], [True]),
    ],
)
async def test_odd_requests_run_nothing_that_the_person_did_not_see(
    items: list[dict[str, Any]], answers: list[bool] | None
) -> None:
    async with ChatServer(replies.response(*items), DONE) as server:
        talk = Talk(server, Approval("yes"), Approval("no"))
        await talk.turn()
    sent = [item["approve"] for item in talk.sent[-1] if item["type"] == "mcp_approval_response"]
    assert (sent or None) == answers
    assert len(talk.sent) == (1 if answers is None else 2)


async def test_an_id_that_was_answered_is_asked_about_again() -> None:
    async with ChatServer(replies.response(wants()), replies.response(wants(arguments='{"all": 1}')), DONE) as server:
        talk = Talk(server, Approval("yes"), Approval("no"))
        await talk.turn()
    assert len(talk.approver.asked) == 2
    assert [item["approve"] for item in talk.sent[2] if item["type"] == "mcp_approval_response"] == [False]


async def test_huge_arguments_are_shown_and_sent_whole() -> None:
    huge = '{"text": "' + "x" * 300_000 + '"}'
    async with ChatServer(replies.response(wants(arguments=huge)), DONE) as server:
        talk = Talk(server, Approval("yes"))
        await talk.turn()
    assert talk.approver.asked == [("shorten", huge)]
    assert talk.sent[1][1] == wants(arguments=huge)


async def test_an_id_too_long_to_be_told_back_ends_the_reply() -> None:
    async with ChatServer(replies.response(wants("a" * 2_000))) as server:
        talk = Talk(server)
        await talk.turn()
    assert "more than 1,000 characters" in known(talk.session.state.fault).message


PATCH = {
    "type": "apply_patch_call",
    "call_id": "p1",
    "status": "completed",
    "operation": {"type": "create_file", "path": "a.md", "diff": "+a"},
}
SHELL = {"type": "shell_call", "call_id": "s1", "status": "completed", "action": {"commands": ["ls", "pwd"]}}
LOCAL = {
    "type": "local_shell_call",
    "id": "l",
    "call_id": "l1",
    "status": "completed",
    "action": {"type": "exec", "command": ["ls", "-l"]},
}
SEARCH = {
    "type": "tool_search_call",
    "call_id": "t1",
    "status": "completed",
    "arguments": {"goal": "weather"},
    "execution": "client",
}
SCREEN = {"type": "computer_call", "call_id": "c1", "status": "completed", "action": {"type": "screenshot"}}
WHY = "Not run: this client runs no such calls, only the functions that it named."


@pytest.mark.parametrize(
    ("item", "told"),
    [
        (PATCH, {"type": "apply_patch_call_output", "call_id": "p1", "status": "failed", "output": WHY}),
        (
            SHELL,
            {
                "type": "shell_call_output",
                "call_id": "s1",
                "output": [{"stdout": "", "stderr": WHY, "outcome": {"type": "exit", "exit_code": 1}}],
            },
        ),
        (LOCAL, {"type": "local_shell_call_output", "call_id": "l1", "output": WHY}),
        (
            SEARCH,
            {
                "type": "tool_search_output",
                "call_id": "t1",
                "execution": "client",
                "status": "completed",
                "tools": [],
            },
        ),
    ],
    ids=lambda item: item["type"],
)
async def test_what_a_client_is_to_run_is_told_that_it_was_not(item: dict[str, Any], told: dict[str, Any]) -> None:
    async with ChatServer(replies.response(SEALED, item), DONE) as server:
        talk = Talk(server, toolbox=FakeToolbox())
        await talk.turn()
        await talk.turn("More")
    assert talk.sent[1] == [QUESTION, REASONING, item, told]
    assert talk.sent[2][:4] == talk.sent[1]
    [sentence] = talk.said
    assert sentence.endswith("which a client is to run: streamtui does not, so nothing was run.")
    assert talk.approver.asked == []


async def test_a_computer_wants_a_picture_and_is_left_out() -> None:
    async with ChatServer(replies.response(SEALED, SCREEN, identity="r1"), DONE) as server:
        talk = Talk(server, toolbox=FakeToolbox(), keeps=True)
        await talk.turn()
        assert len(talk.sent) == 1
        await talk.turn("More")
        assert "previous_response_id" not in server.requests[-1].body
    assert talk.kinds[-1] == ["message", "message"]
    assert talk.said == ["The model called computer, which a client is to run: streamtui does not, so nothing was run."]


@pytest.mark.parametrize(
    "items",
    [
        [{**SHELL, "environment": {"type": "container_reference", "container_id": "c"}}],
        [SHELL, {"type": "shell_call_output", "call_id": "s1", "output": []}],
        [{**SEARCH, "execution": "server", "call_id": None}],
    ],
)
async def test_what_the_server_ran_is_left_to_it(items: list[dict[str, Any]]) -> None:
    async with ChatServer(replies.response(*items, replies.said("There."))) as server:
        talk = Talk(server, toolbox=FakeToolbox())
        await talk.turn()
    assert (len(talk.sent), talk.said, talk.statuses) == (1, [], ["completed"])


@pytest.mark.parametrize("item", [wants(), PATCH, LOCAL], ids=lambda item: item["type"])
async def test_what_was_begun_and_never_whole_is_not_answered(item: dict[str, Any]) -> None:
    begun = [
        replies.response_event("output_item.added", output_index=0, item=item),
        replies.response_event("completed", response={"id": "r1", "status": "completed", "output": []}),
    ]
    async with ChatServer(replies.Answer(begun)) as server:
        talk = Talk(server, toolbox=FakeToolbox())
        await talk.turn()
    assert (len(talk.sent), talk.approver.asked) == (1, [])


async def test_one_answer_goes_back_for_each_call_whatever_is_said_of_it_twice() -> None:
    twice = replies.response(PATCH, wants(), PATCH, {**LOCAL, "call_id": "p1"}, wants())
    async with ChatServer(twice, DONE) as server:
        talk = Talk(server, Approval("yes"), Approval("yes"), toolbox=FakeToolbox())
        await talk.turn()
    assert talk.kinds[1] == [
        "message",
        "apply_patch_call",
        "mcp_approval_request",
        "local_shell_call",
        "apply_patch_call_output",
        "mcp_approval_response",
        "local_shell_call_output",
    ]


async def test_without_tools_a_call_for_a_client_is_for_whoever_reads_the_reply() -> None:
    async with ChatServer(replies.response(PATCH, wants())) as server:
        talk = Talk(server, Approval("yes"))
        await talk.turn()
    assert len(talk.sent) == 1
    line = reply_line(known(talk.session.state.reply))
    assert '"finish_reason": "stop"' in line
    assert '"status": "unanswered"' in line


async def test_a_server_of_chat_completions_hears_of_none_of_it() -> None:
    async with ChatServer(replies.response(SEALED, wants()), replies.response(ran()), replies.text("Well.")) as server:
        talk = Talk(server, Approval("yes"))
        await talk.turn()
        chat = make_provider(server.base_url)
        talk.session.move(chat, FakeEndpoint(chat, model="other", label="b"))
        await talk.turn("More")
    assert server.requests[-1].body["messages"] == [
        {"role": "user", "content": "Hi"},
        {"role": "user", "content": "More"},
    ]


@pytest.mark.parametrize("name", ["openai__ai__openai-mcp-tool-approval.1", "openai__ai__openai-mcp-tool-approval.3"])
async def test_a_recorded_request_is_asked_about_and_answered(wire_dir: Path, name: str) -> None:
    body = (wire_dir / "responses" / f"{name}.sse").read_bytes()
    async with ChatServer(replies.raw(body), DONE) as server:
        talk = Talk(server, Approval("yes"))
        await talk.turn()
    [(tool, arguments)] = talk.approver.asked
    assert (tool, "https://ai-sdk.dev/" in arguments) == ("create_short_url", True)
    assert talk.kinds[1] == ["message", "mcp_approval_request", "mcp_approval_response"]
