"""The app fed by a recording: the same events at the same instants, up to a moment that stands still."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

from streamtui.core.chat import events as ev
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.faults.faults import Fault
from streamtui.core.ports.provider import Take
from streamtui.core.ports.tools import Approver
from streamtui.frontends.tui.app import StreamtuiApp
from streamtui.frontends.tui.desk.services import Services
from streamtui.storage.recordings.recording_file import read_recording
from streamtui.tools.builtins import builtin_tools
from streamtui.tools.registry import Registry
from tests.fakes import FakeClock
from tests.session.fakes import FakeEndpoint

RECORDINGS = Path(__file__).parent / "recordings"


class RecordedSession:
    """core.ports.session.Conversing that plays one recorded turn, at most `until` of its events."""

    def __init__(self, events: list[ev.StreamEvent], clock: FakeClock, until: int | None = None) -> None:
        self.state = ChatState()
        self.approver: Approver | None = None
        self.listener: Take | None = None
        self.toolbox = Registry(builtin_tools({}, RECORDINGS))
        self.paused = asyncio.Event()
        """Set where the recording stands still."""
        self._events = events[:until]
        self._whole = until is None
        self._clock = clock

    def set_system(self, text: str) -> None:
        raise AssertionError("a recording can't be told anything")

    async def turn(self, prompt: str) -> None:
        for event in self._events:
            self._clock.advance(max(0.0, event.at - self._clock.now()))
            self.state.apply(event)
            if self.listener is not None:
                self.listener(event)
        self.paused.set()
        if not self._whole:
            await asyncio.Event().wait()

    async def continue_turn(self) -> None:
        raise AssertionError("a recording can't be told anything")

    repeat_turn = continue_turn

    async def run_again(self, call: ToolCall, arguments: str) -> None:
        raise AssertionError("a recording can't be told anything")

    def adopt(self, events: Iterable[ev.StreamEvent]) -> None:
        raise AssertionError("a recording can't be told anything")

    def fail(self, fault: Fault) -> None:
        raise AssertionError("a recording can't be told anything")

    def retry_now(self) -> None:
        raise AssertionError("a recording can't be told anything")


def recorded_app(
    name: str, *, until: int | None = None, theme: str = "dark", label: str = "local", hint: str = ""
) -> tuple[StreamtuiApp, RecordedSession, str]:
    """The app on a recording, its session, and the recorded prompt (type it and press Enter to begin)."""
    recording = read_recording(RECORDINGS / f"{name}.jsonl")
    prompt = next(event.text for event in recording.events if isinstance(event, ev.PromptSubmitted))
    clock = FakeClock(recording.events[0].at)
    session = RecordedSession(recording.events, clock, until)
    endpoint = FakeEndpoint(model=recording.header.model)
    endpoint.label, endpoint.hint = label, hint
    return StreamtuiApp(Services(endpoint, lambda _: session, clock, theme=theme)), session, prompt
