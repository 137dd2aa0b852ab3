"""Calls that went wrong as such: names, indices, calls written as text."""

from __future__ import annotations

import pytest

from tests.core.verdicts.judged import TOOLS, ids, piece, request, verdicts, whole

CALL = '<tool_call>{"name": "get_time", "arguments": {}}</tool_call>'


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


@pytest.mark.parametrize(
    ("tool", "name"),
    [
        ({"type": "web_search"}, "web_search"),
        ({"type": "builtin_function", "function": {"name": "$web_search"}}, "$web_search"),
        ({"type": "mcp", "server_label": "files"}, "read_file"),
        ({"type": "namespace", "name": "files", "tools": []}, "read_file"),
    ],
)
def test_a_name_that_a_tool_of_the_servers_brings_is_fine(tool: dict[str, object], name: str) -> None:
    assert ids(whole(piece("{}", name), finish="tool_calls"), request(tools=[*TOOLS, tool])) == []


def test_two_calls_under_one_index_are_told() -> None:
    first, second = piece('{"location": "a"}', "get_weather"), piece("{}", "get_time")
    [verdict] = verdicts(whole(first, second, finish="tool_calls"), request())
    assert (verdict.id, verdict.chunk, verdict.call) == ("same-index", 2, 1)
    assert verdict.sentence.startswith("get_time came under index 0, which get_weather has already;")
    again = piece('{"location": "b"}', "get_weather", identity="c-2")
    [verdict] = verdicts(whole(first, again, finish="tool_calls"), request())
    assert verdict.sentence.startswith("get_weather came under index 0, which another get_weather has already;")


def test_a_call_without_a_name_is_told_with_its_chunk() -> None:
    nameless = {"tool_calls": [{"index": 0, "id": "c", "type": "function", "function": {"arguments": "{}"}}]}
    [verdict] = verdicts(whole({"role": "assistant"}, nameless, finish="tool_calls"), request())
    assert (verdict.id, verdict.chunk) == ("unknown-tool", 2)
    assert verdict.sentence.startswith("A call came without a name")


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
        f"Hermes writes {CALL} and waits.",
        f"Hermes writes {CALL}",
        f"It is told so in the template. {CALL} is what Hermes writes.",
        f'It writes "{CALL}"',
        f"It writes this:<code>{CALL}</code>",
        f"Three forms:\n- {CALL}\n- [TOOL_CALLS] [{{}}]\n",
        f"As he wrote:\n> {CALL}\n",
        f"| Hermes | Mistral |\n|---|---|\n| {CALL} | [TOOL_CALLS] |",
        f"Write:\n\n    {CALL}\n\nand wait.",
        f"Write ``{CALL}`` and wait:",
        f"It is `one span\n{CALL}`, is it not",
        f"~~~\n{CALL}\n~~~\n",
        f"````markdown\n```\nHi\n```\n{CALL}\n````\n",
        f"1. So:\n   ```\n   {CALL}\n   ```\n2. Done",
        f"{CALL} is what Hermes writes",
        "Mistral's begin with [TOOL_CALLS], Llama's with <|python_tag|>, DeepSeek's with <｜tool▁calls▁begin｜>.",
        "The first token is <|python_tag|>and then Python: print(1)",
        '<tool_call>\n{"name": "my_function", "arguments": {}}\n</tool_call>',
        "<function=NAME>{...}</function>",
        "```tool_code\nprint(1 + 1)\n```",
        "[f(x), g(x)]",
        "The decorator is functools[{}] there.",
        "<function=get_time> is how Llama begins one; then come its arguments",
        f"In the format of Hermes that is:\n\n{CALL}\n\nThe server reads it.",
        'Such a call is:\n```json\n{"name": "get_time", "arguments": {}}\n```\nThe server makes it one of its own.',
    ],
)
@pytest.mark.parametrize("cut", [5, 10_000])
def test_text_about_calls_is_fine(text: str, cut: int) -> None:
    assert ids(whole({"content": text[:cut]}, {"content": text[cut:]}), request()) == []


@pytest.mark.parametrize(
    "text",
    [
        f"I look that up. {CALL}",
        f"I look that up:{CALL}\n{CALL}",
        f"{CALL}\n\nThe time is 12:00.",
        f"```python\nprint(1)\n```\n{CALL}",
        f"It's 5 o'clock `or so`.\n{CALL}",
        "<tool_call>get_time\n<arg_key>zone</arg_key>\n<arg_value>UTC</arg_value>\n</tool_call>",
        "<tool_call>\n<function=get_time>\n</function>\n</tool_call>",
        '<tool_call>{"arguments": {"a": {"b": 1}}, "name": "functions.get_time"}',
        '<function_calls>\n<invoke name="get_time">\n</invoke>\n</function_calls>',
        "Sure!<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_time",
        "[TOOL_CALLS]get_time[ARGS]{}",
        'Sure.\n\n```json\n{"name": "get_time", "arguments": {}}\n```\n',
        '<|START_ACTION|>[{"tool_call_id": "0", "tool_name": "get_time", "parameters": {}}]<|END_ACTION|>',
        '<｜DSML｜function_calls>\n<｜DSML｜invoke name="get_time">\n</｜DSML｜invoke>\n</｜DSML｜function_calls>',
        '<|tool_call_start|>[get_time(zone="UTC")]<|tool_call_end|>',
        'functools[{"name": "get_time", "arguments": {}}]',
        "<function_calls>\nget_time()\n</function_calls>",
        'I look.\n```tool_code\nprint(default_api.get_time(zone="UTC"))\n```',
        '[get_time(zone="UTC"), get_weather(location="北京")]',
    ],
)
def test_a_call_behind_what_was_said_is_told(text: str) -> None:
    assert ids(whole({"content": text}), request()) == ["call-in-text"]


@pytest.mark.parametrize(
    "more",
    [
        {"tool_choice": "none"},
        {"response_format": {"type": "json_object"}},
        {"text": {"format": {"type": "json_schema"}}},
    ],
)
def test_no_call_was_wanted_and_json_was(more: dict[str, object]) -> None:
    assert ids(whole({"content": '{"name": "get_time", "arguments": {}}'}), request(**more)) == []


def test_an_example_in_a_long_answer_and_an_answer_to_a_request_without_tools_are_fine() -> None:
    fence = '```json\n{"name": "get_time", "arguments": {}}\n```\n'
    words = " ".join(f"word{number}" for number in range(200))
    assert ids(whole({"content": fence + words}), request()) == []
    assert ids(whole({"content": "<tool_call>\n{}"}), request(tools=[])) == []
