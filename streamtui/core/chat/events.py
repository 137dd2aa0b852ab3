"""The closed set of frozen events that a chat is made of.

The state of a chat is a fold of these events and of nothing else,
so a live stream, a recording and a test all reach the same state.

An id that is empty is given by the fold (core.chat.state): by the place in the conversation, so always the same one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias, get_args

import msgspec

from streamtui.core.chat.usage import Usage
from streamtui.core.faults.faults import Fault


class Event(msgspec.Struct, frozen=True, gc=False, tag=True, tag_field="event"):
    """Something that happened."""

    at: float
    """The instant, in seconds of the clock that was injected where it was made; only differences mean something."""


class SystemPromptChanged(Event, frozen=True):
    """The system prompt of the conversation was set; empty text removes it."""

    text: str


class PromptSubmitted(Event, frozen=True):
    """The person sent a message; a turn begins."""

    text: str
    id: str = ""
    parent: str = ""
    """The message that it follows; none for the first of a conversation."""


class ContinuationAsked(Event, frozen=True):
    """The person asked for a reply that broke off to go on; a turn begins."""

    reply: str


class TurnRepeated(Event, frozen=True):
    """The person asked the last message again; what was replied to it is set aside."""


class RequestSent(Event, frozen=True):
    """One attempt of one request left for the server."""

    attempt: int
    """1 for the first try of this request."""
    model: str
    url: str = ""
    """Where it went, without user info or query."""
    reply: str = ""
    """The id of the reply that it asks for."""
    api: str = "chat"
    """What is spoken there."""


class RequestPrepared(Event, frozen=True):
    """What left with the attempt: the body of the request, which holds no key."""

    body: Mapping[str, Any]


class RetryScheduled(Event, frozen=True):
    """An attempt failed before the first delta and will be made again."""

    attempt: int
    """The attempt that will be made, 2 for the first retry."""
    attempts: int
    """How many attempts are made at most."""
    delay_s: float
    fault: Fault


class ResponseStarted(Event, frozen=True):
    """The response headers arrived."""

    status: int = 200
    request_id: str | None = None


class BytesReceived(Event, frozen=True):
    """What one read of the response's body gave."""

    data: bytes


ChunkKind: TypeAlias = Literal[
    "text", "reasoning", "refusal", "arguments", "finish", "usage", "error", "other", "broken", "ping", "done"
]
"""What a chunk brought first; `broken` is one that could not be read."""


class ChunkReceived(Event, frozen=True):
    """A span of the body was a chunk, or a ping; what is said in it follows with the same instant."""

    start: int = 0
    """Counted in bytes from the beginning of the body."""
    size: int = 0
    kind: ChunkKind = "other"


class ModelNamed(Event, frozen=True):
    """The server named the model that replies."""

    name: str


class TextDelta(Event, frozen=True):
    """A piece of the answer."""

    text: str
    choice: int = 0
    """0 is the reply; the others are alternatives (`n` > 1)."""


class ReasoningDelta(Event, frozen=True):
    """A piece of the model's reasoning."""

    text: str
    choice: int = 0


class RefusalDelta(Event, frozen=True):
    """A piece of a refusal."""

    text: str
    choice: int = 0


class ToolCallDelta(Event, frozen=True):
    """A piece of one tool call."""

    position: int
    """Which call of the reply, counted from 0 in the order they were first seen."""
    id: str | None = None
    """Set when this delta brings the server's id, whole; it need not be the only one."""
    name: str = ""
    """A piece of the name."""
    arguments: str = ""
    """A piece of the arguments' JSON text."""
    choice: int = 0
    extra: Mapping[str, Any] = msgspec.field(default_factory=dict)
    """Fields of the call that the server wants back with the result (`extra_content` of Gemini)."""


class FinishReported(Event, frozen=True):
    """The server named the reason why it stopped: stop, length, tool_calls, content_filter, ..."""

    reason: str
    choice: int = 0


class UsageReported(Event, frozen=True):
    """The server counted the tokens so far; a later report replaces an earlier one."""

    usage: Usage


class ServerFiguresReported(Event, frozen=True):
    """The server's own measurements (llama.cpp `timings`, `time_info` of Groq and Cerebras), as sent."""

    figures: Mapping[str, Any]


class CostReported(Event, frozen=True):
    """What the reply cost, in US dollars."""

    usd: float
    source: str
    """`server` or the price list's name."""


class StallNoticed(Event, frozen=True):
    """No payload arrived for a while; the stream is still open."""

    silent_s: float


class NoticeIssued(Event, frozen=True):
    """One sentence to the person that is no fault: tools left out, a server's limit remembered."""

    text: str


class ReplyFinished(Event, frozen=True):
    """The response ended as it should."""


class ReplyFailed(Event, frozen=True):
    """The reply can't be had, or broke off; what arrived before stays. What becomes of its turn is told apart."""

    fault: Fault


class ToolCallRepeated(Event, frozen=True):
    """The person runs a call again: a new call, put behind those of the last reply, that the model is not told of."""

    call_id: str
    """The call of the conversation that is run again."""
    arguments: str
    """The JSON text it runs with, edited or not."""


class ApprovalAsked(Event, frozen=True):
    """The person was asked whether a tool call may run."""

    call_id: str


class ToolCallApproved(Event, frozen=True):
    """The person let a tool call run."""

    call_id: str
    always: bool = False
    """And all later calls of that tool in this conversation."""


class ToolCallRefused(Event, frozen=True):
    """A tool call was not allowed to run; the output tells the model so."""

    call_id: str
    output: str


class ToolCallStarted(Event, frozen=True):
    """A tool call of the last reply began to run."""

    call_id: str


class ToolCallFinished(Event, frozen=True):
    """A tool call ended; the output goes back to the model."""

    call_id: str
    output: str
    ok: bool = True
    whole_output: str | None = None
    """All of it, where `output` was cut to a bearable length."""


class TurnFinished(Event, frozen=True):
    """The final answer of the turn is complete."""


class TurnFailed(Event, frozen=True):
    """The turn ended early; what arrived before stays. A stop by the person is the fault `cancelled`."""

    fault: Fault


ToolEvent: TypeAlias = ApprovalAsked | ToolCallApproved | ToolCallRefused | ToolCallStarted | ToolCallFinished
PayloadEvent: TypeAlias = TextDelta | ReasoningDelta | RefusalDelta | ToolCallDelta
PAYLOAD = get_args(PayloadEvent)
"""What a reply is waited for, as `isinstance` takes it."""
ReportEvent: TypeAlias = (
    ResponseStarted
    | ModelNamed
    | FinishReported
    | UsageReported
    | ServerFiguresReported
    | CostReported
    | ReplyFinished
    | ReplyFailed
)
StreamEvent: TypeAlias = (
    BytesReceived
    | ChunkReceived
    | PayloadEvent
    | ReportEvent
    | ToolEvent
    | SystemPromptChanged
    | PromptSubmitted
    | ContinuationAsked
    | TurnRepeated
    | RequestSent
    | RequestPrepared
    | RetryScheduled
    | StallNoticed
    | NoticeIssued
    | ToolCallRepeated
    | TurnFinished
    | TurnFailed
)
OPENINGS = (PromptSubmitted, ContinuationAsked, TurnRepeated, ToolCallRepeated)
"""What a turn begins with."""
