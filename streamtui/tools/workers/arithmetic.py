"""The built-in arithmetic, where a computation that is too large hurts nobody."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from streamtui.tools.calculate import calculate
from streamtui.tools.workers.messages import Described

_MOST_MEMORY = 1 << 30
"""Bytes of addresses; the interpreter alone has a quarter of them."""


class Arithmetic:
    """One function; the program has read its arguments already."""

    def __init__(self) -> None:
        with suppress(ImportError, OSError, ValueError):  # not on this system, or there is a lower limit
            import resource

            resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))

    def describe(self) -> Described:
        """Nothing: the program knows it."""
        return Described([], [])

    def read(self, tool: str, arguments: str) -> tuple[Callable[..., Any], dict[str, Any]]:
        return {calculate.__name__: calculate}[tool], json.loads(arguments)
