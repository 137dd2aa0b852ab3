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
    assert [log.kinds(row) for row in rows] == [("other",), ("call",), ("call",), ("call",), ("other",)]
    kinds = [event.kind for event in log.events if isinstance(event, ev.ChunkReceived)]
    assert kinds == ["other", "call", "call", "call", "other"]
    assert said_by(log, 3) == [("call", "code_interpreter"), ("call", "in_progress")]
    assert said_by(log, 5) == [("arguments", "nt(1)")]
    assert said_by(log, 6) == [("citation", "Rivers https://e.org")]
    assert rows_of(log, "~k call") == [3, 4, 5]
    assert rows_of(log, "print") == [4, 5]
    assert rows_of(log, "~call 1") == []
