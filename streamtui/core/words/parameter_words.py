"""Parameters of requests in little room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from streamtui.core.chat.parameters import shown_value
from streamtui.core.text.display_safe import display_safe

_SHORT = {
    "temperature": "T",
    "max_tokens": "max",
    "max_completion_tokens": "max",
    "top_p": "top-p",
    "response_format": "",
}


def shown_in_short(parameters: Mapping[str, Any]) -> Sequence[str]:
    """Those that are sent, safe to show: `T 0.2`, `max 500`."""
    return [
        f"{_SHORT.get(name, name)} {display_safe(shown_value(value), keep_newlines=False)}".strip()
        for name, value in parameters.items()
        if value is not None
    ]
