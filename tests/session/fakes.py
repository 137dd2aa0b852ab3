"""Doubles for sessions: a provider that plays scripts, a toolbox that answers as told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from typing import Any

from streamtui.core import events as ev
from streamtui.core.ports import ChatProvider, ChatRequest, Progress, ToolOutput

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
    """Plays one script a request: events are yielded, errors raised, asyncio.Events waited for."""

    def __init__(self, *scripts: Script) -> None:
        self.scripts = list(scripts)
        self.requests: list[ChatRequest] = []
        self.closed_streams = 0

    async def stream(self, request: ChatRequest) -> AsyncGenerator[ev.StreamEvent, None]:
        self.requests.append(request)
        try:
            for step in self.scripts.pop(0):
                if isinstance(step, BaseException):
                    raise step
                if isinstance(step, asyncio.Event):
                    await step.wait()
                else:
                    yield step
        finally:
            self.closed_streams += 1

    def retry_now(self) -> None:
        raise AssertionError("nothing waits")

    async def close(self) -> None:
        return


class FakeEndpoint:
    """Ready at once, with a provider that was made before."""

    label, hint, takes_tools = "fake", "", True
    options: Mapping[str, Any] = {"temperature": 0}

    def __init__(self, provider: ChatProvider | None = None, *, model: str = "fake") -> None:
        self.model = model
        self._provider = provider or FakeProvider()

    def use_model(self, name: str) -> None:
        self.model = name

    async def open(self, on_progress: Callable[[Progress], None]) -> ChatProvider:
        return self._provider

    async def close(self) -> None:
        return


class FakeToolbox:
    """Answers each call with `NAME(ARGUMENTS)`, or waits for ever where the name is `hang`."""

    def __init__(self) -> None:
        self.cancelled: list[str] = []

    def definitions(self) -> Sequence[Mapping[str, Any]]:
        return [{"type": "function", "function": {"name": "fake", "parameters": {}}}]

    async def run(self, name: str, arguments: str) -> ToolOutput:
        try:
            if name == "hang":
                await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled.append(name)
            raise
        return ToolOutput(f"{name}({arguments})", ok=name != "broken")
