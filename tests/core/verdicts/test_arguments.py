"""Arguments that went wrong: which rule speaks, of which byte, by which chunk; and when none does."""

from __future__ import annotations

import json

import pytest

from tests.core.verdicts.judged import TOOLS, ids, piece, request, used, verdicts, whole

CUT = [piece("", "get_weather"), piece('{"location"'), piece(': "New Yo')]
GOOD = [piece("", "get_weather"), piece('{"location": "New York"'), piece(', "days": 3}')]


def test_arguments_that_the_limit_cut_are_told_whatever_the_server_says() -> None:
    asked = request(max_tokens=20)
    [verdict] = verdicts(whole(*CUT, finish="tool_calls", usage=used(40, 20)), asked)
    assert (verdict.id, verdict.chunk, verdict.call) == ("cut-by-limit", 3, 0)
    assert verdict.sentence == (
        "The arguments of get_weather end inside a string at byte 20: cut by the limit (completion_tokens and"
        " max_tokens are both 20), though the server said “tool_calls”; raise max_tokens and ask again."
    )
    [verdict] = verdicts(whole(*CUT, finish="length"), None)
    assert verdict.sentence == (
        "The arguments of get_weather end inside a string at byte 20: cut by the limit; raise max_tokens and ask again."
    )


@pytest.mark.parametrize(
    ("arguments", "within"),
    [
        ("{", "an object"),
        ('{"loc', "a name"),
        ('{"days": 1', "a number"),
        ('{"a": [1, ', "an array"),
        ('{"a": tr', "a boolean"),
        ('{"a": "é', "a string"),
    ],
)
def test_what_arguments_end_in_is_told(arguments: str, within: str) -> None:
    [verdict] = verdicts(whole(piece(arguments, "f"), finish="length"))
    assert f"end inside {within} at byte {len(arguments.encode())}:" in verdict.sentence


def test_whole_arguments_at_the_limit_are_fine() -> None:
    assert ids(whole(*GOOD, finish="tool_calls", usage=used(40, 20)), request(max_tokens=20)) == []


def test_arguments_that_end_early_without_a_limit_are_no_json() -> None:
    [verdict] = verdicts(whole(*CUT, finish="tool_calls", usage=used(40, 9)), request(max_tokens=20))
    assert (verdict.id, verdict.chunk) == ("invalid-json", 3)
    assert "end inside a string at byte 20 though the server said “tool_calls”" in verdict.sentence


@pytest.mark.parametrize(
    ("pieces", "byte", "stands", "chunk"),
    [
        (['{"a": ', "'x'}"], 7, "'x'}", 2),
        (['{"a": 1}', ' {"b": 2}'], 10, '{"b": 2}', 2),
        (['{"é": 1', ",;}"], 10, ";}", 2),
        (['{"n": ', "NaN}"], 7, "NaN}", 2),
        (['{"n": "', 'a\nb"}'], 9, '␊b"}', 2),
    ],
)
def test_no_json_is_told_with_what_stands_where(pieces: list[str], byte: int, stands: str, chunk: int) -> None:
    deltas = [piece(part, "f" if number == 0 else "") for number, part in enumerate(pieces)]
    [verdict] = verdicts(whole(*deltas, finish="tool_calls"))
    assert (verdict.id, verdict.call) == ("invalid-json", 0)
    assert "stands: not JSON" not in verdict.sentence
    assert f"at byte {byte}" in verdict.sentence
    assert f"“{stands}”" in verdict.sentence or "property name" in verdict.sentence
    assert verdict.chunk == chunk or "property name" in verdict.sentence


def test_json_that_is_no_object_is_told() -> None:
    [verdict] = verdicts(whole(piece('["New York"]', "f"), finish="tool_calls"))
    assert verdict.sentence == "The arguments of f are not a JSON object; ask again."


def test_no_arguments_at_all_are_fine() -> None:
    assert ids(whole(piece("", "get_time"), finish="tool_calls"), request()) == []


def test_what_a_tool_for_texts_gets_need_not_be_json() -> None:
    custom = {"index": 0, "id": "c", "type": "custom", "custom": {"name": "shell", "input": "ls -l"}}
    tools = [{"type": "custom", "custom": {"name": "shell"}}]
    assert ids(whole({"tool_calls": [custom]}, finish="tool_calls"), request(tools=tools)) == []
    assert ids(whole({"tool_calls": [custom]}, finish="tool_calls")) == []


