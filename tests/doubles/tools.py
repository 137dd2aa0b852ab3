"""A toolbox that answers as told, and a person who is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.ports.tools import Approval, Approver, Toolbox, ToolInfo, ToolOutput


class FakeToolbox:
    """Answers each call with `NAME(ARGUMENTS)`, or waits for ever where the name is `hang`.

    `write` may change something; `claim` says that it only reads, and `about` is what it and `write` are told to do;
    there is no `unknown`; other tools only read.
    """

    def __init__(self, *sentences: str) -> None:
        self.about = ""
        self.ran: list[str] = []
        self.cancelled: list[str] = []
        self.off: set[str] = set()
        self.most_at_once = 0
        self._at_once = 0
        self._sentences = list(sentences)

    async def ready(self) -> Sequence[str]:
        sentences, self._sentences = self._sentences, []
        return sentences

    def tools(self) -> Sequence[ToolInfo]:
        return [self.info("fake"), self.info("write")]

    def info(self, name: str) -> ToolInfo:
        if name == "claim":
            return ToolInfo(name, self.about, {}, "MCP files", claims_to_read=True)
        return ToolInfo(name, self.about, {}, "built-in", read_only=name != "write")

    def is_on(self, name: str) -> bool:
        return name not in self.off

    def switch(self, name: str, *, on: bool) -> None:
        (self.off.discard if on else self.off.add)(name)

    def definitions(self) -> Sequence[Mapping[str, Any]]:
        return [{"type": "function", "function": {"name": "fake", "parameters": {}}}]

    def objection(self, name: str, arguments: str) -> str | None:
        return "There is no such tool." if name == "unknown" else ""

    async def check(self, name: str, arguments: str) -> str:
        return self.objection(name, arguments) or ""

    async def run(self, name: str, arguments: str) -> ToolOutput:
        self.ran.append(f"{name}({arguments})")
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            await (asyncio.Event().wait() if name == "hang" else asyncio.sleep(0))
        except asyncio.CancelledError:
            self.cancelled.append(name)
            raise
        finally:
            self._at_once -= 1
        return ToolOutput(f"{name}({arguments})", ok=name != "broken")


class FakeApprover:
    """Says what it was told to say, one approval a question; with none left it thinks for ever."""

    def __init__(self, *approvals: Approval) -> None:
        self.asked: list[tuple[str, str]] = []
        self.numbers: list[tuple[int, int]] = []
        """Which one each was, of how many."""
        self.withdrawn = 0
        self.asking = asyncio.Event()
        self._approvals = list(approvals)

    async def approve(self, call: ToolCall, tool: ToolInfo, *, number: int = 1, of: int = 1) -> Approval:
        self.asked.append((tool.name, str(call.arguments)))
        self.numbers.append((number, of))
        self.asking.set()
        if not self._approvals:
            try:
                await asyncio.Event().wait()
            finally:
                self.withdrawn += 1
        return self._approvals.pop(0)


_toolbox: type[Toolbox] = FakeToolbox
_approver: type[Approver] = FakeApprover
