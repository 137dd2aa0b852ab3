"""What becomes of a tool call once it is written."""

from __future__ import annotations

from streamtui.core.chat.events.event import Event


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
