"""The events of a conversation as spans: one of the turn, in it one of each reply over all its attempts, in that its
calls. The reply's figures are those that the fold has.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from streamtui.core.chat import events as ev
from streamtui.core.chat.events.wire import RAW
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.faults.faults import Fault
from streamtui.core.wire.sent_request import SentRequest, sent_request
from streamtui.telemetry import names
from streamtui.telemetry.attributes import (
    Attributes,
    error_type,
    of_parameters,
    of_reply,
    of_request,
    of_tool,
)
from streamtui.telemetry.content import input_content, output_content
from streamtui.telemetry.instruments import Instruments
from streamtui.telemetry.spans import Span, Spans

_TOOL_FAILED = "tool_error"


@dataclass(slots=True)
class _OpenReply:
    """A request that is answered, or tried again."""

    span: Span
    sent_at: float
    asked: Attributes
    request: SentRequest | None = None


@dataclass(slots=True)
class TurnSpans:
    """Feed it the events of one conversation, in order."""

    spans: Spans
    instruments: Instruments
    conversation: str
    """The id under which it is kept; nothing where it isn't."""
    content: bool
    """Tell what was said, too."""
    recording: object = ""
    """Where it is recorded, which may be a path."""
    _state: ChatState = field(default_factory=ChatState)
    _turn: Span | None = None
    _open: _OpenReply | None = None
    _asked: Span | None = None
    """The last reply's, whose calls are run."""
    _calls: dict[str, tuple[Span, ToolCall, float]] = field(default_factory=dict)

    @property
    def _about(self) -> Attributes:
        """What is said at every span."""
        about = {names.CONVERSATION: self.conversation, names.RECORDING: str(self.recording or "")}
        return {name: value for name, value in about.items() if value}

    @property
    def is_open(self) -> bool:
        """Something goes on that is to be told to its end."""
        return self._turn is not None or self._open is not None

    def take(self, event: ev.StreamEvent) -> None:
        """One more event. Those of bytes are not asked for."""
        if isinstance(event, ev.OPENINGS) and not isinstance(event, ev.ToolCallRepeated):
            self._state = ChatState()  # of what is over nothing is told any more
        self._state.apply(event)
        match event:
            case ev.PromptSubmitted() | ev.ContinuationAsked() | ev.TurnRepeated() | ev.ToolCallRepeated():
                self._begin_turn(event.at)
            case ev.RequestSent() if event.api != RAW:
                self._send(event)
            case ev.RequestPrepared() if self._open is not None:
                self._prepare(self._open, event)
            case ev.RetryScheduled() if self._open is not None:
                self._retry(self._open, event)
            case ev.StallNoticed() if self._open is not None:
                self._open.span.event(names.STALLED, event.at, {names.SILENT_S: event.silent_s})
            case ev.ReplyFinished():
                self._end_reply(event.at, None)
            case ev.ReplyFailed(fault=fault):
                self._end_reply(event.at, fault)
            case ev.ToolCallStarted():
                self._start_call(event)
            case ev.ToolCallFinished():
                self._end_call(event)
            case ev.TurnFinished():
                self._end_turn(event.at, None)
            case ev.TurnFailed(fault=fault):
                self._end_turn(event.at, fault)

    def end(self, at: float) -> None:
        """Nothing follows: what is open was cut off."""
        if self.is_open:
            self._end_turn(at, Fault("cancelled", "The program ended before the turn did."))

    def _begin_turn(self, at: float) -> None:
        said = {names.OPERATION: names.INVOKE_AGENT, names.AGENT: "streamtui", **self._about}
        self._turn = self.spans.begin(f"{names.INVOKE_AGENT} streamtui", at, said)

    def _send(self, sent: ev.RequestSent) -> None:
        if self._open is None:
            asked = of_request(sent)
            name = f"{names.CHAT} {sent.model}".strip()
            span = self.spans.begin(name, sent.at, {**asked, **self._about}, parent=self._turn, is_client=True)
            self._open = _OpenReply(span, sent.at, asked)
        self._open.span.set(of_parameters({"stream": True, **sent.options}, self.instruments.conventions))

    def _prepare(self, asked: _OpenReply, prepared: ev.RequestPrepared) -> None:
        request = asked.request = sent_request(prepared.body)
        if request is not None:
            asked.span.set(of_parameters(request.parameters, self.instruments.conventions))
            if self.content:
                asked.span.set(input_content(prepared.body))

    def _retry(self, asked: _OpenReply, retry: ev.RetryScheduled) -> None:
        said: Attributes = {
            names.ATTEMPT: retry.attempt,
            names.WAIT_S: retry.delay_s,
            names.ERROR: error_type(retry.fault),
        }
        if retry.fault.status is not None:
            said[names.STATUS] = retry.fault.status
        asked.span.event(names.RETRIED, retry.at, said)

    def _end_reply(self, at: float, fault: Fault | None) -> None:
        if (asked := self._open) is None:
            return
        self._open, self._asked = None, asked.span
        reply = self._state.reply or Reply()
        asked.span.set(of_reply(reply))
        if self.content:
            asked.span.set(output_content(reply))
        if fault is not None:
            asked.span.fail(error_type(fault), fault.message)
        asked.span.end(at)
        error = {} if fault is None else {names.ERROR: error_type(fault)}
        self.instruments.reply(reply, at - asked.sent_at, asked.asked, error)

    def _start_call(self, started: ev.ToolCallStarted) -> None:
        if (call := self._state.conversation.call(started.call_id)) is not None:
            name = f"{names.EXECUTE_TOOL} {call.name}"
            span = self.spans.begin(
                name, started.at, {**of_tool(call), **self._about}, parent=self._asked or self._turn
            )
            if self.content:
                span.set({names.TOOL_ARGUMENTS: str(call.arguments)})
            self._calls[call.id] = span, call, started.at

    def _end_call(self, finished: ev.ToolCallFinished) -> None:
        if (known := self._calls.pop(finished.call_id, None)) is None:
            return
        span, call, started_at = known
        if self.content:
            span.set({names.TOOL_RESULT: finished.output})
        if not finished.ok:
            span.fail(_TOOL_FAILED, finished.output if self.content else "")
        span.end(finished.at)
        self.instruments.tool(call, finished.at - started_at, {} if finished.ok else {names.ERROR: _TOOL_FAILED})

    def _end_turn(self, at: float, fault: Fault | None) -> None:
        self._end_reply(at, fault)
        for call_id in list(self._calls):
            span, _, _ = self._calls.pop(call_id)
            span.fail("cancelled" if fault is None else fault.kind, "")
            span.end(at)
        if (turn := self._turn) is not None:
            self._turn = self._asked = None
            if fault is not None:
                turn.fail(error_type(fault), fault.message)
            turn.end(at)
