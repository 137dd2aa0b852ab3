"""What a program sends and gets, as those see it who show it: its requests, the last of them while they come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Protocol, TypeAlias

from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.events.wire import RAW
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.state import ChatState
from streamtui.core.text.secrets import Secrets


class Stage(Enum):
    """How far a request is; the value is what is said of it."""

    ASKING = "asking"
    """Its body is still coming."""
    WAITING = "waiting"
    """It is with the server, which said nothing yet."""
    STREAMING = "streaming"
    DONE = "done"
    FAILED = "failed"
    """The server refused it, broke off, or was not reached."""
    LEFT = "left"
    """The program closed the connection before the response was whole, or the tap was ended."""

    @property
    def over(self) -> bool:
        """Nothing more comes of it."""
        return self in (Stage.DONE, Stage.FAILED, Stage.LEFT)


@dataclass(frozen=True, slots=True)
class TappedFigures:
    """What was measured of a reply; `None` where nobody knows."""

    ttft_s: float | None = None
    rate: float | None = None
    """Tokens a second from the first to the last."""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    estimated: bool = False
    """The tokens were not counted by the server."""
    calls: int = 0
    chunks: int = 0


@dataclass(slots=True, eq=False)
class Tapped:
    """One request of the program, and what came of it."""

    number: int
    """Counted from 1."""
    at: float
    """When its head came, in seconds of the clock."""
    started: str
    """The same by the wall clock, ISO 8601."""
    method: str
    path: str
    """As the program asked for it, without what is secret in its query."""
    url: str
    """Where it went."""
    connection: int = 0
    """Which of the program's connections."""
    api: str = RAW
    """`chat` or `responses`, where it is a request for a reply that is decoded."""
    foreign: str = ""
    """Whose API it is, where it is known and not decoded."""
    model: str = ""
    thread: int = 0
    """The number of the request with which its conversation began: its own, or that of an earlier one."""
    messages: int = 0
    tools: int = 0
    stage: Stage = Stage.ASKING
    status: int | None = None
    heard_at: float = 0.0
    """When the server sent something last."""
    ended_at: float | None = None
    why: str = ""
    """What went wrong, in a sentence."""
    size: int = 0
    """Bytes of the response's body so far, unpacked."""
    left_out: int = 0
    """Bytes of both bodies that passed and are in no recording, as this side was too slow or they were too many."""
    program_wait_s: float = 0.0
    """The longest that something lay there until the program took it."""
    figures: TappedFigures = TappedFigures()
    chat: ChatState | None = None
    """What it is folded to, while that is kept."""
    events: list[StreamEvent] = field(default_factory=list)
    """What it was made of, while that is kept."""
    recording: Path | None = None
    """Where it is recorded."""
    secrets: Secrets = field(default_factory=Secrets, repr=False)
    """What is hidden in all that is told of it, its own keys, too; while it is kept."""

    @property
    def decoded(self) -> bool:
        """It asks for a reply, which is read."""
        return self.api != RAW

    @property
    def reply(self) -> Reply | None:
        """The reply, while it is kept."""
        return self.chat.reply if self.chat is not None else None

    def duration_s(self, now: float) -> float:
        """From its head to its end, or until now."""
        return (now if self.ended_at is None else self.ended_at) - self.at


OnChange: TypeAlias = Callable[[Tapped], None]
"""Called when a request came, went further or ended; must not block for long."""


class Tap(Protocol):
    """A proxy that shows what goes through it."""

    @property
    def base_url(self) -> str:
        """What a program takes for its base URL, the token in it."""
        ...

    @property
    def upstream(self) -> str:
        """The base URL behind it."""
        ...

    @property
    def failure(self) -> str:
        """Why the last recording could not be written that could not; else nothing."""
        ...

    @property
    def lost(self) -> int:
        """So many recordings could not be written, or not to their end."""
        ...

    async def run(self, on_change: OnChange) -> None:
        """Show what goes through until it is stopped. Raises StreamtuiError where the proxy ended unasked."""
        ...

    async def stop(self) -> None:
        """Close all connections; what was seen by then is still shown, and `run` returns."""
        ...
