"""The rows of the wire where the Responses API is spoken: what the server runs and cites is said in them."""

from __future__ import annotations

import json

from streamtui.core.chat import events as ev
from streamtui.core.wire.wire_words import said_by
from tests.core.wire.test_wire_log import log_of, rows_of, wire_events


def said(kind: str, **more: object) -> bytes:
    return b"data: " + json.dumps({"type": f"response.{kind}", **more}).encode() + b"\n\n"


def test_what_the_server_runs_is_of_calls_and_its_words_are_found() -> None:
    source = {"type": "url_citation", "url": "https://e.org", "title": "Rivers"}
    body = (
        said("created", response={"id": "resp_1", "model": "m"}),
        said("output_item.added", output_index=0, item={"type": "code_interpreter_call", "status": "in_progress"}),
        said("code_interpreter_call_code.delta", output_index=0, delta="pri"),
        said("code_interpreter_call_code.delta", output_index=0, delta="nt(1)"),
        said("output_text.annotation.added", output_index=1, annotation=source),
    )
    log = log_of(wire_events(*body))
    rows = range(2, 7)
    assert [log.kinds(row) for row in rows] == [("state",), ("call", "item"), ("call",), ("call",), ("citation",)]
    kinds = [event.kind for event in log.events if isinstance(event, ev.ChunkReceived)]
    assert kinds == ["other", "call", "call", "call", "other"]
    assert said_by(log, 3) == [("call", "code_interpreter"), ("call", "in_progress")]
    assert said_by(log, 5) == [("arguments", "nt(1)")]
    assert said_by(log, 6) == [("citation", "Rivers https://e.org")]
    assert rows_of(log, "~k call") == [3, 4, 5]
    assert (rows_of(log, "~k item"), rows_of(log, "~k state|citation")) == ([3], [2, 6])
    assert rows_of(log, "print") == [4, 5]
    assert rows_of(log, "~call 1") == []


def test_what_brings_nothing_of_the_reply_says_what_it_is() -> None:
    part, call = {"type": "output_text", "text": "Hi"}, {"type": "web_search_call", "status": "searching"}
    source = {"type": "url_citation", "url": "https://e.org", "title": "Rivers"}
    told = [
        (said("in_progress", response={"id": "resp_1"}), "state", "in progress"),
        (said("output_item.added", item={"type": "message", "role": "assistant"}), "item", "added message"),
        (said("content_part.added", part={"type": "output_text", "text": ""}), "part", "added output_text"),
        (said("output_text.delta", delta="Hi"), "text", "Hi"),
        (said("output_text.done", text="Hi"), "whole", "output text"),
        (said("content_part.done", part=part), "part", "done output_text"),
        (said("output_item.added", output_index=1, item=call), "call", "web_search"),
        (said("web_search_call.searching", output_index=1), "call", "web_search searching"),
        (said("output_text.annotation.added", annotation=source), "citation", "Rivers https://e.org"),
        (said("output_text.annotation.added", annotation=source), "citation", "Rivers https://e.org"),
        (b'data: {"type": "keepalive"}\n\n', "ping", ""),
    ]
    log = log_of(wire_events(*(chunk for chunk, _, _ in told)))
    rows = range(2, 2 + len(told))
    assert [log.kinds(row)[0] for row in rows] == [kind for _, kind, _ in told]
    assert [next((words for _, words in said_by(log, row)), "") for row in rows] == [words for _, _, words in told]


def test_calls_are_told_by_the_place_where_they_stand_at_the_end() -> None:
    calls = [{"type": "function_call", "call_id": name, "name": name, "arguments": "{}"} for name in "ab"]
    late, early = (said("output_item.done", output_index=place, item=calls[place]) for place in (1, 0))
    log = log_of(wire_events(late, early, said("completed", response={"status": "completed", "output": calls})))
    assert (rows_of(log, "~call 1"), rows_of(log, "~call 2"), log.kinds(2)[0]) == ([3], [2], "call")
    texts = {key[2]: text for key, text in log.exchanges[0].texts.items() if key[0] == "name"}
    assert {call: text.row_at(0) for call, text in texts.items()} == {0: 3, 1: 2}
