"""The request that is looked at, in place of a desk: what came of it, held for as long as it is looked at."""

from __future__ import annotations

from collections.abc import Sequence

from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.ports.tap import Tapped
from streamtui.core.ports.tools import ToolInfo


class Opened:
    """One request, or none; the tap may drop what it keeps of it meanwhile."""

    def __init__(self) -> None:
        self.tapped: Tapped | None = None
        self._chat: ChatState | None = None
        self._nothing = ChatState()
        self._events: Sequence[StreamEvent] = ()

    def look_at(self, tapped: Tapped | None) -> bool:
        """Look at that one; tells whether what is kept of it is another than before."""
        chat = tapped.chat if tapped is not None else None
        if tapped is self.tapped and (chat is None or chat is self._chat):
            return False
        self.tapped, self._chat, self._nothing = tapped, chat, ChatState()
        self._events = tapped.events if tapped is not None else ()
        return True

    def bring(self, events: Sequence[StreamEvent]) -> None:
        """These were read of where it is recorded."""
        self._events = events
        self._chat = ChatState().fold(events)

    @property
    def is_gone(self) -> bool:
        """What came is not kept here any more."""
        return self.tapped is not None and self._chat is None

    @property
    def state(self) -> ChatState:
        """What it came to so far."""
        return self._chat or self._nothing

    @property
    def kept(self) -> Sequence[StreamEvent]:
        """What it is made of."""
        return self._events

    def tool(self, _name: str) -> ToolInfo | None:
        """Its tools are the program's."""
        return None

    def objection(self, _name: str, _arguments: str) -> str | None:
        """Tools are not asked."""
        return None

    def can_run_again(self, _call: ToolCall) -> bool:
        """Nothing is run here."""
        return False
