"""The closed set of frozen events that a chat is made of.

Each carries `at`, the instant at which it happened, in seconds of the clock that was injected where it was made
(monotonic: only differences mean something). The state of a chat is a fold of these events and of nothing else,
so a live stream, a recording and a test all reach the same state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from streamtui.core.chat.usage import Usage
from streamtui.core.faults.faults import Fault


@dataclass(frozen=True, slots=True)
class SystemPromptChanged:
    """The system prompt of the conversation was set; empty text removes it."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class PromptSubmitted:
    """The person sent a message; a turn begins."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class TurnRepeated:
    """The person asked the last message again; what was replied to it is set aside."""

    at: float


@dataclass(frozen=True, slots=True)
class RequestSent:
    """One attempt of one request left for the server."""

    at: float
    attempt: int
    """1 for the first try of this request."""
    model: str
    url: str = ""
    """Where it went, without user info or query."""


@dataclass(frozen=True, slots=True)
class RetryScheduled:
    """An attempt failed before the first delta and will be made again."""

    at: float
    attempt: int
    """The attempt that will be made, 2 for the first retry."""
    attempts: int
    """How many attempts are made at most."""
    delay_s: float
    fault: Fault


@dataclass(frozen=True, slots=True)
class ResponseStarted:
    """The response headers arrived."""

    at: float
    status: int = 200
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class ChunkReceived:
    """One chunk as the server sent it, unknown fields included; the deltas made of it follow with the same instant."""

    at: float
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A piece of the answer."""

    at: float
    text: str
    choice: int = 0
    """0 is the reply; the others are alternatives (`n` > 1)."""


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    """A piece of the model's reasoning."""

    at: float
    text: str
    choice: int = 0


@dataclass(frozen=True, slots=True)
class RefusalDelta:
    """A piece of a refusal."""

    at: float
    text: str
    choice: int = 0


@dataclass(frozen=True, slots=True)
class ToolCallDelta:
    """A piece of one tool call."""

    at: float
    position: int
    """Which call of the reply, counted from 0 in the order they were first seen."""
    id: str | None = None
    """Set when this delta brings the id. The whole id, not a piece."""
    name: str = ""
    """A piece of the name."""
    arguments: str = ""
    """A piece of the arguments' JSON text."""
    choice: int = 0
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of the call that the server wants back with the result (`extra_content` of Gemini)."""


@dataclass(frozen=True, slots=True)
class FinishReported:
    """The server named the reason why it stopped: stop, length, tool_calls, content_filter, ..."""

    at: float
    reason: str
    choice: int = 0


@dataclass(frozen=True, slots=True)
class UsageReported:
    """The server counted the tokens so far; a later report replaces an earlier one."""

    at: float
    usage: Usage


@dataclass(frozen=True, slots=True)
class ServerFiguresReported:
    """The server's own measurements (llama.cpp `timings`, `time_info` of Groq and Cerebras), as sent."""

    at: float
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CostReported:
    """What the reply cost, in US dollars."""

    at: float
    usd: float
    source: str
    """`server` or the price list's name."""


@dataclass(frozen=True, slots=True)
class StallNoticed:
    """No payload arrived for a while; the stream is still open."""

    at: float
    silent_s: float


@dataclass(frozen=True, slots=True)
class NoticeIssued:
    """One sentence to the person that is no fault: tools left out, a server's limit remembered."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class ReplyFinished:
    """The response ended as it should."""

    at: float


@dataclass(frozen=True, slots=True)
class ToolCallRepeated:
    """The person runs a call again: a new call, put behind those of the last reply, that the model is not told of."""

    at: float
    reply: int
    """The reply that made the call, counted from 0 over the conversation."""
    position: int
    """Which call of that reply."""
    arguments: str
    """The JSON text it runs with, edited or not."""


@dataclass(frozen=True, slots=True)
class ApprovalAsked:
    """The person was asked whether a tool call of the last reply may run."""

    at: float
    position: int


@dataclass(frozen=True, slots=True)
class ToolCallApproved:
    """The person let a tool call run."""

    at: float
    position: int
    always: bool = False
    """And all later calls of that tool in this conversation."""


@dataclass(frozen=True, slots=True)
class ToolCallRefused:
    """A tool call was not allowed to run; the output tells the model so."""

    at: float
    position: int
    output: str


@dataclass(frozen=True, slots=True)
class ToolCallStarted:
    """A tool call of the last reply began to run."""

    at: float
    position: int


@dataclass(frozen=True, slots=True)
class ToolCallFinished:
    """A tool call ended; the output goes back to the model."""

    at: float
    position: int
    output: str
    ok: bool = True
    whole_output: str | None = None
    """All of it, where `output` was cut to a bearable length."""


@dataclass(frozen=True, slots=True)
class TurnFinished:
    """The final answer of the turn is complete."""

    at: float


@dataclass(frozen=True, slots=True)
class TurnFailed:
    """The turn ended early; what arrived before stays. A stop by the person is the fault `cancelled`."""

    at: float
    fault: Fault


ToolEvent: TypeAlias = ApprovalAsked | ToolCallApproved | ToolCallRefused | ToolCallStarted | ToolCallFinished
PayloadEvent: TypeAlias = ChunkReceived | TextDelta | ReasoningDelta | RefusalDelta | ToolCallDelta
ReportEvent: TypeAlias = (
    ResponseStarted | FinishReported | UsageReported | ServerFiguresReported | CostReported | ReplyFinished
)
StreamEvent: TypeAlias = (
    PayloadEvent
    | ReportEvent
    | ToolEvent
    | SystemPromptChanged
    | PromptSubmitted
    | TurnRepeated
    | RequestSent
    | RetryScheduled
    | StallNoticed
    | NoticeIssued
    | ToolCallRepeated
    | TurnFinished
    | TurnFailed
)
