"""What the person has set since some turn, which is in force on another path from there, too."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from msgspec.structs import replace

from streamtui.core.chat.events import MessageLeftOut, ParametersChanged, PersonaTaken, StreamEvent, SystemPromptChanged
from streamtui.core.chat.tree import Turn


def set_since(turns: Iterable[Turn], messages: Container[str], at: float) -> Iterator[StreamEvent]:
    """Persona, system prompt, parameters, and which of the `messages` are sent, as set last; of that instant."""
    last: dict[object, StreamEvent] = {}
    for event in (event for turn in turns for event in turn.events or ()):
        match event:
            case SystemPromptChanged() | ParametersChanged() | PersonaTaken():
                last[type(event)] = event
            case MessageLeftOut() if event.message in messages:
                last[event.message] = event
    yield from (replace(event, at=at) for event in last.values())
