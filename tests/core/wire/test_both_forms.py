"""One reply in both APIs, with the same tokens at the same instants: whatever is measured of it is the same."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields
from typing import Any, NamedTuple

import pytest

from streamtui.core.chat.events import RequestSent, ResponseStarted
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.statistics import ReplyStatistics
from streamtui.core.dialects.any_reader import any_decoder
from streamtui.core.words.reply_line import reply_line
from tests.core.wire.streams import chunk, sse
from tests.known import known


class Token(NamedTuple):
    """One piece of the reply; of a call, its name comes before its arguments in a piece of its own."""

    at: float
    kind: str
    said: str
    call: int = 0


PROSE = [
    Token(1.0 + place / 16, "text", word) for place, word in enumerate(["The", " *sum*", " is", " 3.", "\n\n", "é漢"])
]
THOUGHT = [Token(0.5 + place / 32, "reasoning", word) for place, word in enumerate(["Let", " me", " see", "."])]
REFUSAL = [Token(1.0, "refusal", "I"), Token(3.0, "refusal", " can't.")]
HALVES = [Token(1.0, "text", "a"), Token(1.25, "text", "\ud83d"), Token(1.5, "text", "\ude00"), Token(2.0, "text", "!")]
CALLS = [
    *(Token(2.0, "name", "add", 0), Token(2.25, "arguments", '{"a"', 0), Token(2.5, "arguments", ": 1}", 0)),
    *(Token(3.0, "name", "sub", 1), Token(3.125, "arguments", " {", 1), Token(4.0, "arguments", "}", 1)),
]
PREPARED = 0.25
FINISHED = 5.0
_OF_ONE_CHUNK = "_payload_seen_in_chunk"
USAGE = (40, 12, 8, 5)
"""Tokens: of the prompt, of the reply, of those cached, and of these thought."""
COST = 0.0125
UNKNOWN = {"kept", "token_band"}
"""What there is of kept and of estimated replies alone."""


@pytest.mark.parametrize(
    ("tokens", "finish"),
    [
        (PROSE, "stop"),
        ([*THOUGHT, *PROSE], "stop"),
        ([*THOUGHT, *PROSE], "length"),
        ([*THOUGHT, *PROSE], "content_filter"),
        (REFUSAL, "stop"),
        (HALVES, "stop"),
        (CALLS, "tool_calls"),
        ([*THOUGHT, *PROSE, *CALLS], "tool_calls"),
        ([*(Token(1 + n / 128, "text", f"word {n % 7} ") for n in range(500))], "stop"),
        ([], "stop"),
    ],
    ids=["text", "thought", "length", "filtered", "refusal", "halves", "calls", "all", "long", "nothing"],
)
@pytest.mark.parametrize("counted", [True, False], ids=["counted", "estimated"])
def test_a_reply_has_the_same_figures_in_both(tokens: list[Token], finish: str, counted: bool) -> None:
    chat = read(in_chat(tokens, finish, counted=counted))
    response = read(in_response(tokens, finish, counted=counted))
    assert (str(response.text), str(response.reasoning), str(response.refusal), response.finish_reason) == (
        *(str(chat.text), str(chat.reasoning), str(chat.refusal), chat.finish_reason),
    )
    assert response.state is chat.state
    assert [(call.server_id, call.name, str(call.arguments)) for call in response.tool_calls] == [
        (call.server_id, call.name, str(call.arguments)) for call in chat.tool_calls
    ]
    assert figures(response.statistics) == figures(chat.statistics)
    assert told(response) == told(chat)


def test_what_is_compared_is_there() -> None:
    """Two figures that are both unknown are the same, and say nothing."""
    tokens = [*THOUGHT, *PROSE, *CALLS]
    both = [read(in_chat(tokens, "tool_calls", counted=True)), read(in_response(tokens, "tool_calls", counted=True))]
    for reply in both:
        measured = figures(reply.statistics)
        unknown = {name for name, value in measured.items() if value is None}
        assert unknown <= UNKNOWN
        assert (measured["ttft_s"], measured["first_answer_s"]) == (0.5, 1.0)
        usage = known(reply.statistics.usage)
        assert (usage.prompt_tokens, usage.completion_tokens, usage.cached_tokens, usage.reasoning_tokens) == USAGE
        assert measured["cost_usd"] == COST


def told(reply: Reply) -> dict[str, Any]:
    """The line of JSON, but for what is another one in another API."""
    line = json.loads(reply_line(reply))
    del line["api"], line["response_id"], line["statistics"]["chunks"]
    return dict(line)


def figures(statistics: ReplyStatistics) -> dict[str, Any]:
    """All of them, but how many objects it was sent in: a response has some that say nothing."""
    own = [each.name for each in fields(statistics) if each.compare and each.name not in ("chunks", _OF_ONE_CHUNK)]
    told = [name for name, value in vars(ReplyStatistics).items() if isinstance(value, property)]
    return {name: getattr(statistics, name) for name in (*own, *told)} | {"counts": statistics.settled}


def read(body: Iterable[tuple[float, bytes]]) -> Reply:
    """The reply, each packet read at its instant."""
    state, decoder = ChatState().fold([RequestSent(0.0, 1, "m"), ResponseStarted(PREPARED)]), any_decoder(model="m")
    for at, packet in body:
        state.fold(decoder.feed(packet, at))
    state.fold(decoder.close(FINISHED))
    assert state.reply is not None
    return state.reply


def in_chat(tokens: list[Token], finish: str, *, counted: bool) -> Iterable[tuple[float, bytes]]:
    yield PREPARED, sse(chunk({"role": "assistant", "content": ""}))
    names = {"text": "content", "reasoning": "reasoning_content", "refusal": "refusal"}
    for token in tokens:
        if token.kind in names:
            yield token.at, sse(chunk({names[token.kind]: token.said}))
        else:
            identity = {"id": f"c{token.call}", "type": "function"} if token.kind == "name" else {}
            call = {"index": token.call, **identity, "function": {token.kind: token.said}}
            yield token.at, sse(chunk({"tool_calls": [call]}))
    prompt, completion, cached, thought = USAGE
    usage = {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {"cached_tokens": cached},
        "completion_tokens_details": {"reasoning_tokens": thought},
        "cost": COST,
    }
    yield (
        FINISHED,
        sse(chunk(finish=finish), {"choices": [], "usage": usage if counted else None}) + b"data: [DONE]\n\n",
    )


_EVENTS = {
    "text": "output_text",
    "reasoning": "reasoning_summary_text",
    "refusal": "refusal",
    "arguments": "function_call_arguments",
}


def in_response(tokens: list[Token], finish: str, *, counted: bool) -> Iterable[tuple[float, bytes]]:
    """With all that repeats it: `.done`, the whole items, and the final response."""
    yield (
        PREPARED,
        sse(*({"type": f"response.{kind}", "response": {"model": "m"}} for kind in ("created", "in_progress"))),
    )
    items: list[dict[str, Any]] = []
    of: dict[tuple[str, int], int] = {}
    for token in tokens:
        kind = "arguments" if token.kind == "name" else token.kind
        place = of.setdefault((kind, token.call), len(items))
        added = place == len(items)
        if added:
            items.append(_item(kind, tokens, token.call))
        bare = {key: value for key, value in items[place].items() if key not in ("content", "summary", "arguments")}
        begin = [{"type": "response.output_item.added", "output_index": place, "item": bare}] if added else []
        stem = f"response.{_EVENTS[kind]}"
        piece = {"type": f"{stem}.delta", "output_index": place, "delta": token.said}
        yield token.at, sse(*begin, *([piece] if token.kind != "name" else []))
    for place, ((kind, call), item) in enumerate(zip(of, items, strict=True)):
        said, stem = _said(kind, tokens, call), f"response.{_EVENTS[kind]}"
        field = {"refusal": "refusal", "arguments": "arguments"}.get(kind, "text")
        yield FINISHED, sse({"type": f"{stem}.done", "output_index": place, field: said})
        yield FINISHED, sse({"type": "response.output_item.done", "output_index": place, "item": item})
    prompt, completion, cached, thought = USAGE
    usage = {
        "input_tokens": prompt,
        "output_tokens": completion,
        "total_tokens": prompt + completion,
        "input_tokens_details": {"cached_tokens": cached},
        "output_tokens_details": {"reasoning_tokens": thought},
        "cost": COST,
    }
    reason = {"length": "max_output_tokens", "content_filter": "content_filter"}.get(finish)
    status = "incomplete" if reason else "completed"
    whole = {"status": status, "output": items, "usage": usage if counted else None}
    details = {"incomplete_details": {"reason": reason}} if reason else {}
    yield FINISHED, sse({"type": f"response.{status}", "response": {**whole, **details}})


def _said(kind: str, tokens: list[Token], call: int) -> str:
    return "".join(token.said for token in tokens if (token.kind, token.call) == (kind, call))


def _item(kind: str, tokens: list[Token], call: int) -> dict[str, Any]:
    said = _said(kind, tokens, call)
    if kind == "arguments":
        return {"type": "function_call", "call_id": f"c{call}", "name": _said("name", tokens, call), "arguments": said}
    if kind == "reasoning":
        return {"type": "reasoning", "summary": [{"type": "summary_text", "text": said}]}
    part = {"type": "output_text", "text": said} if kind == "text" else {"type": "refusal", "refusal": said}
    return {"type": "message", "role": "assistant", "content": [part]}
