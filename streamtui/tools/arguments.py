"""The arguments of a call as the model wrote them: strict JSON, an object."""

from __future__ import annotations

from typing import Any

from streamtui.core.json_text.verdict import strict_verdict
from streamtui.tools.tool import ToolError


def json_object(text: str) -> dict[str, Any]:
    """The object that the text is; no text is an empty one. Raises ToolError."""
    verdict = strict_verdict(text)
    if not verdict.valid:
        raise ToolError(f"The arguments are {verdict.fault}.")
    value: dict[str, Any] = verdict.value
    return value
