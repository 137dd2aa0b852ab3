"""How replies end: what is wrong with it, and what is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from streamtui.core.chat.events import BodyEnded, TurnFailed
from streamtui.core.chat.state import ChatState
from streamtui.core.faults.faults import Fault
from streamtui.core.faults.program_ends import PROGRAM_ENDS
from streamtui.core.verdicts.judge import verdicts_of
from tests.core.verdicts.judged import events_of, ids, piece, request, used, verdicts, whole
from tests.core.wire.streams import chunk, sse
from tests.known import known


def test_a_stream_that_breaks_off_is_told_by_its_last_chunk() -> None:
    [verdict] = verdicts([sse(chunk({"content": "Hel"})), sse(chunk({"content": "lo"}))])
    assert (verdict.id, verdict.chunk, verdict.call) == ("cut", 2, None)
    assert verdict.sentence.startswith("The stream ended after 5 characters, and the server said no finish reason;")


def test_a_stream_that_breaks_off_in_a_call_says_where() -> None:
    [verdict] = verdicts([sse(chunk(piece('{"location": "Pa', "get_weather")))])
    assert (verdict.id, verdict.chunk, verdict.call) == ("cut", 1, 0)
    assert "inside the arguments of get_weather at byte 16" in verdict.sentence


def test_an_error_in_the_stream_is_told_by_its_chunk() -> None:
    [verdict] = verdicts([sse(chunk({"content": "Hel"})), sse({"error": {"message": "overloaded"}})])
    assert (verdict.id, verdict.chunk) == ("cut", 2)
    assert verdict.sentence == "The server broke the reply off with an error after 3 characters; ask again."


def test_a_chunk_that_is_no_json_is_told() -> None:
    packets = [sse(chunk({"content": "a"})), b"data: {nonsense\n\n", *whole({"content": "b"})]
    [verdict] = verdicts(packets)
    assert (verdict.id, verdict.chunk) == ("cut", 2)
    assert verdict.sentence.startswith("A chunk can't be read as JSON")


def test_a_filtered_reply_is_told_by_the_chunk_that_said_so() -> None:
    [verdict] = verdicts(whole({"content": "Take the"}, finish="content_filter"))
    assert (verdict.id, verdict.chunk) == ("content-filter", 2)
    assert verdict.sentence.startswith("The content filter stopped the reply after 8 characters;")


@pytest.mark.parametrize("seen", [True, False])
def test_reasoning_that_used_up_the_limit_is_told(seen: bool) -> None:
    deltas: list[Any] = [{"role": "assistant"}, {"reasoning_content": "Hm. "}, {"reasoning_content": "So"}]
    usage = used(9, 64, completion_tokens_details={"reasoning_tokens": 64})
    packets = whole(*(deltas if seen else deltas[:1]), finish="length", usage=usage)
    [verdict] = verdicts(packets, request(max_completion_tokens=64))
    assert (verdict.id, verdict.chunk) == ("reasoning-budget", 3 if seen else 2)
    assert verdict.sentence == (
        "All 64 tokens went into reasoning and none was left for an answer; raise max_completion_tokens, or lower the"
        " effort."
    )


def test_reasoning_with_an_answer_is_fine_also_at_the_limit() -> None:
    deltas = [{"reasoning_content": "Hm. "}, {"content": "So"}]
    assert ids(whole(*deltas, finish="length", usage=used(9, 64)), request(max_tokens=64)) == []


@pytest.mark.parametrize(
    ("deltas", "fields", "said"),
    [
        ([], {}, "The reply is empty, though the server said “stop”;"),
        (
            [{"content": ""}],
            {"usage": used(5, 12)},
            "The reply is empty, though the server counted 12 tokens and said “stop”;",
        ),
        ([{"content": "\n\n"}], {}, "The reply is empty but for 2 blanks,"),
        ([{"reasoning": "Hm."}], {}, "Only reasoning came, 3 characters, and no answer,"),
    ],
)
def test_an_empty_reply_is_told(deltas: list[Any], fields: dict[str, Any], said: str) -> None:
    [verdict] = verdicts(whole({"role": "assistant"}, *deltas, **fields))
    assert (verdict.id, verdict.chunk) == ("empty", len(deltas) + 2)
    assert verdict.sentence.startswith(said)


def test_a_refusal_another_choice_a_sound_or_a_call_is_not_empty() -> None:
    assert ids(whole({"refusal": "No."})) == []
    assert ids([sse({"choices": [{"index": 1, "delta": {"content": "b"}, "finish_reason": "stop"}]}), *whole()]) == []
    assert ids(whole({"audio": {"data": "AAAA"}})) == []
    item = {"type": "compaction", "id": "cm", "encrypted_content": "x"}
    shorter = [{"type": "response.output_item.done", "output_index": 0, "item": item}]
    ended = {"type": "response.completed", "response": {"id": "r", "status": "completed", "output": [item]}}
    assert ids([sse(packet) for packet in (*shorter, ended)], api="responses") == []
    assert ids(whole(piece("{}", "f"), finish="tool_calls")) == []


def test_a_reason_that_contradicts_what_came_is_told() -> None:
    [verdict] = verdicts(whole({"content": "Hello."}, finish="tool_calls"))
    assert (verdict.id, verdict.chunk) == ("finish-reason", 2)
    assert verdict.sentence == "The server said “tool_calls”, but no call came; agents that wait for one hang."
    [verdict] = verdicts(whole(piece("{}", "f"), finish="stop"))
    assert (verdict.id, verdict.chunk) == ("finish-reason", 2)
    assert "The server said “stop”, though a call came;" in verdict.sentence
    [verdict] = verdicts(whole({"content": "Hello."}, finish=None))
    assert (verdict.id, verdict.chunk) == ("finish-reason", 2)
    assert "without a finish reason" in verdict.sentence


@pytest.mark.parametrize("choice", ["required", {"type": "function", "function": {"name": "get_time"}}])
def test_a_call_that_was_demanded_may_end_with_stop(choice: object) -> None:
    packets = whole(piece("{}", "get_time"), finish="stop")
    assert ids(packets, request(tool_choice=choice)) == []
    assert ids(packets, request(tool_choice="auto")) == ["finish-reason"]


@pytest.mark.parametrize("delta", [{"content": ""}, {"reasoning": "Hm"}])
def test_of_one_token_that_was_wanted_nothing_is_said(delta: dict[str, str]) -> None:
    packets = whole(delta, finish="length", usage=used(9, 1))
    assert ids(packets, request(max_tokens=1)) == []
    assert len(ids(packets, request(max_tokens=2))) == 1


@pytest.mark.parametrize("reason", ["stop", "length", "eos", "end_turn"])
def test_a_text_may_end_for_any_reason(reason: str) -> None:
    assert ids(whole({"content": "Hello."}, finish=reason)) == []


def test_what_the_person_stopped_is_fine() -> None:
    events = events_of([sse(chunk(piece('{"loc', "get_weather")))], request())[:-2]
    events += [BodyEnded(1.0, "stopped"), TurnFailed(1.0, Fault("cancelled", "Stopped."))]
    assert verdicts_of(known(ChatState().fold(events).reply), events) == ()


@pytest.mark.parametrize("fault", PROGRAM_ENDS, ids=["ended", "still comes"])
def test_of_what_came_to_a_program_until_it_ended_nothing_is_said_of_the_server(fault: Fault) -> None:
    events = events_of([sse(chunk({"content": "Hel"}))], request())[:-2]
    events.append(TurnFailed(1.0, fault))
    assert verdicts_of(known(ChatState().fold(events).reply), events) == ()


def test_the_end_of_a_response_is_judged_too() -> None:
    def packet(data: dict[str, Any]) -> bytes:
        return b"data: " + json.dumps(data).encode() + b"\n\n"

    empty: dict[str, Any] = {"id": "r", "status": "completed", "output": [], "usage": None}
    [verdict] = verdicts([packet({"type": "response.completed", "response": empty})], api="responses")
    assert "though the server said “completed”;" in verdict.sentence  # that API has no “stop”
    reasoning = {"type": "reasoning", "id": "rs", "summary": [], "encrypted_content": "x"}
    ended = {
        "id": "r",
        "status": "incomplete",
        "incomplete_details": {"reason": "max_output_tokens"},
        "output": [reasoning],
        "usage": {"input_tokens": 5, "output_tokens": 16, "total_tokens": 21},
    }
    packets = [
        packet({"type": "response.created", "response": {"id": "r", "model": "m"}}),
        packet({"type": "response.output_item.done", "output_index": 0, "item": reasoning}),
        packet({"type": "response.incomplete", "response": ended}),
    ]
    [verdict] = verdicts(packets, {"model": "m", "input": "hi", "max_output_tokens": 16}, api="responses")
    assert (verdict.id, verdict.chunk) == ("reasoning-budget", 3)
    assert "All 16 tokens went into reasoning" in verdict.sentence
