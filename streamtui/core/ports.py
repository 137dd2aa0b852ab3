"""The borders: what a session needs of the world, and what a front-end needs of a session."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from streamtui.core.events import StreamEvent
from streamtui.core.state import ChatState


class Clock(Protocol):
    """Where instants come from."""

    def now(self) -> float:
        """Seconds of a monotonic clock."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait that long."""
        ...


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One request for a reply."""

    model: str
    messages: Sequence[Mapping[str, Any]]
    tools: Sequence[Mapping[str, Any]] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    """More parameters of the API: temperature, max_tokens, ..."""


class ChatProvider(Protocol):
    """Code that speaks an API."""

    def stream(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """The events of one reply, from RequestSent to ReplyFinished.

        Raises ProviderError when it can't be had or breaks off; what was yielded before that stands. Closing the
        iterator, or cancelling the task that reads it, closes the connection.
        """
        ...

    def retry_now(self) -> None:
        """End the wait before the next attempt, if one is under way."""
        ...

    async def close(self) -> None:
        """Give back what the provider holds."""
        ...


@dataclass(frozen=True, slots=True)
class ToolOutput:
    """What a tool call gave."""

    text: str
    ok: bool = True


class Toolbox(Protocol):
    """The function tools a model may call."""

    def definitions(self) -> Sequence[Mapping[str, Any]]:
        """The `tools` parameter of the API."""
        ...

    async def run(self, name: str, arguments: str) -> ToolOutput:
        """Run a tool with its JSON arguments. Never raises for what a tool or a model did wrong: that is the output."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long preparation is."""

    label: str
    done: int = 0
    total: int | None = None
    """In bytes; `None` where nobody knows."""


class Endpoint(Protocol):
    """A place to talk to, which may need preparing: a model to fetch, a child process to start, a package to import."""

    @property
    def label(self) -> str:
        """How the screen names it: the profile's name."""
        ...

    @property
    def model(self) -> str:
        """The model asked for; empty until the server has been asked, where none was named."""
        ...

    @property
    def hint(self) -> str:
        """A standing sentence to the person about this place, or nothing."""
        ...

    def use_model(self, name: str) -> None:
        """Ask another model from the next request on; `open` wants to be called before that.

        Raises StreamtuiError where it can be known that the place has no such model.
        """
        ...

    @property
    def takes_tools(self) -> bool:
        """Whether function tools are worth sending there."""
        ...

    @property
    def options(self) -> Mapping[str, Any]:
        """Parameters of the API that every request to this place carries."""
        ...

    async def open(self, on_progress: Callable[[Progress], None]) -> ChatProvider:
        """Prepare and connect. Raises StreamtuiError; may be called again after that or after a cancellation."""
        ...

    async def close(self) -> None:
        """End what `open` began."""
        ...


class Recorder(Protocol):
    """Keeps events for later."""

    def record(self, event: StreamEvent) -> None:
        """Take one event; must not block for long."""
        ...


class Session(Protocol):
    """A chat that can be talked to: live, or a replay.

    Every turn yields its events, folded into the state already. Closing the generator, or cancelling the task that
    reads it, stops the turn and keeps what arrived.
    """

    @property
    def state(self) -> ChatState:
        """The chat as it stands; changes only while a turn is being read, and by `set_system`."""
        ...

    def set_system(self, text: str) -> None:
        """Set the system prompt; empty text removes it."""
        ...

    def turn(self, prompt: str) -> AsyncGenerator[StreamEvent, None]:
        """Send a message."""
        ...

    def continue_turn(self) -> AsyncGenerator[StreamEvent, None]:
        """Ask the model to go on where its last reply broke off."""
        ...

    def repeat_turn(self) -> AsyncGenerator[StreamEvent, None]:
        """Ask the last message again; what was replied to it is set aside."""
        ...

    def retry_now(self) -> None:
        """End the wait before the next attempt, if one is under way."""
        ...
