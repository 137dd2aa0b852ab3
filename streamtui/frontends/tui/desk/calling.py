"""What shows function calls needs of whoever has them."""

from __future__ import annotations

from typing import Protocol

from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.ports.tools import ToolInfo


class Calling(Protocol):
    """Has a conversation, and knows what may be done with its calls."""

    @property
    def state(self) -> ChatState:
        """The conversation's state."""
        ...

    def tool(self, name: str, /) -> ToolInfo | None:
        """What is known of a tool."""
        ...

    def objection(self, name: str, arguments: str, /) -> str | None:
        """What a tool has against a call of it."""
        ...

    def can_run_again(self, call: ToolCall, /) -> bool:
        """It can be run once more."""
        ...
