"""What a server wants to be told of calls of its own: whether it may run them, and what came of those for a client."""

from __future__ import annotations

from streamtui.core.chat.events import ToolCallApproved, ToolCallFinished, ToolCallRefused
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.server_calls import ServerCall
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.json_text.whole_object import is_object
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.tools import Approver, ToolInfo
from streamtui.core.text.growing_text import GrowingText
from streamtui.session.permission import Permission, Tell

_NO_OBJECT = "Not allowed: its arguments are no whole JSON object, so nobody was asked."
_NOT_RUN = "Not run: this client runs no such calls, only the functions that it named."


class ServerQuestion:
    """One call that waits for an answer."""

    def __init__(self, call: ServerCall, reply: Reply) -> None:
        self._call = call
        arguments = str(call.text)
        self.asked = ToolCall(call.key, call.id, call.name, GrowingText(arguments))
        self.asked.complete()
        self.tool: ToolInfo | None = None
        self._objection = "" if not arguments.strip() or is_object(arguments) else _NO_OBJECT
        if call.is_request and not self._objection:
            place = f" at {reply.place}" if reply.place else ""
            self.tool = ToolInfo(call.name, "", {}, f"MCP {call.server or 'server'}{place}, run by the server")

    async def answer(self, permission: Permission, approver: Approver | None, clock: Clock, tell: Tell) -> None:
        """Find it, asking the person if need be, and tell it."""
        call = self._call
        if call.for_client:
            tell(ToolCallFinished(clock.now(), call.key, _NOT_RUN, ok=False))
        elif self._objection:
            tell(ToolCallRefused(clock.now(), call.key, self._objection))
        elif await permission.given(self.asked, self.tool, approver) and not call.answer:
            tell(ToolCallApproved(clock.now(), call.key))
