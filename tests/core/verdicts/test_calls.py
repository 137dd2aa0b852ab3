"""Calls that went wrong as such: names, indices, calls written as text."""

from __future__ import annotations

import pytest

from tests.core.verdicts.judged import ids, piece, request, verdicts, whole


def test_a_name_that_no_tool_has_is_told_with_the_nearest() -> None:
    packets = whole({"role": "assistant"}, piece("{}", "get_wether"), finish="tool_calls")
    [verdict] = verdicts(packets, request())
    assert (verdict.id, verdict.chunk, verdict.call) == ("unknown-tool", 2, 0)
    assert verdict.sentence.startswith(
        "No tool of the request is called “get_wether”; the nearest is get_weather: answer the call"
    )
    [verdict] = verdicts(whole(piece("{}", "functions.get_time"), finish="tool_calls"), request())
    assert "the nearest is get_time" in verdict.sentence
    [verdict] = verdicts(whole(piece("{}", "get_time"), finish="tool_calls"), request(tools=[]))
    assert "though the request offered no tools" in verdict.sentence


def test_a_name_that_a_tool_has_is_fine_and_so_is_one_of_an_unknown_request() -> None:
    assert ids(whole(piece("{}", "get_time"), finish="tool_calls"), request()) == []
    assert ids(whole(piece("{}", "get_wether"), finish="tool_calls")) == []


def test_two_calls_under_one_index_are_told() -> None:
    first, second = piece('{"location": "a"}', "get_weather"), piece("{}", "get_time")
    [verdict] = verdicts(whole(first, second, finish="tool_calls"), request())
    assert (verdict.id, verdict.chunk, verdict.call) == ("same-index", 2, 1)
    assert verdict.sentence.startswith("get_time came under index 0, which get_weather has already;")


@pytest.mark.parametrize("index", [1, None])
def test_calls_with_indices_of_their_own_or_none_are_fine(index: int | None) -> None:
    first = piece('{"location": "a"}', "get_weather", index=0 if index else None)
    assert ids(whole(first, piece("{}", "get_time", index=index), finish="tool_calls"), request()) == []


@pytest.mark.parametrize(
    "text",
    [
        '<tool_call>\n{"name": "get_time", "arguments": {}}\n</tool_call>',
        "<function=get_time>{}</function>",
        '[TOOL_CALLS] [{"name": "get_time", "arguments": {}}]',
        '<|python_tag|>{"name": "get_time", "parameters": {}}',
        "<｜tool▁calls▁begin｜>get_time",
        '```json\n{"name": "get_time", "arguments": {"zone": "UTC"}}\n```',
        '{"name": "get_time", "parameters": {}}',
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_a_call_that_came_as_text_is_told(text: str, known: bool) -> None:
    packets = whole(
        {"content": "Let me look. " if text[0] in "<[`" else ""}, {"content": text[:5]}, {"content": text[5:]}
    )
    [verdict] = verdicts(packets, request() if known else None)
    assert verdict.id == "call-in-text"
    assert verdict.chunk == 2
    assert verdict.sentence.startswith("No call came, but the text has what looks like one, “")


@pytest.mark.parametrize(
    "text",
    [
        "Models write `<tool_call>{...}</tool_call>` around a call.",
        "```\n<tool_call>\n{}\n</tool_call>\n```",
        '```json\n{"name": "Ada", "arguments": {"of": "a person"}}\n```',
        '```json\n{"name": "Ada", "age": 36}\n```',
        "The tags <tool_call> and </tool_call> are of Hermes.",
    ],
)
def test_text_about_calls_is_fine(text: str) -> None:
    assert ids(whole({"content": text}), request()) == []


def test_an_example_in_a_long_answer_and_an_answer_to_a_request_without_tools_are_fine() -> None:
    fence = '```json\n{"name": "get_time", "arguments": {}}\n```\n'
    words = " ".join(f"word{number}" for number in range(200))
    assert ids(whole({"content": fence + words}), request()) == []
    assert ids(whole({"content": "<tool_call>\n{}"}), request(tools=[])) == []
