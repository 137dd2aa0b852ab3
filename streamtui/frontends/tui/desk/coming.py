"""Whoever is asked what comes up in a turn, where that may begin before there is a screen to ask on."""

from __future__ import annotations

import asyncio
from typing import Generic, TypeVar

from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.ports.tools import Approval, Approver, ToolInfo

T = TypeVar("T")


class Coming(Generic[T]):
    """Somebody who comes later, and is waited for."""

    def __init__(self) -> None:
        self._one: T | None = None
        self._is_here = asyncio.Event()

    def come(self, one: T) -> None:
        """Ask this one from now on."""
        self._one = one
        self._is_here.set()

    async def here(self) -> T:
        """Whoever is to be asked."""
        while self._one is None:
            await self._is_here.wait()
        return self._one


class ComingApprover(Coming[Approver]):
    """core.ports.tools.Approver."""

    async def approve(self, call: ToolCall, tool: ToolInfo, *, number: int = 1, of: int = 1) -> Approval:
        return await (await self.here()).approve(call, tool, number=number, of=of)
