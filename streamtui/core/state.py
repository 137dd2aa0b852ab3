"""The state of a chat: a fold of its events, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from streamtui.core import events as ev
from streamtui.core.conversation import Conversation, Notice, Reply, ReplyState, UserMessage
from streamtui.core.faults import Fault
from streamtui.core.phase import Phase
from streamtui.core.statistics import ConversationStatistics
from streamtui.core.tool_calls import ToolCall, ToolCallState


class ChatState:
    """A chat as it stands. `apply` is pure of I/O and clocks, and amortised O(1) per delta."""

    def __init__(self) -> None:
        self.conversation = Conversation()
        self.phase = Phase.IDLE
        self.now = 0.0
        """The instant of the last event."""
        self.turn_started_at: float | None = None
        self.turn_ended_at: float | None = None
        self.retry: ev.RetryScheduled | None = None
        """The retry that is waited for, while the phase is RETRYING."""
        self.stalled_since: float | None = None
        self.model = ""
        self.url = ""
        self.fault: Fault | None = None
        """Why the last turn failed."""
        self.finished = ConversationStatistics()
        """Sums over the replies that ended."""
        self._reply: Reply | None = None

    @property
    def reply(self) -> Reply | None:
        """The reply that is being written, else the last one of the conversation."""
        if self._reply is not None:
            return self._reply
        messages = self.conversation.messages
        return next((message for message in reversed(messages) if isinstance(message, Reply)), None)

    @property
    def totals(self) -> ConversationStatistics:
        """Sums over the conversation, the reply that is being written included."""
        sums = ConversationStatistics(
            **{name: getattr(self.finished, name) for name in ConversationStatistics.__slots__}
        )
        if self._reply is not None:
            sums.add(self._reply.statistics)
        return sums

    @property
    def turn_calls(self) -> list[ToolCall]:
        """The tool calls of the conversation's last turn, in order."""
        calls: list[ToolCall] = []
        for message in reversed(self.conversation.messages):
            if isinstance(message, UserMessage):
                break
            if isinstance(message, Reply):
                calls[:0] = message.tool_calls
        return calls

    def elapsed_s(self, now: float) -> float | None:
        """Seconds since the turn began, standing still once it ended."""
        if self.turn_started_at is None:
            return None
        return (self.turn_ended_at if self.turn_ended_at is not None else now) - self.turn_started_at

    def apply(self, event: ev.StreamEvent) -> None:
        """Fold one event in."""
        self.now = event.at
        _HANDLERS[type(event)](self, event)

    def fold(self, events: Iterable[ev.StreamEvent]) -> ChatState:
        """Apply every event; returns the state itself."""
        for event in events:
            self.apply(event)
        return self

    def _system_prompt_changed(self, event: ev.SystemPromptChanged) -> None:
        self.conversation.system = event.text

    def _prompt_submitted(self, event: ev.PromptSubmitted) -> None:
        self.conversation.messages.append(UserMessage(event.text, event.at))
        self.phase = Phase.CONNECTING
        self.turn_started_at, self.turn_ended_at = event.at, None
        self.fault = None

    def _request_sent(self, event: ev.RequestSent) -> None:
        if self._reply is None:
            self._reply = Reply()
            self.conversation.messages.append(self._reply)
        self._reply.model = self.model = event.model
        self._reply.attempts = event.attempt
        self._reply.statistics.sent_at = event.at
        self.url = event.url
        self.retry = None
        self.phase = Phase.CONNECTING

    def _retry_scheduled(self, event: ev.RetryScheduled) -> None:
        self.retry = event
        self.phase = Phase.RETRYING

    def _response_started(self, event: ev.ResponseStarted) -> None:
        if self._reply is not None:
            self._reply.statistics.headers_at = event.at
        self.phase = Phase.WAITING

    def _chunk_received(self, event: ev.ChunkReceived) -> None:
        if self._reply is not None:
            self._reply.statistics.take_chunk()

    def _text_delta(self, event: ev.TextDelta) -> None:
        if (reply := self._reply) is None:
            return
        self._streaming()
        if event.choice:
            reply.statistics.take_payload(event.at, event.text)
        else:
            reply.statistics.take_text(event.at, event.text)
        reply.choice(event.choice).text.append(event.text)

    def _reasoning_delta(self, event: ev.ReasoningDelta) -> None:
        if (reply := self._reply) is None:
            return
        self._streaming()
        reply.statistics.take_payload(event.at, event.text)
        reply.choice(event.choice).reasoning.append(event.text)

    def _refusal_delta(self, event: ev.RefusalDelta) -> None:
        if (reply := self._reply) is None:
            return
        self._streaming()
        reply.statistics.take_payload(event.at, event.text)
        reply.choice(event.choice).refusal.append(event.text)

    def _tool_call_delta(self, event: ev.ToolCallDelta) -> None:
        if (reply := self._reply) is None:
            return
        self._streaming()
        reply.statistics.take_payload(event.at, event.name + event.arguments)
        calls = reply.choice(event.choice).tool_calls
        while len(calls) <= event.position:
            calls.append(ToolCall(first_delta_at=event.at, last_delta_at=event.at))
        calls[event.position].take(event)

    def _finish_reported(self, event: ev.FinishReported) -> None:
        if self._reply is not None:
            self._reply.choice(event.choice).finish_reason = event.reason

    def _usage_reported(self, event: ev.UsageReported) -> None:
        if self._reply is not None:
            self._reply.statistics.usage = event.usage

    def _server_figures_reported(self, event: ev.ServerFiguresReported) -> None:
        if self._reply is not None:
            self._reply.statistics.server_figures = event.figures

    def _cost_reported(self, event: ev.CostReported) -> None:
        if self._reply is not None:
            self._reply.statistics.cost_usd = event.usd

    def _stall_noticed(self, event: ev.StallNoticed) -> None:
        self.stalled_since = event.at - event.silent_s

    def _notice_issued(self, event: ev.NoticeIssued) -> None:
        messages = self.conversation.messages
        place = len(messages) - 1 if messages and messages[-1] is self._reply else len(messages)
        messages.insert(place, Notice(event.text, event.at))

    def _reply_finished(self, event: ev.ReplyFinished) -> None:
        if self._reply is not None:
            self._end_reply(self._reply, event.at, ReplyState.COMPLETE, ToolCallState.WAITING)

    def _tool_call_started(self, event: ev.ToolCallStarted) -> None:
        self.phase = Phase.RUNNING_TOOL
        if (call := self._call(event.position)) is not None:
            call.state = ToolCallState.RUNNING
            call.started_at = event.at

    def _tool_call_finished(self, event: ev.ToolCallFinished) -> None:
        if (call := self._call(event.position)) is not None:
            call.state = ToolCallState.DONE if event.ok else ToolCallState.FAILED
            call.finished_at = event.at
            call.output = event.output

    def _turn_finished(self, event: ev.TurnFinished) -> None:
        self._end_turn(event.at, Phase.DONE)

    def _turn_failed(self, event: ev.TurnFailed) -> None:
        stopped = event.fault.kind == "cancelled"
        self.fault = event.fault
        if (reply := self._reply) is None:
            self.conversation.messages.append(Notice(event.fault.message, event.at, event.fault))
        else:
            reply.fault = event.fault
            ending = ReplyState.STOPPED if stopped else ReplyState.FAILED if reply.empty else ReplyState.CUT
            self._end_reply(reply, event.at, ending, ToolCallState.CUT)
        self._end_turn(event.at, Phase.STOPPED if stopped else Phase.FAILED)

    def _call(self, position: int) -> ToolCall | None:
        calls = reply.tool_calls if (reply := self.reply) is not None else []
        return calls[position] if position < len(calls) else None

    def _streaming(self) -> None:
        self.phase = Phase.STREAMING
        self.stalled_since = None

    def _end_reply(self, reply: Reply, at: float, ending: ReplyState, calls: ToolCallState) -> None:
        reply.state = ending
        reply.statistics.ended_at = at
        for call in reply.tool_calls:
            call.state = calls
        self.finished.add(reply.statistics)
        self.stalled_since = None
        self._reply = None

    def _end_turn(self, at: float, phase: Phase) -> None:
        self.phase = phase
        self.turn_ended_at = at
        self.retry = None


