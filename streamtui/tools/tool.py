"""What a tool is to the program, and where tools come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class ToolError(Exception):
    """A tool can't do what it was asked; the message, one sentence, goes to the model and the person."""


class Tool(Protocol):
    """Something a model may call. See core.ports.tools.ToolInfo for what its properties mean."""

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

    def read_arguments(self, text: str) -> dict[str, Any]:
        """The arguments that a model wrote. Raises ToolError that says all that is wrong with them."""
        ...

    async def call(self, arguments: Mapping[str, Any]) -> Any:
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
