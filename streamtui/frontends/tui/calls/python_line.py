"""A call as a line of Python."""

from __future__ import annotations

import re
from collections.abc import Mapping
from keyword import iskeyword
from typing import Any


def python_line(name: str, arguments: Mapping[str, Any]) -> str:
    """What to type to make the call. A name that Python can't have gets underscores.

    >>> python_line("get-weather", {"location": "Bergen", "days": None})
    "get_weather(location='Bergen', days=None)"
    """
    function = re.sub(r"\W|^(?=\d)", "_", name) or "_"
    if all(key.isidentifier() and not iskeyword(key) for key in arguments):
        return f"{function}({', '.join(f'{key}={value!r}' for key, value in arguments.items())})"
    return f"{function}(**{arguments!r})"
