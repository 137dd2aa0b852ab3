"""What the app is given: the one place where the screen meets the rest of the program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from streamtui.core.ports import ChatProvider, Clock, Endpoint, Session


@dataclass(frozen=True, slots=True)
class Services:
    """Everything from outside that the app uses."""

    endpoint: Endpoint
    start_session: Callable[[ChatProvider], Session]
    """Begins an empty conversation."""
    clock: Clock
    theme: str | None = None
    """dark, light, or one of Textual's themes by name; `None` where the person did not say."""
    low_bandwidth: bool = False
    """Fewer and calmer frames, for a slow line."""
