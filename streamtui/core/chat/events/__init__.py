"""The closed set of frozen events that a chat is made of.

The state of a chat is a fold of these events and of nothing else,
so a live stream, a recording and a test all reach the same state.

An id that is empty is given by the fold (core.chat.state): by the place in the conversation, so always the same one.
"""

from __future__ import annotations

from typing import TypeAlias, get_args

from streamtui.core.chat.events.event import Event
from streamtui.core.chat.events.reply import (
    CallsSorted,
    CitationAdded,
    CostReported,
    FinishReported,
    ItemKept,
    ModelNamed,
    OutputKept,
    PromptProgressed,
    ReasoningDelta,
    RefusalDelta,
    ReplyFailed,
    ReplyFinished,
    ReplyKept,
    ResponseNamed,
    ServerCallReported,
    ServerFiguresReported,
    TextCorrected,
    TextDelta,
    ToolCallDelta,
    UsageReported,
)
from streamtui.core.chat.events.tools import (
    ApprovalAsked,
    ToolCallApproved,
    ToolCallFinished,
    ToolCallRefused,
    ToolCallRepeated,
    ToolCallStarted,
)
from streamtui.core.chat.events.turn import (
    BranchTaken,
    ContinuationAsked,
    MarkSet,
    MessageLeftOut,
    NoticeIssued,
    ParametersChanged,
    PersonaTaken,
    PromptSubmitted,
    SystemPromptChanged,
    TurnFailed,
    TurnFinished,
    TurnRepeated,
)
from streamtui.core.chat.events.wire import (
    BodyEnded,
    BodyEnding,
    BytesReceived,
    BytesTaken,
    ChunkKind,
    ChunkReceived,
    Headers,
    RequestPrepared,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
    StallNoticed,
)

ToolEvent: TypeAlias = ApprovalAsked | ToolCallApproved | ToolCallRefused | ToolCallStarted | ToolCallFinished
PayloadEvent: TypeAlias = TextDelta | ReasoningDelta | RefusalDelta | ToolCallDelta
PAYLOAD = frozenset(get_args(PayloadEvent))
"""The types of what a reply is waited for. Looking a type up is cheaper than `isinstance`, and none has a subclass."""
ReportEvent: TypeAlias = (
    ResponseStarted
    | ModelNamed
    | ResponseNamed
    | FinishReported
    | ItemKept
    | OutputKept
    | TextCorrected
    | CallsSorted
    | ServerCallReported
    | CitationAdded
    | UsageReported
    | PromptProgressed
    | ServerFiguresReported
    | CostReported
    | ReplyFinished
    | ReplyFailed
)
REPORTS = frozenset(get_args(ReportEvent))
"""The types of what is said of a reply beside its payload."""
StreamEvent: TypeAlias = (
    BytesReceived
    | BytesTaken
    | BodyEnded
    | ChunkReceived
    | PayloadEvent
    | ReportEvent
    | ReplyKept
    | ToolEvent
    | SystemPromptChanged
    | ParametersChanged
    | PersonaTaken
    | PromptSubmitted
    | ContinuationAsked
    | TurnRepeated
    | BranchTaken
    | MessageLeftOut
    | RequestSent
    | RequestPrepared
    | RetryScheduled
    | StallNoticed
    | NoticeIssued
    | MarkSet
    | ToolCallRepeated
    | TurnFinished
    | TurnFailed
)
OPENINGS = (PromptSubmitted, ContinuationAsked, TurnRepeated, ToolCallRepeated)
"""What a turn begins with."""

__all__ = [
    "OPENINGS",
    "PAYLOAD",
    "REPORTS",
    "ApprovalAsked",
    "BodyEnded",
    "BodyEnding",
    "BranchTaken",
    "BytesReceived",
    "BytesTaken",
    "CallsSorted",
    "ChunkKind",
    "ChunkReceived",
    "CitationAdded",
    "ContinuationAsked",
    "CostReported",
    "Event",
    "FinishReported",
    "Headers",
    "ItemKept",
    "MarkSet",
    "MessageLeftOut",
    "ModelNamed",
    "NoticeIssued",
    "OutputKept",
    "ParametersChanged",
    "PayloadEvent",
    "PersonaTaken",
    "PromptProgressed",
    "PromptSubmitted",
    "ReasoningDelta",
    "RefusalDelta",
    "ReplyFailed",
    "ReplyFinished",
    "ReplyKept",
    "ReportEvent",
    "RequestPrepared",
    "RequestSent",
    "ResponseNamed",
    "ResponseStarted",
    "RetryScheduled",
    "ServerCallReported",
    "ServerFiguresReported",
    "StallNoticed",
    "StreamEvent",
    "SystemPromptChanged",
    "TextCorrected",
    "TextDelta",
    "ToolCallApproved",
    "ToolCallDelta",
    "ToolCallFinished",
    "ToolCallRefused",
    "ToolCallRepeated",
    "ToolCallStarted",
    "ToolEvent",
    "TurnFailed",
    "TurnFinished",
    "TurnRepeated",
    "UsageReported",
]
