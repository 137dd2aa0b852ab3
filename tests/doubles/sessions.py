"""Sessions under the test's control: one that plays what it is given, one that plays a recording."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from streamtui.core.chat import events as ev
from streamtui.core.chat.attachments import Attachment
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.chat.tree import ConversationTree
from streamtui.core.faults.faults import Fault
from streamtui.core.ports.provider import ChatProvider, Endpoint, Take
from streamtui.core.ports.session import Conversing, Recorder
from streamtui.core.ports.tools import Approver, Toolbox
from streamtui.session.growing_tree import GrowingTree
from tests.doubles.clocks import FakeClock, numbered_ids

STOPPED = Fault("cancelled", "Stopped.")


class FakeSession:
    """Plays the events that the test puts in, one turn after another."""

    def __init__(self, clock: FakeClock, toolbox: Toolbox | None = None) -> None:
        self.state = ChatState()
        self.whole = True
        self.model = ""
        self.prompts: list[str] = []
        self.approver: Approver | None = None
        self.listener: Take | None = None
        self.toolbox: Toolbox | None = toolbox
        self.moved_to: list[Endpoint] = []
        self.continued = self.repeated = self.retried = 0
        self.kept: list[ev.StreamEvent] = []
        self.edited: list[tuple[str, str]] = []
        self.kept_as = "fake"
        self.recorder: Recorder | None = None
        self._growing = GrowingTree(numbered_ids())
        self.tree = self._growing.tree
        self._clock = clock
        self._events: asyncio.Queue[ev.StreamEvent] = asyncio.Queue()

    async def play(self, *events: ev.StreamEvent) -> None:
        """Let the turn have these events, and wait until it took them."""
        for event in events:
            self._events.put_nowait(event)
        await self._events.join()

    async def recall(self, most_mb: int | None = None) -> None:
        """All is there."""

    def record(self, recorder: Recorder | None) -> None:
        self.recorder = recorder
        for event in self.kept:
            if recorder is not None:
                recorder.record(event)

    def set_system(self, text: str) -> None:
        self.state.apply(ev.SystemPromptChanged(self._clock.now(), text))

    def set_parameters(self, parameters: Mapping[str, Any]) -> None:
        self.state.apply(ev.ParametersChanged(self._clock.now(), parameters))

    def set_persona(self, name: str, system: str = "", parameters: Mapping[str, Any] | None = None) -> None:
        self.state.apply(ev.PersonaTaken(self._clock.now(), name, system, parameters or {}))

    def move(self, provider: ChatProvider, endpoint: Endpoint) -> None:
        self.moved_to.append(endpoint)

    def aside(self, count: int, *, again: bool = False) -> Sequence[Recorder]:
        return ()

    def adopt(self, turns: Sequence[Iterable[ev.StreamEvent]], *, again: bool = False) -> None:
        for event in turns[-1] if turns else ():
            self._take(event)

    def fail(self, fault: Fault) -> None:
        self._take(ev.TurnFailed(self._clock.now(), fault))

    def mark(self, text: str) -> None:
        self._take(ev.MarkSet(self._clock.now(), text))

    def retry_now(self) -> None:
        self.retried += 1

    async def read_whole(self) -> None:
        """It is there."""

    async def turn(self, prompt: str, parts: Sequence[Attachment] = ()) -> None:
        self.prompts.append(prompt)
        await self._turn(ev.PromptSubmitted(self._clock.now(), prompt, f"p{len(self.prompts)}", parts=tuple(parts)))

    async def continue_turn(self) -> None:
        self.continued += 1
        await self._turn(ev.ContinuationAsked(self._clock.now(), self.state.reply.id if self.state.reply else ""))

    async def edit(self, message: str, prompt: str, parts: Sequence[Attachment] = ()) -> None:
        self.edited.append((message, prompt))
        await self.turn(prompt, parts)

    async def ask_again(self, message: str = "") -> None:
        self.repeated += 1
        await self._turn(ev.TurnRepeated(self._clock.now()))

    async def take_branch(self, turn: str) -> None:
        for event in (ev.BranchTaken(self._clock.now(), turn), *self._growing.show(self.tree.end_of(turn))):
            self._hear(event)

    def leave_out(self, message: str, left_out: bool) -> None:
        self._take(ev.MessageLeftOut(self._clock.now(), message, left_out))

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
        self._hear(event)
        self._growing.take(event, self.state)

    def _hear(self, event: ev.StreamEvent) -> None:
        self.state.apply(event)
        self.kept.append(event)
        if self.recorder is not None:
            self.recorder.record(event)
        if self.listener is not None:
            self.listener(event)


class RecordedSession:
    """core.ports.session.Conversing that plays one recorded turn, at most `until` of its events."""

    def __init__(
        self, events: list[ev.StreamEvent], clock: FakeClock, toolbox: Toolbox, until: int | None = None
    ) -> None:
        self.state = ChatState()
        self.whole = True
        self.approver: Approver | None = None
        self.listener: Take | None = None
        self.toolbox = toolbox
        self.tree = ConversationTree()
        self.kept: list[ev.StreamEvent] = []
        self.kept_as = ""
        self.paused = asyncio.Event()
        """Set where the recording stands still."""
        self._events = events[:until]
        self._whole = until is None
        self._clock = clock

    async def recall(self, most_mb: int | None = None) -> None:
        """All is there."""

    def record(self, recorder: Recorder | None) -> None:
        raise AssertionError("a recording can't be told anything")

    def set_system(self, text: str) -> None:
        raise AssertionError("a recording can't be told anything")

    def set_parameters(self, parameters: Mapping[str, Any]) -> None:
        raise AssertionError("a recording can't be told anything")

    def set_persona(self, name: str, system: str = "", parameters: Mapping[str, Any] | None = None) -> None:
        raise AssertionError("a recording can't be told anything")

    def move(self, provider: ChatProvider, endpoint: Endpoint) -> None:
        """It asks nobody."""

    async def read_whole(self) -> None:
        """It is there."""

    async def turn(self, prompt: str, parts: Sequence[Attachment] = ()) -> None:
        for event in self._events:
            self._clock.advance(max(0.0, event.at - self._clock.now()))
            self.state.apply(event)
            self.kept.append(event)
            if self.listener is not None:
                self.listener(event)
        self.paused.set()
        if not self._whole:
            await asyncio.Event().wait()

    async def continue_turn(self) -> None:
        raise AssertionError("a recording can't be told anything")

    async def edit(self, message: str, prompt: str, parts: Sequence[Attachment] = ()) -> None:
        raise AssertionError("a recording can't be told anything")

    async def ask_again(self, message: str = "") -> None:
        raise AssertionError("a recording can't be told anything")

    async def take_branch(self, turn: str) -> None:
        raise AssertionError("a recording can't be told anything")

    def leave_out(self, message: str, left_out: bool) -> None:
        raise AssertionError("a recording can't be told anything")

    async def run_again(self, call: ToolCall, arguments: str) -> None:
        raise AssertionError("a recording can't be told anything")

    def aside(self, count: int, *, again: bool = False) -> Sequence[Recorder]:
        raise AssertionError("a recording can't be told anything")

    def adopt(self, turns: Sequence[Iterable[ev.StreamEvent]], *, again: bool = False) -> None:
        raise AssertionError("a recording can't be told anything")

    def fail(self, fault: Fault) -> None:
        raise AssertionError("a recording can't be told anything")

    def mark(self, text: str) -> None:
        raise AssertionError("a recording can't be told anything")

    def retry_now(self) -> None:
        raise AssertionError("a recording can't be told anything")


class FakeRecorder:
    """Keeps the events."""

    def __init__(self) -> None:
        self.events: list[ev.StreamEvent] = []

    def record(self, event: ev.StreamEvent) -> None:
        self.events.append(event)


_played: type[Conversing] = FakeSession
_recorded: type[Conversing] = RecordedSession
_recorder: type[Recorder] = FakeRecorder