@pytest.mark.parametrize(
    ("pieces", "said", "delta"),
    [
        (['{"location": "a"', ', "days": "3"', "}"], "got a string for “days”, which is not an integer", 2),
        (['{"location": "a", ', '"units": 1}'], "got “units”, which its schema does not know (perhaps unit)", 2),
        (['{"days"', ": 3}"], "lacks “location”, which its schema requires", 2),
        (
            ['{"location": "a", "unit": "kel', 'vin"}'],
            'got “kelvin” for “unit”, which is not one of "celsius", "fahrenheit"',
            1,
        ),
        (['{"location": "a"', ', "location": "b"}'], "got “location” twice", 2),
        ([], "lacks “location”, which its schema requires", 1),
    ],
)
def test_what_does_not_fit_the_schema_is_told_with_its_delta(pieces: list[str], said: str, delta: int) -> None:
    packets = whole(piece("", "get_weather"), *map(piece, pieces), finish="tool_calls")
    [verdict] = verdicts(packets, request())
    assert (verdict.id, verdict.call) == ("schema", 0)
    assert verdict.sentence.startswith(f"get_weather {said} (delta {delta} of its arguments)")
    assert verdict.chunk == (delta + 1 if pieces else 1)


def test_arguments_that_fit_or_whose_schema_nobody_knows_are_fine() -> None:
    assert ids(whole(*GOOD, finish="tool_calls"), request()) == []
    wrong = whole(piece('{"day": 1}', "get_weather"), finish="tool_calls")
    assert ids(wrong) == []
    assert ids(wrong, request(tools=[{"type": "function", "function": {"name": "get_weather"}}])) == []


def test_the_schema_of_a_request_of_the_responses_api_counts_too() -> None:
    function = {"type": "function", **TOOLS[0]["function"]}  # type: ignore[dict-item]
    item = {"type": "function_call", "id": "fc", "call_id": "c", "name": "get_weather", "arguments": '{"days": "x"}'}
    done = {"type": "response.output_item.done", "output_index": 0, "item": item}
    ended = {"type": "response.completed", "response": {"id": "r", "status": "completed", "output": [item]}}
    packets = [b"data: " + json.dumps(one).encode() + b"\n\n" for one in (done, ended)]
    asked = {"model": "m", "input": "hi", "tools": [function]}
    [verdict] = verdicts(packets, asked, api="responses")
    assert (verdict.id, verdict.chunk) == ("schema", 1)


def test_names_that_act_on_a_terminal_or_never_end_are_shown_as_text_and_bounded() -> None:
    name = "\x1b[2J" + "x" * 5_000
    [verdict] = verdicts(whole(piece('{"a": "' + "\x1b[31m" * 900, name), finish="length"))
    assert "\x1b" not in verdict.sentence
    assert len(verdict.sentence) < 400


@pytest.mark.parametrize("empty", ["", "{}"])
def test_arguments_that_the_limit_left_empty_are_told_as_cut(empty: str) -> None:
    first = piece('{"location": "a"}', "get_weather")
    packets = whole(first, piece(empty, "get_weather", 1, "c2"), finish="tool_calls", usage=used(9, 20))
    [verdict] = verdicts(packets, request(max_tokens=20))
    assert (verdict.id, verdict.chunk, verdict.call) == ("cut-by-limit", 2, 1)
    assert verdict.sentence.startswith(
        "The arguments of get_weather are empty: cut by the limit (completion_tokens and"
    )
    assert ids(packets, request(max_tokens=30)) == ["schema"]
    nothing_asked = whole(first, piece(empty, "get_time", 1), finish="tool_calls", usage=used(9, 20))
    assert ids(nothing_asked, request(max_tokens=20)) == []


def test_what_lacks_in_arguments_that_never_came_is_told_by_the_chunk_with_the_name() -> None:
    [verdict] = verdicts(whole({"role": "assistant"}, piece("", "get_weather"), finish="tool_calls"), request())
    assert (verdict.id, verdict.chunk) == ("schema", 2)
