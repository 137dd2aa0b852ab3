"""The function that the rules let the model call, and the calls of a reply put together strictly: by index alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from streamtui.checks.exchange import Exchange
from streamtui.core.json_text.values import mapping, mappings

WEATHER_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"city": {"type": "string", "description": "The city's name"}},
    "required": ["city"],
    "additionalProperties": False,
}
WEATHER = {"name": "get_weather", "description": "The weather in one city now.", "parameters": WEATHER_SCHEMA}
TOOLS = [{"type": "function", "function": WEATHER}]
ONE_CITY = "What is the weather in Paris? Call the function."
TWO_CITIES = "What is the weather in Paris, and what in Tokyo? Call the function once for each city."
CALL_TOKENS = 96


@dataclass
class StreamedCall:
    """The pieces of one call."""

    ids: list[Any] = field(default_factory=list)
    names: list[Any] = field(default_factory=list)
    types: list[Any] = field(default_factory=list)
    arguments: list[Any] = field(default_factory=list)
    """As they were sent; strings, if the server is right."""

    @property
    def text(self) -> str:
        """The arguments as JSON text."""
        return "".join(piece for piece in self.arguments if isinstance(piece, str))

    @property
    def name(self) -> str:
        """The function's name, as clients put it together that append."""
        return "".join(name for name in self.names if isinstance(name, str))


def pieces(reply: Exchange) -> list[dict[str, Any]]:
    """Every piece of every call, in order of arrival."""
    return [piece for _, delta in reply.deltas() for piece in mappings(delta.get("tool_calls"))]


def calls(reply: Exchange) -> list[StreamedCall]:
    """The calls in order of their first pieces; pieces without an index belong to one call."""
    found: dict[Any, StreamedCall] = {}
    for piece in pieces(reply):
        index = piece.get("index")
        call = found.setdefault(index if isinstance(index, int | str) else None, StreamedCall())
        function = mapping(piece.get("function"))
        for values, value in (
            (call.ids, piece.get("id")),
            (call.types, piece.get("type")),
            (call.names, function.get("name")),
            (call.arguments, function.get("arguments")),
        ):
            if value not in (None, ""):
                values.append(value)
    return list(found.values())
