"""The borders: what a session needs of the world, and what a front-end needs of a session."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from streamtui.core.events import StreamEvent
from streamtui.core.state import ChatState
from streamtui.core.tool_calls import ToolCall


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
class ToolInfo:
    """What is known of a tool."""

    name: str
    description: str
    parameters: Mapping[str, Any]
    """JSON Schema of its arguments."""
    source: str
    """Where it comes from, for the person: `built-in`, a file's path, or `MCP` and the server's name."""
    read_only: bool = False
    """It changes nothing, here or elsewhere."""


@dataclass(frozen=True, slots=True)
class ToolOutput:
    """What a tool call gave."""

    text: str
    """What the model is told."""
    ok: bool = True
    whole: str | None = None
    """All of it, where `text` was cut."""


class Toolbox(Protocol):
    """The function tools that a model may call in one conversation."""

    async def ready(self) -> Sequence[str]:
        """Start what is not started yet (MCP servers); gives sentences to the person about tools that can't be had.

        Until it returned, the tools of such a place are unknown. It may be called again, and says each thing once.
        """
        ...

    def tools(self) -> Sequence[ToolInfo]:
        """All there are, switched on or off."""
        ...

    def info(self, name: str) -> ToolInfo | None:
        """The tool of that name, if there is one and it is switched on."""
        ...

    def is_on(self, name: str) -> bool:
        """The model is told of the tool and may call it."""
        ...

    def switch(self, name: str, *, on: bool) -> None:
        """Switch a tool on or off, from the next request on."""
        ...

    def definitions(self) -> Sequence[Mapping[str, Any]]:
        """The `tools` parameter of the API: those that are on."""
        ...

    def objection(self, name: str, arguments: str) -> str | None:
        """Why a call can't be run: no such tool, arguments that are not JSON or don't fit; `None` where it can."""
        ...

    async def run(self, name: str, arguments: str) -> ToolOutput:
        """Run a tool with its JSON arguments. Never raises for what a tool or a model did wrong: that is the output."""
        ...


@dataclass(frozen=True, slots=True)
class Approval:
    """What the person says to a tool call that wants to run."""

    answer: Literal["yes", "no", "always"]
    """`always`: this tool need not ask again in this conversation."""
    word: str = ""
    """To the model, with a no."""


class Approver(Protocol):
    """Whoever is asked before a tool runs that may change something."""

    async def approve(self, call: ToolCall, tool: ToolInfo) -> Approval:
        """Ask; one call at a time. It is cancelled when the turn is stopped, and must then withdraw the question."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long preparation is."""

    label: str
    done: int = 0
    total: int | None = None
    """In bytes; `None` where nobody knows."""


@dataclass(frozen=True, slots=True)
class Access:
    """How requests reach a server."""

    base_url: str
    """With the version in its path: `http://127.0.0.1:8080/v1`."""
    api_key: str = field(repr=False)


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

    async def access(self) -> Access:
        """Where the opened place listens, for those who want the raw wire."""
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

    approver: Approver | None
    """Who is asked before a tool runs; set by the front-end. Without one, calls that need a word are refused."""

    @property
    def state(self) -> ChatState:
        """The chat as it stands; changes only while a turn is being read, and by `set_system`."""
        ...

    @property
    def toolbox(self) -> Toolbox | None:
        """The tools of this conversation; a replay has none."""
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

    def run_again(self, call: ToolCall, arguments: str) -> AsyncGenerator[StreamEvent, None]:
        """Run a call of the conversation once more, with these arguments, as a new call of its last reply.

        It is the person's: nobody is asked for approval, the model is not told, and no reply follows.
        """
        ...

    def adopt(self, events: Iterable[StreamEvent]) -> None:
        """Take in a whole turn that happened elsewhere, as in a race, with its instants; none may be under way here."""
        ...

    def retry_now(self) -> None:
        """End the wait before the next attempt, if one is under way."""
        ...
