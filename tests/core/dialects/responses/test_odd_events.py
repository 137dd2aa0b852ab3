"""What servers send in another form than the specification has, read as what it means."""

from __future__ import annotations

import json
from typing import Any

import pytest

from streamtui.core.chat.events import PromptProgressed, ServerFiguresReported, UsageReported
from streamtui.core.chat.reply import ReplyState
from streamtui.core.words.reply_line import reply_line
from tests.core.dialects.responses.test_reader import CALL, added, done, ended, event, message, wrote
from tests.core.wire.streams import DONE, events_of, reply_of, sse
from tests.known import known


@pytest.mark.parametrize(
    ("kind", "number", "part", "text", "reasoning"),
    [
        ("content_part", "content_index", {"type": "output_text", "text": "whole"}, "whole", ""),
        ("content_part", "content_index", {"type": "reasoning_text", "text": "whole"}, "", "whole"),
        ("reasoning_part", "content_index", {"type": "text", "text": "whole"}, "", "whole"),
        ("reasoning_summary_part", "summary_index", {"type": "summary_text", "text": "whole"}, "", "whole"),
    ],
)
def test_a_part_that_is_whole_has_its_text(kind: str, number: str, part: Any, text: str, reasoning: str) -> None:
    begun, whole = (event(f"{kind}.{step}", output_index=0, **{number: 0}, part=part) for step in ("added", "done"))
    for events in ([begun, whole], [begun, whole, whole, ended()]):
        reply = reply_of(sse(*events, ended()))
        assert (str(reply.text), str(reply.reasoning)) == (text, reasoning)


@pytest.mark.parametrize(
    ("item", "text", "reasoning"),
    [
        ({"type": "message", "content": "Hi"}, "Hi", ""),
        ({"type": "message", "content": ["Hi", None, 3]}, "Hi", ""),
        ({"type": "reasoning", "content": "Hm", "summary": []}, "", "Hm"),
        ({"type": "reasoning", "content": [{"type": "text", "text": "Hm"}]}, "", "Hm"),
        ({"type": "reasoning", "summary": ["Hm"]}, "", "Hm"),
    ],
)
def test_an_item_may_have_its_text_alone(item: dict[str, Any], text: str, reasoning: str) -> None:
    reply = reply_of(sse(done(0, **item), ended(item)))
    assert (str(reply.text), str(reply.reasoning)) == (text, reasoning)


@pytest.mark.parametrize(
    ("last", "finish"),
    [
        ({"type": "response.completed"}, "stop"),
        ({"type": "response.completed", "response": None}, "stop"),
        ({"type": "response.completed", "status": "completed", "output": [message("Hi")]}, "stop"),
        ({"type": "response.incomplete", "incomplete_details": {"reason": "max_output_tokens"}}, "length"),
        (ended(incomplete_details={"reason": "max_output_tokens"}), "length"),
        (event("done", response={"status": "completed", "output": []}), "stop"),
        ({"output": [message("Hi")], "status": "completed"}, "stop"),
        ({"output": [message("Hi")], "object": "response", "type": None}, "stop"),
    ],
)
def test_an_end_is_one_however_little_it_says(last: dict[str, Any], finish: str) -> None:
    reply = reply_of(sse(wrote(0, "Hi"), last) + DONE)
    assert (str(reply.text), reply.finish_reason, reply.state) == ("Hi", finish, ReplyState.COMPLETE)


@pytest.mark.parametrize(
    "last",
    [
        event("cancelled", response={"status": "cancelled"}),
        event("cancelled"),
        ended(kind="completed") | {"response": {"status": "cancelled", "output": []}},
    ],
)
def test_a_response_that_was_cancelled_is_no_whole_one(last: dict[str, Any]) -> None:
    reply = reply_of(sse(wrote(0, "Hi"), last))
    assert str(reply.text) == "Hi"
    assert "the response was cancelled" in known(reply.fault).message


