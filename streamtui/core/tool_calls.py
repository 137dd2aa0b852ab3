"""A tool call, from its first argument delta to its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from streamtui.core.events import ToolCallDelta
from streamtui.core.growing_text import GrowingText


class ToolCallState(Enum):
    """Where a call stands."""

    WRITING = "writing"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CUT = "cut"


@dataclass(slots=True)
class ToolCall:
    """One function call of a reply."""

    id: str = ""
    name: str = ""
    arguments: GrowingText = field(default_factory=GrowingText)
    """The JSON text, exactly as sent."""
    state: ToolCallState = ToolCallState.WRITING
    output: str | None = None
    """What was sent back to the model."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    first_delta_at: float = 0.0
    last_delta_at: float = 0.0
    started_at: float | None = None
    finished_at: float | None = None

    def take(self, delta: ToolCallDelta) -> None:
        """Put one more piece on."""
        self.id = delta.id or self.id
        self.name += delta.name
        self.arguments.append(delta.arguments)
        self.last_delta_at = delta.at
        if delta.extra:
            self.extra = {**self.extra, **delta.extra}

    @property
    def running_s(self) -> float | None:
        """Seconds from start to result."""
        if self.started_at is None or self.finished_at is None:
            return None
        return self.finished_at - self.started_at

    @property
    def writing_s(self) -> float:
        """Seconds from the first argument delta to the last."""
        return self.last_delta_at - self.first_delta_at
