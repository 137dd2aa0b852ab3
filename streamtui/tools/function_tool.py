"""A function of the program itself that a model may call."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from streamtui.tools.arguments import ArgumentReader
from streamtui.tools.own_thread import in_own_thread
from streamtui.tools.results import as_text
from streamtui.tools.signature import Signature


class FunctionTool(ArgumentReader):
    """See tools.tool.Tool. A function that may take long is run elsewhere, by `run`, which gets the arguments' text."""

    claims_to_read = False
    takes_over = True

    def __init__(
        self,
        function: Callable[..., Any],
        *,
        read_only: bool = False,
        source: str = "built-in",
        run: Callable[[str], Awaitable[str]] | None = None,
    ) -> None:
        self._signature = Signature(function)
        self._run = run
        self.name = self._signature.name
        self.description = self._signature.description
        self.read_only = read_only
        self.source = source

    @property
    def parameters(self) -> Mapping[str, Any]:
        return self._signature.parameters

    def read_arguments(self, text: str) -> dict[str, Any]:
        return self._signature.read_arguments(text)

    async def call(self, arguments: str) -> str:
        """Call the function; one that is not async runs in a thread, which is left alone if this is cancelled."""
        function, read = self._signature.function, self.read_arguments(arguments)
        if self._run is not None:
            return await self._run(arguments)
        if inspect.iscoroutinefunction(function):
            return as_text(await function(**read))
        return as_text(await in_own_thread(lambda: function(**read)))
