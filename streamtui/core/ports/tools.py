"""What a session needs of function tools, and of whoever lets them run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from streamtui.core.chat.tool_calls import ToolCall


@dataclass(frozen=True, slots=True)
class ToolInfo:
    """What is known of a tool."""

    name: str
    description: str
    parameters: Mapping[str, Any]
    """JSON Schema of its arguments."""
    source: str
    """Where it comes from, for the person: `built-in`, a file's path, or `MCP` and the server's name."""
    read_only: bool = False
    """It changes nothing, here or elsewhere."""
    claims_to_read: bool = False
    """So says the server that it belongs to, and nobody else."""


@dataclass(frozen=True, slots=True)
class ToolOutput:
    """What a tool call gave."""

    text: str
    """What the model is told."""
    ok: bool = True
    whole: str | None = None
    """All of it, where `text` was cut."""


class Toolbox(Protocol):
    """The function tools that a model may call in one conversation."""

    async def ready(self) -> Sequence[str]:
        """Start what is not started yet (MCP servers); gives sentences to the person about tools that can't be had.

        Until it returned, the tools of such a place are unknown. It may be called again, and says each thing once.
        """
        ...

    def tools(self) -> Sequence[ToolInfo]:
        """All there are, switched on or off."""
        ...

    def info(self, name: str) -> ToolInfo | None:
        """The tool of that name, if there is one and it is switched on."""
        ...

    def is_on(self, name: str) -> bool:
        """The model is told of the tool and may call it."""
        ...

    def switch(self, name: str, *, on: bool) -> None:
        """Switch a tool on or off, from the next request on."""
        ...

    def definitions(self) -> Sequence[Mapping[str, Any]]:
        """The `tools` parameter of the API: those that are on."""
        ...

    def objection(self, name: str, arguments: str) -> str | None:
        """Why a call can't be run: no such tool, arguments that are not JSON or don't fit; nothing where it can.

        `None` where only `check` can tell; once it did, this can, too.
        """
        ...

    async def check(self, name: str, arguments: str) -> str:
        """The same, asked of the tool itself, which may take a while."""
        ...

    async def run(self, name: str, arguments: str) -> ToolOutput:
        """Run a tool with its JSON arguments. Never raises for what a tool or a model did wrong: that is the output."""
        ...


@dataclass(frozen=True, slots=True)
class Approval:
    """What the person says to a tool call that wants to run."""

    answer: Literal["yes", "no", "always", "turn"]
    """`always`: this tool need not ask again in this conversation; `turn`: no call need until the turn is over."""
    word: str = ""
    """To the model, with a no."""


class Approver(Protocol):
    """Whoever is asked before a tool runs that may change something."""

    async def approve(self, call: ToolCall, tool: ToolInfo, *, number: int = 1, of: int = 1) -> Approval:
        """Ask; one call at a time, the `number`th of those that ask in this round. It is cancelled when the turn is
        stopped, and must then withdraw the question."""
        ...
