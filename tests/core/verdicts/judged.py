"""Bodies of responses, read by the decoder as ever, and what the rules say of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from streamtui.core.chat import events as ev
from streamtui.core.chat.state import ChatState
from streamtui.core.dialects.any_reader import any_decoder
from streamtui.core.verdicts.judge import verdicts_of
from streamtui.core.verdicts.verdict import Verdict
from tests.core.wire.streams import DONE, chunk, sse
from tests.known import known

WEATHER = {
    "type": "object",
    "properties": {
        "location": {"type": "string"},
        "days": {"type": "integer"},
        "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
    },
    "required": ["location"],
    "additionalProperties": False,
}
TOOLS = [
    {"type": "function", "function": {"name": "get_weather", "parameters": WEATHER}},
    {"type": "function", "function": {"name": "get_time", "parameters": {"type": "object", "properties": {}}}},
]


def piece(arguments: str, name: str = "", index: int | None = 0, identity: str = "") -> dict[str, Any]:
    """A delta of a call; with a name its first one."""
    function = {"arguments": arguments, **({"name": name} if name else {})}
    named = {"id": identity or f"c-{name}", "type": "function"} if name else {}
    return {"tool_calls": [{**({} if index is None else {"index": index}), **named, "function": function}]}


def whole(*deltas: Any, finish: str | None = "stop", **fields: Any) -> list[bytes]:
    """A packet for each delta, one with the finish reason and what stands beside its choices, and `[DONE]`."""
    last = [sse(chunk(finish=finish))] if finish is not None else []
    usage = [sse({"choices": [], **fields})] if fields else []
    return [*(sse(chunk(delta)) for delta in deltas), *last, *usage, DONE]


def used(prompt: int, completion: int, **more: Any) -> dict[str, Any]:
    """A usage whose sum is right."""
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        **more,
    }


def events_of(
    packets: Iterable[bytes], asked: Any = None, gaps_s: Sequence[float] = (), api: str = "chat"
) -> list[ev.StreamEvent]:
    """A request, and its response in those packets; `gaps_s` is the time before each, a tenth where there is none."""
    decoder, at = any_decoder(url="http://h/v1", model="m"), 0.0
    events: list[ev.StreamEvent] = [ev.RequestSent(at, 1, "m", "http://h/v1/chat/completions", "r", api=api)]
    if asked is not None:
        events.append(ev.RequestPrepared(at, json.dumps(asked), "POST", "http://h/v1/chat/completions"))
    events.append(ev.ResponseStarted(at))
    for number, packet in enumerate(packets):
        at += gaps_s[number] if number < len(gaps_s) else 0.1
        events += [ev.BytesReceived(at, packet), *decoder.feed(packet, at)]
    return [*events, ev.BodyEnded(at), *decoder.close(at)]


def request(*, tools: Any = TOOLS, **parameters: Any) -> dict[str, Any]:
    """A request of the chat-completions API."""
    return {"model": "m", "messages": [{"role": "user", "content": "hi"}], "tools": tools, **parameters}


def verdicts(packets: Iterable[bytes], asked: Any = None, **how: Any) -> list[Verdict]:
    """What is said of the reply in those packets."""
    events = events_of(packets, asked, **how)
    return list(verdicts_of(known(ChatState().fold(events).reply), events))


def ids(packets: Iterable[bytes], asked: Any = None, **how: Any) -> list[str]:
    """The rules that speak."""
    return [verdict.id for verdict in verdicts(packets, asked, **how)]
