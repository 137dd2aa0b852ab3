"""An exchange read as the stream of a response: its events by their types, strictly as they were sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from streamtui.checks.exchange import Exchange, parsed_json
from streamtui.core.json_text.values import mapping, mappings, text
from streamtui.core.wire.arrivals import Event
from streamtui.core.wire.sse import DONE
from streamtui.core.wire.stream_errors import error_in

TERMINAL = ("response.completed", "response.incomplete", "response.failed")
TEXTS = {
    "response.output_text": "text",
    "response.refusal": "refusal",
    "response.reasoning_text": "text",
    "response.reasoning_summary_text": "text",
    "response.function_call_arguments": "arguments",
}
"""What grows by `.delta` events, and the field of its `.done` event that holds it whole."""


@dataclass
class Streamed:
    """One response."""

    exchange: Exchange

    @cached_property
    def events(self) -> list[tuple[str, dict[str, Any]]]:
        """The events without `[DONE]`: the name of each as framed, and its data, empty if that is no object."""
        return [(event.name, mapping(parsed_json(event.data))) for event in self._sent]

    @property
    def _sent(self) -> Iterator[Event]:
        return (event for event in self.exchange.events if not event.data.startswith(DONE))

    @property
    def delta_times(self) -> list[float]:
        """When something to see came: words, thoughts, a piece of a call."""
        return [event.at for event in self._sent if text(mapping(parsed_json(event.data)).get("delta"))]

    @cached_property
    def failures(self) -> list[tuple[int, dict[str, Any]]]:
        """The events that tell of an error: their places, and what they say, with `code` and `message`."""
        found = []
        for place, ((name, data), kind) in enumerate(zip(self.events, self.types, strict=True)):
            if kind == "response.failed":
                found.append((place, mapping(mapping(data.get("response")).get("error"))))
            elif kind == "error" or error_in(data, name) is not None:
                found.append((place, mapping(data.get("error")) or data))
        return found

    @cached_property
    def types(self) -> list[str]:
        """Their types, in order."""
        return [text(data.get("type")) for _, data in self.events]

    def of(self, *types: str) -> list[dict[str, Any]]:
        """The data of the events of these types."""
        return [data for (_, data), kind in zip(self.events, self.types, strict=True) if kind in types]

    @cached_property
    def begun(self) -> dict[str, Any]:
        """The response as the first event that holds it has it."""
        return next((mapping(data["response"]) for _, data in self.events if "response" in data), {})

    @cached_property
    def final(self) -> dict[str, Any]:
        """The response as the first terminal event has it."""
        return next((mapping(data.get("response")) for data in self.of(*TERMINAL)), {})

    @cached_property
    def output(self) -> list[dict[str, Any]]:
        """The items of it."""
        return mappings(self.final.get("output"))

    @cached_property
    def added(self) -> dict[Any, dict[str, Any]]:
        """The items as they were when they were added, by output index."""
        return dict(_items(self.of("response.output_item.added")))

    @property
    def only_thoughts(self) -> bool:
        """Nothing but reasoning was added."""
        return {text(item.get("type")) for item in self.added.values()} == {"reasoning"}

    @cached_property
    def done(self) -> dict[Any, dict[str, Any]]:
        """The items when they were done, by output index."""
        return dict(_items(self.of("response.output_item.done")))

    @cached_property
    def calls(self) -> list[dict[str, Any]]:
        """The function calls, as they were done."""
        return [item for item in self.done.values() if item.get("type") == "function_call"]

    @cached_property
    def said(self) -> str:
        """The answer, or why there is none, out of its deltas."""
        said = self.of("response.output_text.delta", "response.refusal.delta")
        return "".join(text(data.get("delta")) for data in said)

    @cached_property
    def text(self) -> str:
        """The same without keys: a part of it may be shown."""
        return self.exchange.secrets.redact(self.said)

    def shown(self, value: object) -> str:
        """Anything of the server's as part of a sentence."""
        return "missing" if value is None else self.exchange.shown(value)

    def named(self, place: int) -> str:
        """The event there by its type, or by what else its data say that it is, as a chunk of chat completions."""
        return self.shown(self.types[place] or self.events[place][1].get("object"))


def text_of(item: dict[str, Any]) -> str:
    """The text of a message, or the arguments of a call."""
    parts = (text(part.get("text")) or text(part.get("refusal")) for part in mappings(item.get("content")))
    return text(item.get("arguments")) or "".join(parts)


def _items(events: list[dict[str, Any]]) -> Iterator[tuple[Any, dict[str, Any]]]:
    for data in events:
        place = data.get("output_index")
        yield place if type(place) is int else None, mapping(data.get("item"))
