"""Parameters of chat completions, in the words of the Responses API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from streamtui.core.json_text.values import mapping

_RENAMED = {"max_tokens": "max_output_tokens", "max_completion_tokens": "max_output_tokens"}


def own_parameters(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The same under the names and in the places that they have here; all others as they are."""
    own: dict[str, Any] = {}
    for name, value in parameters.items():
        match name, value:
            case "response_format", Mapping():
                _put(own, "text", {"format": _format(value)})
            case "verbosity", _:
                _put(own, "text", {"verbosity": value})
            case "reasoning_effort", _:
                _put(own, "reasoning", {"effort": value})
            case (("text" | "reasoning"), Mapping()):
                _put(own, name, value)
            case "tools", list():
                own[name] = [flat_tool(tool) for tool in value]
            case "tool_choice", Mapping():
                own[name] = _flat_choice(value)
            case "stream_options", Mapping():  # here usage is always told, and to be asked for it an error
                if rest := {option: said for option, said in value.items() if option != "include_usage"}:
                    own[name] = rest
            case _:
                own[_RENAMED.get(name, name)] = value
    return own


def flat_tool(tool: Any) -> Any:
    """A tool as this API takes it; without a word it would have every argument of a function be given."""
    if function := mapping(mapping(tool).get("function")):
        return {"type": "function", "strict": False, **function}
    if custom := mapping(mapping(tool).get("custom")):
        form = mapping(custom.get("format"))
        grammar = {"format": {"type": form.get("type"), **mapping(form.get("grammar"))}} if form else {}
        return {"type": "custom", **custom, **grammar}
    return tool


def _flat_choice(choice: Mapping[str, Any]) -> Mapping[str, Any]:
    named = next((named for kind in ("function", "custom") if (named := mapping(choice.get(kind)))), {})
    return {"type": choice.get("type"), **named} if named else choice


def _put(own: dict[str, Any], name: str, value: Mapping[str, Any]) -> None:
    own[name] = {**mapping(own.get(name)), **value}


def _format(form: Mapping[str, Any]) -> Mapping[str, Any]:
    schema = mapping(form.get("json_schema"))
    return {"type": form.get("type"), **schema} if schema else form
