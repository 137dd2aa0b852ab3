"""A public function with type hints and a docstring is a tool."""

from __future__ import annotations

import asyncio
import json
import threading
from enum import Enum
from typing import Any, Literal

import pytest

from streamtui.tools.function_tool import FunctionTool
from streamtui.tools.tool import ToolError


class Size(Enum):
    SMALL = "small"
    LARGE = "large"


def order(dish: str, size: Size = Size.SMALL, extras: list[str] | None = None, *, json: int = 1) -> str:
    """Order a dish.

    It is cooked at once.

    Args:
        dish: what to cook
        size (Size): how much of it
    """
    return f"{dish} {size} {extras} {json}"


async def wait(kind: Literal["long", "short"]) -> str:
    return kind


def test_the_docstring_and_hints_say_what_the_tool_is() -> None:
    tool = FunctionTool(order)
    assert (tool.name, tool.description) == ("order", "Order a dish.\n\nIt is cooked at once.")
    assert tool.parameters["required"] == ["dish"]
    assert tool.parameters["additionalProperties"] is False
    properties = tool.parameters["properties"]
    assert properties["dish"] == {"type": "string", "description": "what to cook"}
    assert properties["json"] == {"type": "integer", "default": 1}
    assert properties["size"]["description"] == "how much of it"
    json.dumps(tool.parameters)


def test_a_function_without_parameters_or_docstring_is_a_tool_too() -> None:
    def ping() -> str:
        return "pong"

    tool = FunctionTool(ping)
    assert tool.description == ""
    assert tool.parameters["properties"] == {}
    assert tool.read_arguments("") == {}
    assert tool.read_arguments("{}") == {}


def test_a_function_whose_parameters_have_no_names_is_refused() -> None:
    def anything(*values: int) -> None: ...

    with pytest.raises(TypeError, match="anything can't be a tool"):
        FunctionTool(anything)


def test_arguments_come_with_the_types_and_defaults_of_the_hints() -> None:
    arguments = FunctionTool(order).read_arguments('{"dish": "soup", "size": "large", "extras": ["salt"]}')
    assert arguments == {"dish": "soup", "size": Size.LARGE, "extras": ["salt"], "json": 1}


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("{}", ["`dish` is missing."]),
        ('{"dish": 5}', ["`dish` is wrong: input should be a valid string."]),
        ('{"dish": "a", "json": "5"}', ["`json` is wrong: input should be a valid integer."]),
        ('{"dish": "a", "extras": ["b", 1]}', ["`extras.1` is wrong: input should be a valid string."]),
        ('{"dish": "a", "size": "huge"}', ["`size` is wrong: input should be 'small' or 'large'."]),
        ('{"drink": "tea"}', ["`dish` is missing.", "`drink` is unknown: there are dish, size, extras, json."]),
        ('["soup"]', ["The arguments are not a JSON object."]),
        ('{"dish": "so', ["The arguments are not JSON: unterminated string at character 10."]),
        ('{"dish": "a"} {}', ["The arguments are not JSON: something follows the end, at character 15."]),
        ('{"dish": NaN}', ["The arguments are not JSON: NaN is no number of JSON."]),
        ("[" * 100_000, ["The arguments are not JSON: nested too deeply."]),
        ('{"dish": ' + "9" * 5000 + "}", [""]),
        ('{"dish": "\\ud83d"}', ["`arguments` is wrong: invalid JSON"]),
    ],
)
def test_what_is_wrong_with_arguments_is_said(text: str, sentences: list[str]) -> None:
    with pytest.raises(ToolError) as caught:
        FunctionTool(order).read_arguments(text)
    assert all(sentence in str(caught.value) for sentence in sentences)


async def test_async_functions_run_on_the_loop_and_others_in_a_thread_of_their_own() -> None:
    async def where() -> Any:
        return threading.current_thread()

    def elsewhere() -> Any:
        return threading.current_thread()

    assert await FunctionTool(where).call({}) is threading.main_thread()
    thread = await FunctionTool(elsewhere).call({})
    assert thread is not threading.main_thread()
    assert thread.daemon
    assert await FunctionTool(wait).call({"kind": "long"}) == "long"


async def test_a_function_that_hangs_in_its_thread_can_be_left() -> None:
    begun, may_end = threading.Event(), threading.Event()

    def hang() -> None:
        begun.set()
        may_end.wait()

    task = asyncio.create_task(FunctionTool(hang).call({}))
    await asyncio.to_thread(begun.wait)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    may_end.set()