@pytest.mark.parametrize("last", [{"type": "error"}, {"type": "error", "code": None, "message": None, "error": {}}])
def test_an_error_without_a_word_is_one(last: dict[str, Any]) -> None:
    assert known(reply_of(sse(wrote(0, "Hi"), last, ended())).fault).kind == "server"


def test_an_error_may_be_in_the_response() -> None:
    failed = event("error", response={"error": {"code": "rate_limit_exceeded", "message": "Slow down."}})
    assert known(reply_of(sse(failed)).fault).kind == "rate_limit"


def test_a_failure_may_be_a_sentence() -> None:
    failed = event("failed", response={"status": "failed", "error": "the model crashed"})
    assert "the model crashed" in known(reply_of(sse(failed)).fault).message


def test_a_type_that_is_null_is_that_in_the_name() -> None:
    body = b"".join(
        b"event: response." + kind + b"\ndata: " + json.dumps({"type": None, **data}).encode() + b"\n\n"
        for kind, data in ((b"output_text.delta", {"delta": "Hi"}), (b"completed", {"response": {}}))
    )
    reply = reply_of(body)
    assert (str(reply.text), reply.state) == ("Hi", ReplyState.COMPLETE)


@pytest.mark.parametrize(
    "events",
    [
        [added(0, **{**CALL, "arguments": ""}), event("function_call_arguments.delta", output_index=0, delta={"n": 1})],
        [
            added(0, **{**CALL, "arguments": ""}),
            event("function_call_arguments.done", output_index=0, arguments={"n": 1}),
        ],
        [added(0, **CALL)],
        [added(0, **CALL), event("function_call_arguments.delta", output_index=0, delta='{"n": 1}')],
    ],
    ids=["an object in a delta", "an object at the end", "where it begins alone", "where it begins, and again"],
)
def test_arguments_are_read_once_wherever_they_are(events: list[dict[str, Any]]) -> None:
    [call] = reply_of(sse(*events, ended())).tool_calls
    assert str(call.arguments) == '{"n": 1}'


@pytest.mark.parametrize("kind", ["openrouter:web_search", "program", "mcp_list_tools", "x_search_call"])
def test_whatever_the_server_runs_is_a_call_of_its_type(kind: str) -> None:
    reply = reply_of(sse(added(0, type=kind, id="i1"), done(0, type=kind, id="i1", status="completed"), ended()))
    told = json.loads(reply_line(reply))
    assert told["server_calls"] == [{"type": kind, "id": "i1", "status": "completed"}]
    assert (told["tool_calls"], told["finish_reason"]) == ([], "stop")


def test_a_call_that_came_to_an_error_failed() -> None:
    [call] = reply_of(sse(done(0, type="mcp_list_tools", error="not there", tools=[]), ended())).server_calls
    assert call.status == "failed"


def test_a_source_may_be_a_file_or_be_told_as_in_chat() -> None:
    sources = [
        {"type": "file_path", "file_id": "f1"},
        {"type": "url_citation", "url_citation": {"url": "u", "title": "t"}},
    ]
    told = [event("output_text.annotation.added", output_index=0, annotation=source) for source in sources]
    reply = reply_of(sse(*told, ended()))
    assert [(one.url, one.title) for one in reply.citations] == [("", "f1"), ("u", "t")]


def test_figures_may_stand_beside_the_response() -> None:
    usage = {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5}
    progress = {"processed": 2, "total": 4, "cache": 1}
    events = events_of(
        [
            sse(
                {**event("in_progress", response={"usage": None}), "prompt_progress": progress},
                {**ended(usage=None), "usage": usage, "timings": {"predicted_n": 2}},
            )
        ]
    )
    assert [one for one in events if isinstance(one, PromptProgressed)] == [PromptProgressed(0.0, 2, 4, 1)]
    assert [one.figures for one in events if isinstance(one, ServerFiguresReported)] == [{"predicted_n": 2}]
    assert [one.usage.completion_tokens for one in events if isinstance(one, UsageReported)] == [2]
