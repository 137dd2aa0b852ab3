"""What goes back to a server of the Responses API, and in which order."""

from __future__ import annotations

from typing import Any

from streamtui.core.chat.request_messages import Owner
from streamtui.core.dialects.responses.input_items import input_items

OWNER: Owner = ("m", "p", "https://a/v1/responses")
OTHERS: list[Owner] = [("n", *OWNER[1:]), ("m", "q", OWNER[2]), (*OWNER[:2], "https://b/v1/responses")]
SEALED = {"type": "reasoning", "encrypted_content": "sealed"}
REASONING = {**SEALED, "summary": []}
FUNCTION = {"name": "add", "arguments": "{}"}


def told(*messages: dict[str, Any], owner: Owner = OWNER) -> list[dict[str, Any]]:
    return list(input_items(messages, owner))


def assistant(content: str | None, *items: dict[str, Any], calls: tuple[str, ...] = ()) -> dict[str, Any]:
    made = {"tool_calls": [{"id": name, "type": "function", "function": FUNCTION} for name in calls]} if calls else {}
    return {
        "role": "assistant",
        "content": content,
        **made,
        **({"output": {"owner": OWNER, "items": items}} if items else {}),
    }


def said(text: str, **marks: str) -> dict[str, Any]:
    content = [{"type": "output_text", "text": text}]
    return {"type": "message", "role": "assistant", "content": content, **marks}


def call(name: str, **marks: str) -> dict[str, Any]:
    return {"type": "function_call", "call_id": name, **FUNCTION, **marks}


def test_messages_calls_and_results_are_items() -> None:
    result = {"role": "tool", "tool_call_id": "a", "content": "3"}
    assert told({"role": "user", "content": "Hi"}, assistant("Well", calls=("a",)), result) == [
        {"type": "message", "role": "user", "content": "Hi"},
        said("Well"),
        call("a"),
        {"type": "function_call_output", "call_id": "a", "output": "3"},
    ]


def test_reasoning_stands_before_what_it_led_to() -> None:
    items = (
        SEALED,
        {"type": "function_call", "call_id": "a", "namespace": "n"},
        SEALED,
        {"type": "message", "length": 4},
    )
    assert told(assistant("Well", *items, calls=("a",))) == [
        REASONING,
        call("a", namespace="n"),
        REASONING,
        said("Well"),
    ]


def test_none_stands_alone_where_its_call_has_no_result() -> None:
    items = (
        SEALED,
        {"type": "function_call", "call_id": "gone"},
        {"type": "message", "length": 4, "phase": "final_answer"},
    )
    assert told(assistant("Well", *items)) == [said("Well", phase="final_answer")]
    assert told(assistant(None, SEALED, {"type": "function_call", "call_id": "gone"}, calls=("a",))) == [call("a")]


def test_several_messages_stay_several() -> None:
    items = ({"type": "message", "length": 2, "phase": "commentary"}, {"type": "message", "length": 3})
    assert told(assistant("AhWell", *items)) == [said("Ah", phase="commentary"), said("Wel"), said("l")]


def test_calls_of_one_id_go_back_all() -> None:
    message = assistant(None, SEALED, {"type": "function_call", "call_id": "a"}, calls=("a", "b", "a"))
    assert told(message) == [REASONING, call("a"), call("b"), call("a")]


def test_another_model_place_or_server_gets_none_of_it() -> None:
    message = assistant("Well", SEALED, {"type": "message", "length": 4})
    assert [told(message, owner=other) for other in OTHERS] == [[said("Well")]] * 3


def test_a_call_that_takes_a_text_is_a_function_call_to_another_model() -> None:
    custom = {"type": "custom_tool_call", "call_id": "a", "name": "add", "input": "text"}
    message = assistant(None, {"type": "custom_tool_call", "call_id": "a", "item": custom}, calls=("a",))
    output = {"owner": OWNER, "type": "custom_tool_call"}
    result = {"role": "tool", "tool_call_id": "a", "content": "3", "output": output}
    answer = {"call_id": "a", "output": "3"}
    assert told(message, result) == [custom, {"type": "custom_tool_call_output", **answer}]
    assert told(message, result, owner=OTHERS[0]) == [call("a"), {"type": "function_call_output", **answer}]


def program(at: str = "p1") -> dict[str, Any]:
    return {"type": "program", "item": {"type": "program", "id": "cm", "call_id": at, "code": "", "fingerprint": "s"}}


def test_a_program_goes_back_with_its_calls_and_with_what_came_of_it_later() -> None:
    caller = {"caller": {"type": "program", "caller_id": "p1"}}
    first = assistant(None, SEALED, program(), {"type": "function_call", "call_id": "a", **caller}, calls=("a",))
    result = {"role": "tool", "tool_call_id": "a", "content": "3", "output": {"owner": OWNER, **caller}}
    ended = {"type": "program_output", "call_id": "p1", "result": "3", "status": "completed"}
    last = assistant("Well", {"type": "program_output", "item": ended}, {"type": "message", "length": 4})
    output = {"type": "function_call_output", "call_id": "a", "output": "3"}
    begun = [REASONING, program()["item"], {**call("a"), **caller}, {**output, **caller}]
    assert told(first, result) == begun
    assert told(first, result, last) == [*begun, ended, said("Well")]
    assert told(first, result, last, owner=OTHERS[0]) == [call("a"), output, said("Well")]


def test_a_program_without_an_end_and_an_end_without_one_stay_here() -> None:
    ended = {"type": "program_output", "item": {"type": "program_output", "call_id": "p2", "result": ""}}
    search = {"type": "tool_search_call", "item": {"type": "tool_search_call", "execution": "server"}}
    assert told(assistant("Well", SEALED, program(), ended, search, {"type": "message", "length": 4})) == [said("Well")]


def test_context_made_smaller_goes_back_where_it_stood() -> None:
    smaller = {"type": "compaction", "id": "cmp", "encrypted_content": "sealed"}
    message = assistant("AhWell", {"type": "message", "length": 2}, {"type": "compaction", "item": smaller})
    assert told(message) == [said("Ah"), smaller, said("Well")]
    assert told(message, owner=OTHERS[0]) == [said("AhWell")]
