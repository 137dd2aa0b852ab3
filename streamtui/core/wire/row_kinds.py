"""What a row of the wire is or carries, and which events say so."""

from __future__ import annotations

from streamtui.core.chat import events as ev
from streamtui.core.wire.exchange import Part
from streamtui.core.wire.response_steps import STEPS, step_in

KINDS = (
    "text",
    "reasoning",
    "refusal",
    "call",
    "arguments",
    "usage",
    "finish",
    "role",
    "error",
    "broken",
    "ping",
    "done",
    "progress",
    *STEPS,
    "other",
    "request",
    "response",
    "retry",
    "end",
    "mark",
    "reply",
)
"""What a row is or carries, the first named first where it carries several."""
BITS = {kind: 1 << number for number, kind in enumerate(KINDS)}
CHUNK = sum(BITS[kind] for kind in KINDS if kind not in ("request", "response", "retry", "end", "mark", "reply"))
"""Any of these: it is a chunk."""
OF_CHUNKS = {kind: BITS[kind] for kind in ("error", "broken", "ping", "done", "progress")}
"""What an event of a chunk says of it itself."""
OTHER, ROLE, MARK = BITS["other"], BITS["role"], BITS["mark"]
PARTS: dict[type[ev.StreamEvent], Part] = {
    ev.TextDelta: "text",
    ev.ReasoningDelta: "reasoning",
    ev.RefusalDelta: "refusal",
}
"""Events with a piece of a text."""
REPORTS = {
    ev.FinishReported: BITS["finish"],
    ev.UsageReported: BITS["usage"],
    ev.ServerFiguresReported: BITS["usage"],
    ev.CostReported: BITS["usage"],
}
"""Events with what a chunk carries beside texts."""
SAID = (
    *(ev.TextDelta, ev.ReasoningDelta, ev.RefusalDelta, ev.ToolCallDelta, ev.ItemKept, ev.ModelNamed),
    *(ev.TextCorrected, ev.CallsSorted, ev.ServerCallReported, ev.CitationAdded, ev.ResponseNamed, ev.OutputKept),
    *(ev.FinishReported, ev.UsageReported, ev.ServerFiguresReported, ev.CostReported, ev.ReplyFailed),
    *(ev.PromptProgressed, ev.RequestPrepared),
)
"""What may stand in a chunk; and what left with a request."""


def marked(carries: int, bits: int) -> int:
    """What a row carries, with that."""
    return (carries & ~(OTHER | ROLE)) | bits


def stepped(carries: int, data: bytes) -> int:
    """The same, with what its bytes tell of: a step of a response, a role."""
    if step := step_in(data)[0]:
        return marked(carries, BITS[step])
    return ROLE if carries == OTHER and b'"role"' in data else carries
