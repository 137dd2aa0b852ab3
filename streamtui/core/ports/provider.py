"""What a session needs of whoever speaks an API, and of the place where that happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from streamtui.core.chat.events import StreamEvent
from streamtui.core.ports.model_facts import ModelFacts


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One request for a reply."""

    model: str
    messages: Sequence[Mapping[str, Any]]
    tools: Sequence[Mapping[str, Any]] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    """More parameters of the API: temperature, max_tokens, ..."""
    reply: str = ""
    """The id of the reply that it asks for."""


Take: TypeAlias = Callable[[StreamEvent], None]
"""Takes events as they happen; must not block for long. What it raises ends what it listens to, and is raised there."""


class ChatProvider(Protocol):
    """Code that speaks an API."""

    async def ask(self, request: ChatRequest, take: Take) -> None:
        """Hand over the events of one reply, from RequestSent to ReplyFinished or ReplyFailed.

        Raises ProviderError after the latter, and where there was nothing to send a request to; BudgetError where
        none may be sent. Cancelling the task is the one way to stop, and closes the connection at once.
        """
        ...

    def retry_now(self) -> None:
        """End the wait before the next attempt, if one is under way."""
        ...

    async def close(self) -> None:
        """Give back what the provider holds."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long preparation is."""

    label: str
    done: int = 0
    total: int | None = None
    """In bytes; `None` where nobody knows, and then `done` is of what the label names."""


@dataclass(frozen=True, slots=True)
class Access:
    """How requests reach a server."""

    base_url: str
    """With the version in its path: `http://127.0.0.1:8080/v1`."""
    api_key: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """More headers of every request."""
    extra_body: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """More fields of every request's body."""


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
    def api(self) -> str:
        """What is spoken there: chat, responses, or auto."""
        ...

    def use_api(self, name: str) -> None:
        """Speak another one from the next request on."""
        ...

    async def models(self) -> Sequence[str]:
        """The names of the models that can be asked there, in the place's own order. Raises StreamtuiError."""
        ...

    @property
    def context_limit(self) -> int | None:
        """Tokens that the model has room for, where that is known."""
        ...

    def facts(self, model: str) -> ModelFacts:
        """What is known of a model of this place. Takes a moment at first: not for the loop."""
        ...

    @property
    def takes_tools(self) -> bool:
        """Whether function tools are worth sending there."""
        ...

    @property
    def may_cost(self) -> bool:
        """Whether money may be asked for a reply."""
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
