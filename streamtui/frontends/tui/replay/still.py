"""What a chat was at an instant, in place of a desk: it can be looked at, and nothing can be asked of it."""

from __future__ import annotations

from collections.abc import Callable

from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.ports.tools import ToolInfo


class Still:
    """Has the conversation's calls, as a desk has them."""

    def __init__(self, state: ChatState, tool: Callable[[str], ToolInfo | None]) -> None:
        """`tool` gives what is known of a tool by its name."""
        self._state, self._tool = state, tool

    @property
    def state(self) -> ChatState:
        """It goes back and forth in place."""
        return self._state

    def tool(self, name: str) -> ToolInfo | None:
        """What is known of a tool."""
        return self._tool(name)

    def objection(self, _name: str, _arguments: str) -> str | None:
        """Tools are not asked."""
        return None

    def can_run_again(self, _call: ToolCall) -> bool:
        """Nothing is run here."""
        return False
