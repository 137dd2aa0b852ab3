"""Whoever approves tool calls, where a turn may begin before there is a screen to ask on."""

from __future__ import annotations

import asyncio

from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.ports.tools import Approval, Approver, ToolInfo


class ComingApprover:
    """core.ports.tools.Approver: waits for the one that is to come."""

    def __init__(self) -> None:
        self._approver: Approver | None = None
        self._is_here = asyncio.Event()

    def come(self, approver: Approver) -> None:
        """Ask this one from now on."""
        self._approver = approver
        self._is_here.set()

    async def approve(self, call: ToolCall, tool: ToolInfo, *, number: int = 1, of: int = 1) -> Approval:
        while self._approver is None:
            await self._is_here.wait()
        return await self._approver.approve(call, tool, number=number, of=of)