_HANDLERS: dict[type[Any], Callable[[ChatState, Any], None]] = {
    ev.SystemPromptChanged: ChatState._system_prompt_changed,
    ev.PromptSubmitted: ChatState._prompt_submitted,
    ev.RequestSent: ChatState._request_sent,
    ev.RetryScheduled: ChatState._retry_scheduled,
    ev.ResponseStarted: ChatState._response_started,
    ev.ChunkReceived: ChatState._chunk_received,
    ev.TextDelta: ChatState._text_delta,
    ev.ReasoningDelta: ChatState._reasoning_delta,
    ev.RefusalDelta: ChatState._refusal_delta,
    ev.ToolCallDelta: ChatState._tool_call_delta,
    ev.FinishReported: ChatState._finish_reported,
    ev.UsageReported: ChatState._usage_reported,
    ev.ServerFiguresReported: ChatState._server_figures_reported,
    ev.CostReported: ChatState._cost_reported,
    ev.StallNoticed: ChatState._stall_noticed,
    ev.NoticeIssued: ChatState._notice_issued,
    ev.ReplyFinished: ChatState._reply_finished,
    ev.ToolCallStarted: ChatState._tool_call_started,
    ev.ToolCallFinished: ChatState._tool_call_finished,
    ev.TurnFinished: ChatState._turn_finished,
    ev.TurnFailed: ChatState._turn_failed,
}
