"""What a chat was at an instant, in place of a desk: it can be looked at, and nothing can be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.playback.playback import Playback
from streamtui.core.ports.tools import ToolInfo


class Still:
    """Has the conversation's calls, as a desk has them."""

    def __init__(self, playback: Playback, tool: Callable[[str], ToolInfo | None]) -> None:
        """`tool` gives what is known of a tool by its name."""
        self._playback, self._tool = playback, tool

    @property
    def state(self) -> ChatState:
        """It goes back and forth in place."""
        return self._playback.state

    @property
    def kept(self) -> Sequence[StreamEvent]:
        """All that happened, before that instant and behind it."""
        return self._playback.events

    def tool(self, name: str) -> ToolInfo | None:
        """What is known of a tool."""
        return self._tool(name)

    def objection(self, _name: str, _arguments: str) -> str | None:
        """Tools are not asked."""
        return None

    def can_run_again(self, _call: ToolCall) -> bool:
        """Nothing is run here."""
        return False
