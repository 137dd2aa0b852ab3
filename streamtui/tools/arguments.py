"""The arguments of a call as the model wrote them: strict JSON, an object."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from streamtui.tools.tool import ToolError


def json_object(text: str) -> dict[str, Any]:
    """The object that the text is; no text is an empty one. Raises ToolError."""
    try:
        value = json.loads(text or "{}", parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ToolError(f"The arguments are not valid JSON: {error}.") from error
    if not isinstance(value, dict):
        raise ToolError("The arguments must be a JSON object.")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
