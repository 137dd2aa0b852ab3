"""What the app is given: the one place where the screen meets the rest of the program."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Protocol

from streamtui.core.events import StreamEvent
from streamtui.core.ports import ChatProvider, Clock, Endpoint
from streamtui.core.state import ChatState


class ChatSession(Protocol):
    """A conversation that the person steers. Cancelling the task that reads a turn stops it and keeps what arrived."""

    @property
    def state(self) -> ChatState:
        """The chat as it stands; every event is folded in before it is yielded."""
        ...

    def set_system(self, text: str) -> None:
        """Set the system prompt; empty text removes it."""
        ...

    def use_model(self, name: str) -> None:
        """Ask another model from the next request on."""
        ...

    def turn(self, prompt: str) -> AsyncGenerator[StreamEvent, None]:
        """Send a message."""
        ...

    def continue_turn(self) -> AsyncGenerator[StreamEvent, None]:
        """Have a reply that broke off go on."""
        ...

    def repeat_turn(self) -> AsyncGenerator[StreamEvent, None]:
        """Ask the last message again."""
        ...

    def retry_now(self) -> None:
        """End the wait before the next attempt."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """Everything from outside that the app uses."""

    endpoint: Endpoint
    start_session: Callable[[ChatProvider], ChatSession]
    """Begins an empty conversation."""
    clock: Clock
    theme: str | None = None
    """dark, light, or one of Textual's themes by name; `None` where the person did not say."""
    low_bandwidth: bool = False
    """Fewer and calmer frames, for a slow line."""
