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
        if name == "response_format" and isinstance(value, Mapping):
            own["text"] = {**mapping(own.get("text")), "format": _format(value)}
        elif name == "verbosity":
            own["text"] = {**mapping(own.get("text")), "verbosity": value}
        elif name == "reasoning_effort":
            own["reasoning"] = {**mapping(own.get("reasoning")), "effort": value}
        else:
            own[_RENAMED.get(name, name)] = value
    return own


def _format(form: Mapping[str, Any]) -> Mapping[str, Any]:
    schema = mapping(form.get("json_schema"))
    return {"type": form.get("type"), **schema} if schema else form
