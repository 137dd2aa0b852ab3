"""What a tool is to the program, and where tools come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class ToolError(Exception):
    """A tool can't do what it was asked; the message, one sentence, goes to the model and the person."""


class Tool(Protocol):
    """Something a model may call. See core.ports.tools.ToolInfo for what its properties mean.

    Arguments are the text that a model wrote.
    """

    @property
    def name(self) -> str: ...

    @property
    def description(self) -> str: ...

    @property
    def source(self) -> str: ...

    @property
    def read_only(self) -> bool: ...

    @property
    def claims_to_read(self) -> bool: ...

    @property
    def takes_over(self) -> bool:
        """It takes the place of an earlier tool of its name, as a function of the person's may."""
        ...

    @property
    def parameters(self) -> Mapping[str, Any]:
        """JSON Schema of the arguments; may take a while the first time."""
        ...

    def objection(self, arguments: str) -> str | None:
        """All that is wrong with the arguments, or nothing; `None` where only `check` can tell."""
        ...

    async def check(self, arguments: str) -> str:
        """All that is wrong with the arguments, or nothing. Raises ToolError where that can't be told."""
        ...

    async def call(self, arguments: str) -> str:
        """Run it. Raises ToolError, or whatever goes wrong within."""
        ...


class ToolSource(Protocol):
    """Where tools come from that take a while to get."""

    @property
    def version(self) -> int:
        """Another one once its tools are others than before."""
        ...

    async def tools(self) -> tuple[Sequence[Tool], Sequence[str]]:
        """The tools, and sentences to the person about those that can't be had."""
        ...
