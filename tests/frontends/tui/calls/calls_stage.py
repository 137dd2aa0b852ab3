"""The app with the real session and real tools, on a provider whose streams the test plays."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from math import inf
from typing import Annotated, Literal

from pydantic import Field
from textual.pilot import Pilot

from streamtui.core.chat import events as ev
from streamtui.core.ports.provider import ChatProvider
from streamtui.frontends.tui.app import StreamtuiApp
from streamtui.frontends.tui.calls.approval import ApprovalScreen
from streamtui.frontends.tui.desk.services import Services
from streamtui.frontends.tui.kit.guard import QUIET_S, TYPING_S
from streamtui.session.live import LiveSession
from streamtui.tools.function_tool import FunctionTool
from streamtui.tools.registry import Registry
from tests.doubles.clocks import FakeClock, numbered_ids
from tests.doubles.providers import FakeEndpoint, FakeProvider, Script
from tests.frontends.tui.stage import WIDE, Stage


class Gate(asyncio.Event):
    """A place in a stream at which it stands still until the test opens it."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = asyncio.Event()

    async def wait(self) -> Literal[True]:
        self.reached.set()
        return await super().wait()


def beginning() -> list[ev.StreamEvent]:
    """What comes before the first delta."""
    return [ev.RequestSent(0.0, 1, "fake", "https://api.example/v1"), ev.ResponseStarted(0.2)]


def deltas(position: int, name: str, arguments: str, size: int = 4, at: float = 0.5) -> list[ev.StreamEvent]:
    """One call in small pieces, 10 ms apart."""
    pieces = [arguments[start : start + size] for start in range(0, len(arguments), size)]
    head = ev.ToolCallDelta(at, position, id=f"call_{position}", name=name)
    return [head, *(ev.ToolCallDelta(at + n / 100, position, arguments=piece) for n, piece in enumerate(pieces))]


def interleaved(*calls: Sequence[ev.StreamEvent]) -> list[ev.StreamEvent]:
    """The deltas of several calls in turn."""
    longest = max(map(len, calls))
    return [call[place] for place in range(longest) for call in calls if place < len(call)]


def calling(*calls: tuple[str, str]) -> Script:
    """A whole reply that makes these calls: name, arguments."""
    made = [delta for place, (name, text) in enumerate(calls) for delta in deltas(place, name, text)]
    return [*beginning(), *made, ev.ReplyFinished(9.0)]


def saying(text: str) -> Script:
    """A whole reply of text."""
    return [*beginning(), ev.TextDelta(0.5, text), ev.ReplyFinished(1.0)]


class Desk:
    """The tools, and what they did."""

    def __init__(self) -> None:
        self.written: list[tuple[str, str]] = []
        self.hanging = asyncio.Event()

    def look(self, place: str, unit: str = "celsius") -> dict[str, object]:
        """Look at the weather."""
        return {"place": place, "unit": unit, "degrees": 18}

    def write(self, path: str, content: str) -> str:
        """Write a file."""
        self.written.append((path, content))
        return f"wrote {len(content)} characters"

    def forecast(
        self, days: Annotated[int, Field(ge=1)], code: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "OSL"
    ) -> str:
        """Say what weather comes."""
        return f"{days} fine days in {code}"

    async def hang(self) -> None:
        """Never come back."""
        self.hanging.set()
        await asyncio.Event().wait()

    def tools(self) -> Iterable[FunctionTool]:
        yield FunctionTool(self.look, read_only=True)
        yield FunctionTool(self.write, source="MCP files")
        yield FunctionTool(self.forecast, read_only=True)
        yield FunctionTool(self.hang, read_only=True)


class CallsStage(Stage):
    """What a test does with the app, whose replies go on by themselves."""

    def __init__(
        self, app: StreamtuiApp, pilot: Pilot[object], provider: FakeProvider, desk: Desk, clock: FakeClock
    ) -> None:
        self.app, self.pilot = app, pilot
        self.provider, self.desk, self.clock = provider, desk, clock

    async def ask(self, text: str = "Go.") -> None:
        """Send, and wait for the end of the turn, or for a question to the person."""
        await self.send(text)
        await self.idle()

    async def idle(self) -> None:
        """Wait until nothing is under way but a question to the person."""
        turns = self.chat_screen.desk.turns
        while (task := turns._task) is not None and len(self.app.screen_stack) == 1:
            if self.chat_screen.guard.waits:
                if self.prompt.text:
                    break
                self.clock.advance(TYPING_S)
            await asyncio.wait({task}, timeout=0.005)
            await self.pilot.pause()
        await self.settle()

    async def answer(self, *keys: str) -> None:
        """Press keys once the question has stood there for a while."""
        await self.drawn()
        self.clock.advance(2 * QUIET_S)
        await self.press(*keys)

    async def drawn(self) -> ApprovalScreen:
        """Wait until a question stands on the screen."""
        while not isinstance(screen := self.app.screen, ApprovalScreen) or screen.guard.left_s == inf:
            if self.chat_screen.guard.waits and not self.prompt.text:
                self.clock.advance(TYPING_S)
            await self.pilot.pause()
        return screen

    async def until(self, gate: Gate) -> None:
        """Wait until the stream stands at the gate."""
        await gate.reached.wait()
        await self.settle()

    def row(self, word: str) -> str:
        """The first line of the screen that has the word in it."""
        return next(line for line in self.lines if word in line)


@asynccontextmanager
async def calls_stage(
    *scripts: Script, size: tuple[int, int] = WIDE, open_inspector: bool = True, timeout_s: float = 30.0
) -> AsyncIterator[CallsStage]:
    """The app, its calls open, on a provider that plays these scripts one after the other."""
    clock, desk = FakeClock(10.0), Desk()
    provider = FakeProvider(*scripts)
    endpoint = FakeEndpoint(provider)

    def start_session(connected: ChatProvider) -> LiveSession:
        toolbox = Registry(desk.tools(), timeout_s=timeout_s)
        return LiveSession(connected, endpoint, clock, new_id=numbered_ids(), toolbox=toolbox)

    app = StreamtuiApp(Services(endpoint, start_session, clock, open_inspector=open_inspector))
    async with app.run_test(size=size) as pilot:
        on = CallsStage(app, pilot, provider, desk, clock)
        await on.settle()
        yield on
