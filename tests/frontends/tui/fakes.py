"""A session, an endpoint and the services made of them, all under the test's control."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from streamtui.core.chat import events as ev
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.faults.faults import Fault, StreamtuiError
from streamtui.core.ports.provider import Access, ChatProvider, ChatRequest, Progress, Take
from streamtui.core.ports.tools import Approver, Toolbox
from streamtui.frontends.tui.desk.services import Services
from tests.fakes import FakeClock

STOPPED = Fault("cancelled", "Stopped.")


class FakeSession:
    """Plays the events that the test puts in, one turn after another."""

    def __init__(self, clock: FakeClock, toolbox: Toolbox | None = None) -> None:
        self.state = ChatState()
        self.model = ""
        self.prompts: list[str] = []
        self.approver: Approver | None = None
        self.listener: Take | None = None
        self.toolbox: Toolbox | None = toolbox
        self.continued = self.repeated = self.retried = 0
        self._clock = clock
        self._events: asyncio.Queue[ev.StreamEvent] = asyncio.Queue()

    async def play(self, *events: ev.StreamEvent) -> None:
        """Let the turn have these events, and wait until it took them."""
        for event in events:
            self._events.put_nowait(event)
        await self._events.join()

    def set_system(self, text: str) -> None:
        self.state.apply(ev.SystemPromptChanged(self._clock.now(), text))

    def adopt(self, events: Iterable[ev.StreamEvent]) -> None:
        self.state.fold(events)

    def fail(self, fault: Fault) -> None:
        self._take(ev.TurnFailed(self._clock.now(), fault))

    def retry_now(self) -> None:
        self.retried += 1

    async def turn(self, prompt: str) -> None:
        self.prompts.append(prompt)
        await self._turn(ev.PromptSubmitted(self._clock.now(), prompt))

    async def continue_turn(self) -> None:
        self.continued += 1
        await self._turn(ev.ContinuationAsked(self._clock.now(), self.state.reply.id if self.state.reply else ""))

    async def repeat_turn(self) -> None:
        self.repeated += 1
        await self._turn(ev.TurnRepeated(self._clock.now()))

    async def run_again(self, call: ToolCall, arguments: str) -> None:
        await self._turn(ev.ToolCallRepeated(self._clock.now(), call.id, arguments))

    async def _turn(self, opening: ev.StreamEvent) -> None:
        self._take(opening)
        try:
            while self.state.phase.busy:
                self._take(await self._events.get())
                self._events.task_done()
        except asyncio.CancelledError:
            self._take(ev.TurnFailed(self._clock.now(), STOPPED))
            raise

    def _take(self, event: ev.StreamEvent) -> None:
        self.state.apply(event)
        if self.listener is not None:
            self.listener(event)


class FakeProvider:
    """Something to hand to a session."""

    closed = False

    async def ask(self, request: ChatRequest, take: Take) -> None:
        raise NotImplementedError

    def retry_now(self) -> None:
        raise NotImplementedError

    async def close(self) -> None:
        self.closed = True


class FakeEndpoint:
    """Opens when the test says so."""

    def __init__(
        self, *, ready: bool = True, model: str = "smollm2-135m", label: str = "local", hint: str = ""
    ) -> None:
        self.model = model
        self.label = label
        self.hint = hint
        self.takes_tools = True
        self.options: dict[str, Any] = {}
        self.opened = 0
        self.closed = False
        self._ready = ready
        self._outcome: asyncio.Future[None] | None = None
        self._on_progress: Callable[[Progress], None] = lambda progress: None

    async def models(self) -> Sequence[str]:
        return [self.model]

    def use_model(self, name: str) -> None:
        self.model = name

    async def open(self, on_progress: Callable[[Progress], None]) -> ChatProvider:
        self.opened += 1
        self._on_progress = on_progress
        if not self._ready:
            self._outcome = asyncio.get_running_loop().create_future()
            await self._outcome
        return FakeProvider()

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


class FakeServices:
    """What an app is given, and the sessions it began."""

    def __init__(
        self, endpoint: FakeEndpoint | None = None, *, theme: str | None = None, low_bandwidth: bool = False
    ) -> None:
        self.clock = FakeClock()
        self.endpoint = endpoint or FakeEndpoint()
        self.sessions: list[FakeSession] = []
        self.services = Services(self.endpoint, self._start_session, self.clock, theme, low_bandwidth)

    @property
    def session(self) -> FakeSession:
        """The one that is in use."""
        return self.sessions[-1]

    def _start_session(self, provider: ChatProvider) -> FakeSession:
        self.sessions.append(FakeSession(self.clock))
        return self.sessions[-1]
