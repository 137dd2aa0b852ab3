"""A provider that plays scripts, and the place where it is had."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from streamtui.core.chat import events as ev
from streamtui.core.faults.faults import Fault, StreamtuiError
from streamtui.core.ports.model_facts import ModelFacts
from streamtui.core.ports.provider import Access, ChatProvider, ChatRequest, Endpoint, Progress, Take

Script = Sequence[ev.StreamEvent | BaseException | asyncio.Event]


def text_reply(*pieces: str, model: str = "fake") -> list[ev.StreamEvent]:
    """A whole reply that says these pieces."""
    deltas: list[ev.StreamEvent] = []
    for piece in pieces:
        deltas += [ev.ChunkReceived(1.0), ev.TextDelta(1.0, piece)]
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
        self.closed = False
        self.waiting = asyncio.Event()
        """Set where a script waits."""

    async def ask(self, request: ChatRequest, take: Take) -> None:
        self.requests.append(request)
        try:
            for step in self.scripts.pop(0):
                if isinstance(step, BaseException):
                    raise step
                if isinstance(step, asyncio.Event):
                    self.waiting.set()
                    await step.wait()
                else:
                    take(step)
        finally:
            self.closed_streams += 1

    def retry_now(self) -> None:
        raise AssertionError("nothing waits")

    async def close(self) -> None:
        self.closed = True


class FakeEndpoint:
    """Gives a provider that was made before: at once, or when the test says so."""

    def __init__(
        self,
        provider: ChatProvider | None = None,
        *,
        model: str = "smollm2-135m",
        label: str = "local",
        hint: str = "",
        ready: bool = True,
    ) -> None:
        self.model, self.label, self.hint, self.takes_tools = model, label, hint, True
        self.context_limit: int | None = None
        self.may_cost = False
        self.api = "chat"
        self.options: Mapping[str, Any] = {"temperature": 0}
        self.opened = 0
        self.closed = False
        self._provider = provider or FakeProvider()
        self._ready = ready
        self._outcome: asyncio.Future[None] | None = None
        self._on_progress: Callable[[Progress], None] = lambda progress: None

    def use_model(self, name: str) -> None:
        self.model = name

    def use_api(self, name: str) -> None:
        self.api = name

    async def open(self, on_progress: Callable[[Progress], None]) -> ChatProvider:
        self.opened += 1
        self._on_progress = on_progress
        if not self._ready:
            self._outcome = asyncio.get_running_loop().create_future()
            await self._outcome
        return self._provider

    async def models(self) -> Sequence[str]:
        return [self.model]

    def facts(self, model: str) -> ModelFacts:
        return ModelFacts(self.context_limit, blind=True)

    async def access(self) -> Access:
        return Access("http://127.0.0.1:9/v1", "")

    def progress(self, label: str, done: int, total: int | None) -> None:
        """Get on with the preparation."""
        self._on_progress(Progress(label, done, total))

    def succeed(self) -> None:
        """Let `open` return."""
        assert self._outcome is not None
        self._outcome.set_result(None)

    def fail(self, message: str) -> None:
        """Let `open` raise."""
        assert self._outcome is not None
        self._outcome.set_exception(StreamtuiError(Fault("connection", message)))

    async def close(self) -> None:
        self.closed = True


_provider: type[ChatProvider] = FakeProvider
_endpoint: type[Endpoint] = FakeEndpoint
