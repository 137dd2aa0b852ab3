"""A tool call, from its first argument delta to its result."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from streamtui.core.chat.events import (
    ApprovalAsked,
    ToolCallApproved,
    ToolCallDelta,
    ToolCallFinished,
    ToolCallRefused,
    ToolCallStarted,
    ToolEvent,
)
from streamtui.core.text.growing_text import GrowingText


class ToolCallState(Enum):
    """Where a call stands."""

    WRITING = "writing"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"
    CUT = "cut"
    NOT_RUN = "not run"

    @property
    def over(self) -> bool:
        """Nothing more will happen to the call."""
        return self not in (ToolCallState.WRITING, ToolCallState.WAITING, ToolCallState.RUNNING)


@dataclass(slots=True)
class ToolCall:
    """One function call of a reply. Its instants are those of the events; `None` where it did not come to that."""

    id: str = ""
    """Ours: no other call of the conversation has it."""
    server_id: str = ""
    """What the server calls it, and wants to be told with the result; it may be empty, or another call's too."""
    name: str = ""
    arguments: GrowingText = field(default_factory=GrowingText)
    """The JSON text, exactly as sent."""
    state: ToolCallState = ToolCallState.WRITING
    output: str | None = None
    """What was sent back to the model."""
    whole_output: str | None = None
    """All that the tool gave, where `output` is cut."""
    kept: Mapping[str, Any] = field(default_factory=dict)
    """Fields that the server wants back with the call."""
    repeated: bool = False
    """The person ran it again; the model neither made it nor is told of it."""
    edited: bool = False
    """It was repeated with other arguments."""
    first_delta_at: float = 0.0
    last_delta_at: float = 0.0
    argument_ats: array[float] = field(default_factory=lambda: array("d"))
    """The instant of each argument delta."""
    argument_sizes: array[int] = field(default_factory=lambda: array("L"))
    """The size of each argument delta, in characters."""
    completed_at: float | None = None
    """When the last of it arrived, once nothing more can come."""
    asked_at: float | None = None
    """When the person was asked for approval."""
    approved_at: float | None = None
    refused_at: float | None = None
    started_at: float | None = None
    finished_at: float | None = None

    def take(self, delta: ToolCallDelta) -> None:
        """Put one more piece on."""
        self.server_id = delta.id or self.server_id
        self.name += delta.name
        self.last_delta_at = delta.at
        if delta.arguments:
            self.arguments.append(delta.arguments)
            self.argument_ats.append(delta.at)
            self.argument_sizes.append(len(delta.arguments))

    def keep(self, item: Mapping[str, Any]) -> None:
        """Keep fields for the server; a later one replaces an earlier one of its name."""
        self.kept = {**self.kept, **item}

    def complete(self) -> None:
        """Nothing more of it will come: it waits to be run."""
        self.state = ToolCallState.WAITING
        self.completed_at = self.last_delta_at

    def advance(self, event: ToolEvent) -> None:
        """Take what happened to it after it was written."""
        match event:
            case ApprovalAsked():
                self.asked_at = event.at
            case ToolCallApproved():
                self.approved_at = event.at
            case ToolCallRefused():
                self.state = ToolCallState.REFUSED
                self.refused_at = event.at
                self.output = event.output
            case ToolCallStarted():
                self.state = ToolCallState.RUNNING
                self.started_at = event.at
            case ToolCallFinished():
                self.state = ToolCallState.DONE if event.ok else ToolCallState.FAILED
                self.finished_at = event.at
                self.output = event.output
                self.whole_output = event.whole_output

    def cut(self, at: float) -> None:
        """The turn ended before it was over; if it is over, nothing changes."""
        if not self.state.over:
            if self.state is ToolCallState.RUNNING:
                self.finished_at = at
            self.state = ToolCallState.CUT

    def leave(self) -> None:
        """The turn came to its end, and nothing runs the call."""
        if self.state is ToolCallState.WAITING:
            self.state = ToolCallState.NOT_RUN

    def again(self, arguments: str, at: float, new_id: str = "") -> ToolCall:
        """The same call, made by the person at that instant."""
        return ToolCall(
            id=new_id,
            name=self.name,
            arguments=GrowingText(arguments),
            state=ToolCallState.WAITING,
            repeated=True,
            edited=arguments != str(self.arguments),
            first_delta_at=at,
            last_delta_at=at,
            completed_at=at,
        )

    @property
    def asking(self) -> bool:
        """The person is asked for approval and has not answered."""
        return self.state is ToolCallState.WAITING and self.asked_at is not None and self.approved_at is None

    @property
    def running(self) -> bool:
        """It is run here."""
        return self.state is ToolCallState.RUNNING

    @property
    def running_s(self) -> float | None:
        """Seconds from start to result."""
        if self.started_at is None or self.finished_at is None:
            return None
        return self.finished_at - self.started_at

    @property
    def waited_s(self) -> float | None:
        """Seconds until the person answered whether it may run."""
        answered_at = self.refused_at if self.approved_at is None else self.approved_at
        return None if self.asked_at is None or answered_at is None else answered_at - self.asked_at

    @property
    def writing_s(self) -> float:
        """Seconds from the first argument delta to the last."""
        return self.last_delta_at - self.first_delta_at
