"""Doubles for sessions: a provider that plays scripts, a toolbox that answers as told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from streamtui.core.chat import events as ev
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.ports.provider import Access, ChatProvider, ChatRequest, Progress, Take
from streamtui.core.ports.tools import Approval, ToolInfo, ToolOutput

Script = Sequence[ev.StreamEvent | BaseException | asyncio.Event]


def text_reply(*pieces: str, model: str = "fake") -> list[ev.StreamEvent]:
    """A whole reply that says these pieces."""
    deltas: list[ev.StreamEvent] = []
    for piece in pieces:
        deltas += [ev.ChunkReceived(1.0, {}), ev.TextDelta(1.0, piece)]
    return [ev.RequestSent(0.0, 1, model), ev.ResponseStarted(0.5), *deltas, ev.ReplyFinished(2.0)]


def call_reply(*calls: tuple[str, str, str]) -> list[ev.StreamEvent]:
    """A whole reply that calls these tools: id, name, arguments."""
    deltas = [ev.ToolCallDelta(1.0, i, id=call[0], name=call[1], arguments=call[2]) for i, call in enumerate(calls)]
    return [ev.RequestSent(0.0, 1, "fake"), ev.ResponseStarted(0.5), *deltas, ev.ReplyFinished(2.0)]


class FakeProvider:
    """Plays one script a request: events are handed over, errors raised, asyncio.Events waited for."""

    def __init__(self, *scripts: Script) -> None:
        self.scripts = list(scripts)
        self.requests: list[ChatRequest] = []
        self.closed_streams = 0

    async def ask(self, request: ChatRequest, take: Take) -> None:
        self.requests.append(request)
        try:
            for step in self.scripts.pop(0):
                if isinstance(step, BaseException):
                    raise step
                if isinstance(step, asyncio.Event):
                    await step.wait()
                else:
                    take(step)
        finally:
            self.closed_streams += 1

    def retry_now(self) -> None:
        raise AssertionError("nothing waits")

    async def close(self) -> None:
        return


class FakeEndpoint:
    """Ready at once, with a provider that was made before."""

    def __init__(self, provider: ChatProvider | None = None, *, model: str = "fake") -> None:
        self.label, self.hint, self.takes_tools = "fake", "", True
        self.options: Mapping[str, Any] = {"temperature": 0}
        self.model = model
        self._provider = provider or FakeProvider()

    async def models(self) -> Sequence[str]:
        return [self.model]

    def use_model(self, name: str) -> None:
        self.model = name

    async def open(self, on_progress: Callable[[Progress], None]) -> ChatProvider:
        return self._provider

    async def access(self) -> Access:
        return Access("http://127.0.0.1:9/v1", "")

    async def close(self) -> None:
        return


class FakeToolbox:
    """Answers each call with `NAME(ARGUMENTS)`, or waits for ever where the name is `hang`.

    `write` may change something; there is no `unknown`; other tools only read.
    """

    def __init__(self, *sentences: str) -> None:
        self.ran: list[str] = []
        self.cancelled: list[str] = []
        self.most_at_once = 0
        self._at_once = 0
        self._sentences = list(sentences)

    async def ready(self) -> Sequence[str]:
        sentences, self._sentences = self._sentences, []
        return sentences

    def tools(self) -> Sequence[ToolInfo]:
        return [self.info("fake"), self.info("write")]

    def info(self, name: str) -> ToolInfo:
        return ToolInfo(name, "", {}, "built-in", read_only=name != "write")

    def is_on(self, name: str) -> bool:
        return True

    def switch(self, name: str, *, on: bool) -> None:
        raise NotImplementedError

    def definitions(self) -> Sequence[Mapping[str, Any]]:
        return [{"type": "function", "function": {"name": "fake", "parameters": {}}}]

    def objection(self, name: str, arguments: str) -> str | None:
        return "There is no such tool." if name == "unknown" else None

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
        self.withdrawn = 0
        self.asking = asyncio.Event()
        self._approvals = list(approvals)

    async def approve(self, call: ToolCall, tool: ToolInfo) -> Approval:
        self.asked.append((tool.name, str(call.arguments)))
        self.asking.set()
        if not self._approvals:
            try:
                await asyncio.Event().wait()
            finally:
                self.withdrawn += 1
        return self._approvals.pop(0)
