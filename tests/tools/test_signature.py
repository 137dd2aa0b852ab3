"""A public function with type hints and a docstring is a tool."""

from __future__ import annotations

import json
from enum import Enum

import pytest

from streamtui.tools.signature import Signature
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


def test_the_docstring_and_hints_say_what_the_tool_is() -> None:
    tool = Signature(order)
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

    tool = Signature(ping)
    assert tool.description == ""
    assert tool.parameters["properties"] == {}
    assert tool.read_arguments("") == {}
    assert tool.read_arguments("{}") == {}


def test_a_function_whose_parameters_have_no_names_is_refused() -> None:
    def anything(*values: int) -> None: ...

    with pytest.raises(TypeError, match="anything can't be a tool"):
        Signature(anything)


def test_a_name_that_no_server_takes_is_refused() -> None:
    def größe() -> None: ...

    with pytest.raises(TypeError, match="größe can't be a tool: its name"):
        Signature(größe)


def test_arguments_come_with_the_types_and_defaults_of_the_hints() -> None:
    arguments = Signature(order).read_arguments('{"dish": "soup", "size": "large", "extras": ["salt"]}')
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
        ("[" * 100_000, ["The arguments are nested too deeply."]),
        ('{"dish": ' + "9" * 5000 + "}", ["The arguments are JSON with a number that is too long."]),
        ('{"dish": "\\ud83d"}', ["`arguments` is wrong: invalid JSON"]),
        ('{"dish": "\ud83d"}', ["The arguments are not JSON: half a character is in them."]),
    ],
)
def test_what_is_wrong_with_arguments_is_said(text: str, sentences: list[str]) -> None:
    with pytest.raises(ToolError) as caught:
        Signature(order).read_arguments(text)
    assert all(sentence in str(caught.value) for sentence in sentences)
