"""One request and what came back: the raw packets with the instants of their arrival, and what can be read in them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from streamtui.core.faults.error_reading import read_error_body
from streamtui.core.faults.server_words import address, excerpt
from streamtui.core.json_text.values import count, integer, mapping, mappings, text
from streamtui.core.text.secrets import Secrets
from streamtui.core.wire.arrivals import Chunk, Event, Packet
from streamtui.core.wire.sse import DONE, SseDecoder
from streamtui.core.wire.stream_errors import error_in

_LONGEST_SHOWN = 80


@dataclass
class Exchange:
    """Grows while the response is read; the properties are for afterwards."""

    sent_at: float
    secrets: Secrets = field(default_factory=Secrets)
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    packets: list[Packet] = field(default_factory=list)
    ended_at: float = 0.0
    broken: str = ""
    """Why the body ended before it was over; empty where it ended well, or was left on purpose."""

    @cached_property
    def body(self) -> bytes:
        """All bytes."""
        return b"".join(packet.data for packet in self.packets)

    @cached_property
    def events(self) -> list[Event]:
        """The events, `[DONE]` among them, as the lenient decoder reads them."""
        decoder = SseDecoder()
        found = [
            Event(packet.at, event.name, event.data)
            for packet in self.packets
            for event in decoder.feed(packet.data)
            if event.data
        ]
        return found + [Event(self.ended_at, event.name, event.data) for event in decoder.close() if event.data]

    @cached_property
    def chunks(self) -> list[Chunk]:
        """The events that are JSON objects."""
        parsed = ((event.at, parsed_json(event.data)) for event in self.events if not event.data.startswith(DONE))
        return [Chunk(at, data) for at, data in parsed if isinstance(data, dict)]

    @cached_property
    def error(self) -> str:
        """What the server says went wrong: in the body of a refusal, or inside the stream. Empty where nothing did."""
        if self.status >= 400:
            said = read_error_body(self.body.decode("utf-8", "replace")).words
            return self.shown(said) if said else "a body without words"
        if self.status >= 300:
            return f"it redirects to {self.shown(address(self.headers.get('location', '')))}"
        for event in self.events:
            data = mapping(parsed_json(event.data))
            if data.get("type") == "response.failed":
                told = json.dumps(mapping(data.get("response")).get("error"))
            elif error_in(data, event.name) is not None or event.name == "error":
                told = event.data
            else:
                continue
            return self.shown(read_error_body(told).words or told)
        return ""

    @property
    def content_type(self) -> str:
        """The header's first part, in small letters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def choices(self, index: int = 0) -> Iterator[tuple[float, dict[str, Any]]]:
        """The pieces of one choice with their instants; a piece without an index counts as choice 0."""
        for at, chunk in self.chunks:
            for choice in mappings(chunk.get("choices")):
                if (integer(choice.get("index")) or 0) == index:
                    yield at, choice

    def deltas(self, index: int = 0) -> list[tuple[float, dict[str, Any]]]:
        """The deltas of one choice with their instants."""
        return [(at, mapping(choice.get("delta"))) for at, choice in self.choices(index)]

    def text(self, index: int = 0) -> str:
        """The answer, without keys: a part of it may be shown, in which half a one would not be known."""
        return self.secrets.redact("".join(text(delta.get("content")) for _, delta in self.deltas(index)))

    def payload_times(self) -> list[float]:
        """When something to see came: words, thoughts, a piece of a call."""
        payload = ("content", "reasoning_content", "reasoning", "tool_calls", "function_call")
        return [at for at, delta in self.deltas() if any(delta.get(name) for name in payload)]

    @property
    def only_thoughts(self) -> bool:
        """The token limit came before the answer began."""
        thought = any(delta.get("reasoning_content") or delta.get("reasoning") for _, delta in self.deltas())
        called = any(delta.get("tool_calls") for _, delta in self.deltas())
        return thought and not called and not self.text() and self.finish_reasons()[-1:] == ["length"]

    def finish_reasons(self, index: int = 0) -> list[Any]:
        """The finish reasons that are not null."""
        found = (choice.get("finish_reason") for _, choice in self.choices(index))
        return [reason for reason in found if reason is not None]

    def usages(self) -> list[dict[str, Any]]:
        """The usage objects that are not null."""
        found = (mapping(chunk.get("usage")) for _, chunk in self.chunks)
        return [usage for usage in found if usage]

    def completion_tokens(self) -> int | None:
        """How many tokens the server counts in the reply."""
        usages = self.usages()
        return count(usages[-1].get("completion_tokens")) if usages else None

    def shown(self, value: object) -> str:
        """Anything of the server's as part of a sentence: short, without the key."""
        return excerpt(str(value), self.secrets, longest=_LONGEST_SHOWN)


def parsed_json(data: str | bytes) -> object:
    """The value, or None where it is no JSON."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None
