"""The request that is looked at, in place of a desk: what came of it, held for as long as it is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from streamtui.core.chat.events import RequestPrepared, StreamEvent
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.ports.tap import Tapped
from streamtui.core.ports.tools import ToolInfo
from streamtui.core.wire.request_change import request_change
from streamtui.core.wire.sent_request import SentRequest, sent_request
from streamtui.core.wire.sent_tools import sent_tool
from streamtui.core.words.request_words import change_lines

_NEAR = 1_000


class Opened:
    """One request, or none; the tap may drop what it keeps of it meanwhile."""

    def __init__(self) -> None:
        self.tapped: Tapped | None = None
        self._chat: ChatState | None = None
        self._nothing = ChatState()
        self._events: Sequence[StreamEvent] = ()
        self._sent: tuple[str, SentRequest | None] = ("", None)
        self._changes: tuple[object, Sequence[str]] = (None, ())

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

    @property
    def sent(self) -> SentRequest | None:
        """What it asks for, once it has come whole."""
        body = _body(self._events)
        if body is not self._sent[0]:
            self._sent = (body, sent_request(body))
        return self._sent[1]

    def changes(self, before: Tapped | None) -> Sequence[str]:
        """What is another than in the request before of its conversation, and what that did to the server's cache.

        It is looked for once, and once more when the reply is over.
        """
        reply = self.state.reply
        usage = reply.statistics.usage if reply is not None else None
        of = (self.tapped, before, usage)
        if of != self._changes[0]:
            earlier, sent = sent_request(_body(before.events if before else ())), self.sent
            lines: Sequence[str] = ()
            if earlier is not None and sent is not None:
                lines = change_lines(request_change(earlier, sent), usage)
            self._changes = (of, lines)
        return self._changes[1]

    def tool(self, name: str) -> ToolInfo | None:
        """What the program told the model of it."""
        return sent_tool(self.sent, name)

    def objection(self, _name: str, _arguments: str) -> str | None:
        """Tools are not asked."""
        return None

    def can_run_again(self, _call: ToolCall) -> bool:
        """Nothing is run here."""
        return False


def _body(events: Sequence[StreamEvent]) -> str:
    """What was asked, as it was sent; it stands near the beginning."""
    return next((event.body for event in islice(events, _NEAR) if isinstance(event, RequestPrepared)), "")
