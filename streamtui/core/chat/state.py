"""The state of a chat: a fold of its events, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from msgspec import structs

from streamtui.core.chat import events as ev
from streamtui.core.chat.conversation import Conversation
from streamtui.core.chat.events.wire import RAW
from streamtui.core.chat.keeping import restored
from streamtui.core.chat.messages import Continuation, Notice, UserMessage
from streamtui.core.chat.phase import Phase
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.server_calls import ServerCall
from streamtui.core.chat.statistics import ConversationStatistics
from streamtui.core.chat.token_ratios import TokenRatio, TokenRatios
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.faults.faults import Fault

_BESIDE = {ev.BytesReceived, ev.BytesTaken, ev.BodyEnded, ev.RequestPrepared, ev.MarkSet}
"""Of the wire, or of a recording: nothing of a chat."""
_MOST_NOTICES = 100
_MORE_NOTICES = "There was more to say than is kept here; the rest is left out."


class ChatState:
    """A chat as it stands. `apply` knows no I/O and no clock, and is amortised O(1) per delta."""

    def __init__(self, ratios: TokenRatios | None = None) -> None:
        """`ratios` is what is known of models' tokens; what the server counts here is added to it."""
        self._ratios = TokenRatios() if ratios is None else ratios
        self.conversation = Conversation()
        self.branches_taken = 0
        """How often another path was shown: then any of the messages is another one."""
        self._begin_anew()

    def _begin_anew(self) -> None:
        """Nothing has happened, but for what was learned of models; who has the conversation has it still."""
        self.conversation.clear()
        self.phase = Phase.IDLE
        self.waited_s = 0.0
        """Seconds of the turn in which calls waited for the person's word."""
        self._asking: set[str] = set()
        """Calls of the turn that the person is asked about, by their ids."""
        self._running: set[str] = set()
        self._asking_since: float | None = None
        self.turn_started_at: float | None = None
        self.turn_ended_at: float | None = None
        self.retry: ev.RetryScheduled | None = None
        """The retry that is waited for, while the phase is RETRYING."""
        self.stalled_since: float | None = None
        """Since when the open stream has brought no payload, once that was noticed."""
        self.progress: ev.PromptProgressed | None = None
        """How much of the prompt the server has read, while its first token is waited for."""
        self.model = ""
        self.url = ""
        self.fault: Fault | None = None
        """Why the last turn ended early."""
        self._notices = 0
        """How many came since the last turn began."""
        self._ended = ConversationStatistics()
        self._reply: Reply | None = None

    @property
    def reply(self) -> Reply | None:
        """The reply that is being written, else the last one of the conversation."""
        return self._reply if self._reply is not None else self.conversation.last_reply

    @property
    def totals(self) -> ConversationStatistics:
        """Sums over the conversation, the reply that is being written included."""
        totals = replace(self._ended)
        if self._reply is not None:
            totals.add(self._reply.statistics)
        return totals

    @property
    def turn_calls(self) -> list[ToolCall]:
        """The tool calls of the conversation's last turn, in order."""
        return [call for reply in self.conversation.turn_replies for call in reply.tool_calls]

    @property
    def asking(self) -> ToolCall | ServerCall | None:
        """The first call of the turn that the person is asked about."""
        key = next(iter(self._asking), "")
        return self.conversation.call(key) or self.conversation.server_call(key)

    def elapsed_s(self, now: float) -> float | None:
        """Seconds since the turn began, without those that it waited for the person; stands still once it ended."""
        if self.turn_started_at is None:
            return None
        until = now if self._asking_since is None else self._asking_since
        return (until if self.turn_ended_at is None else self.turn_ended_at) - self.turn_started_at - self.waited_s

    def fold(self, events: Iterable[ev.StreamEvent]) -> ChatState:
        """Apply every event; returns the state itself."""
        for event in events:
            self.apply(event)
        return self

    def become(self, other: ChatState) -> None:
        """Be what another state is, which shows another path, with no turn under way; each goes on for itself then.

        Who has the conversation has it still.
        """
        self.conversation.become(other.conversation)
        own = {"conversation": self.conversation, "branches_taken": self.branches_taken + 1}
        vars(self).update({**vars(other), **own, "_ended": replace(other._ended), "_asking": set(), "_running": set()})

    def ratio_of(self, model: str) -> TokenRatio:
        """What is known here of a model's tokens."""
        return self._ratios.of(model)

    def known(self, sent: ev.RequestSent) -> ev.RequestSent:
        """The event with what is known here of the model's tokens, so that a fold elsewhere gives the same figures."""
        return structs.replace(sent, ratio=self._ratios.of(sent.model))

    def apply(self, event: ev.StreamEvent) -> None:
        """Fold one event in. The frequent ones come first."""
        if type(event) in _BESIDE:
            return
        match event:
            case ev.ChunkReceived() | ev.TextDelta() | ev.ReasoningDelta() | ev.RefusalDelta() | ev.ToolCallDelta():
                if self._reply is not None:
                    self._reply.take(event)
                    if not isinstance(event, ev.ChunkReceived):
                        self.phase = Phase.STREAMING
                        self.stalled_since = self.progress = None
            case ev.PromptProgressed():
                if self.phase is Phase.WAITING:
                    self.progress = event
            case _ if isinstance(event, ev.ReportEvent):
                if self._reply is not None:
                    self._take_report(self._reply, event)
            case _ if isinstance(event, ev.ToolEvent):
                self._take_tool_event(event)
            case ev.RequestSent():
                if event.api != RAW:
                    self._open_reply(event)
            case ev.ReplyKept():
                self._restore(event)
            case ev.RetryScheduled():
                self.retry = event
                self.phase = Phase.RETRYING
            case ev.StallNoticed():
                self.stalled_since = event.at - event.silent_s
            case ev.NoticeIssued():
                self._take_notice(event)
            case ev.SystemPromptChanged():
                self.conversation.system = event.text
            case ev.ParametersChanged():
                self.conversation.parameters = event.parameters
            case ev.PersonaTaken():
                self.conversation.persona = event if event.name else None
            case ev.PromptSubmitted():
                asked = UserMessage(event.text, event.at, self._id(event.id), parts=event.parts)
                self.conversation.messages.append(asked)
                self._begin_turn(event.at)
            case ev.ContinuationAsked():
                self.conversation.messages.append(Continuation(event.at, self._id(event.id)))
                self._begin_turn(event.at)
            case ev.TurnRepeated():
                self.conversation.leave_out_replies()
                self._begin_turn(event.at)
            case ev.BranchTaken():
                self._begin_anew()
                self.branches_taken += 1
            case ev.MessageLeftOut():
                self.conversation.leave_out(event.message, event.left_out)
            case ev.ToolCallRepeated():
                self._repeat_call(event)
            case ev.TurnFinished():
                for call in self.turn_calls:
                    call.leave()
                self.conversation.leave_server_calls()
                self._end_turn(event.at, Phase.DONE)
            case ev.TurnFailed():
                self._fail_turn(event.at, event.fault)

    def _take_report(self, reply: Reply, event: ev.ReportEvent) -> None:
        reply.take(event)
        if isinstance(event, ev.ResponseStarted):
            self.phase = self.phase if event.refused else Phase.WAITING
        elif reply.state is not ReplyState.OPEN:
            self._close_reply(reply)

    def _take_tool_event(self, event: ev.ToolEvent) -> None:
        call = self.conversation.call(event.call_id) or self.conversation.server_call(event.call_id)
        if call is None:
            return
        call.advance(event)
        for calls, belongs in ((self._asking, call.asking), (self._running, call.running)):
            (calls.add if belongs else calls.discard)(event.call_id)
        self._wait_for_person(event.at, asking=bool(self._asking))
        if self._asking:
            self.phase = Phase.ASKING
        elif self._running:
            self.phase = Phase.RUNNING_TOOL

    def _wait_for_person(self, at: float, *, asking: bool) -> None:
        """The time in which the turn goes no further, as it is the person's to say, is counted apart."""
        if asking and self._asking_since is None:
            self._asking_since = at
        elif not asking and self._asking_since is not None:
            self.waited_s += at - self._asking_since
            self._asking_since = None

    def _repeat_call(self, event: ev.ToolCallRepeated) -> None:
        call, reply = self.conversation.call(event.call_id), self.reply
        if call is not None and reply is not None:
            reply.tool_calls.append(call.again(event.arguments, event.at, reply.next_call_id))
            self._begin_turn(event.at)

    def _open_reply(self, event: ev.RequestSent) -> None:
        if self._reply is None:
            self._reply = Reply(self._id(event.reply))
            self.conversation.open_reply(self._reply)
        self._reply.begin_attempt(event)
        self._reply.statistics.live_tokens.ratio = event.ratio or self._ratios.of(event.model)
        self.model, self.url = event.model, event.url
        self.retry = self.progress = None
        self.phase = Phase.CONNECTING

    def _restore(self, event: ev.ReplyKept) -> None:
        reply = restored(event)
        self.conversation.open_reply(reply)
        self.model, self.url = reply.model, event.reply.url
        self._ended.add(reply.statistics)

    def _take_notice(self, event: ev.NoticeIssued) -> None:
        """One that comes while a reply is open is about that reply, and a part of it."""
        notices = self.conversation.messages if self._reply is None else self._reply.notices
        self._notices += 1
        if self._notices <= _MOST_NOTICES:
            text = event.text if self._notices < _MOST_NOTICES else _MORE_NOTICES
            notices.append(Notice(text, event.at, id=self._id()))

    def _id(self, given: str = "") -> str:
        """The id of the next message: by its place, where none was given."""
        return given or f"m{len(self.conversation.messages)}"

    def _begin_turn(self, at: float) -> None:
        self.phase = Phase.CONNECTING
        self.turn_started_at, self.turn_ended_at = at, None
        self.waited_s, self._asking_since = 0.0, None
        self._asking.clear()
        self._running.clear()
        self._notices = 0
        self.fault = None

    def _end_turn(self, at: float, phase: Phase) -> None:
        self._wait_for_person(at, asking=False)
        self._asking.clear()
        self.phase = phase
        self.turn_ended_at = at
        self.retry = self.progress = None

    def _fail_turn(self, at: float, fault: Fault) -> None:
        self.fault = fault
        messages = self.conversation.messages
        if (reply := self._reply) is not None:
            reply.fail(at, fault)
            self._close_reply(reply)
        elif not (messages and isinstance(last := messages[-1], Reply) and last.fault == fault):
            messages.append(Notice(fault.message, at, fault, self._id(), self.conversation.unanswered))
        for call in self.turn_calls:
            call.cut(at)
        self.conversation.leave_server_calls()
        self._end_turn(at, Phase.STOPPED if fault.kind == "cancelled" else Phase.FAILED)

    def _close_reply(self, reply: Reply) -> None:
        self._ended.add(reply.statistics)
        reply.teach(self._ratios)
        self.stalled_since = None
        self._reply = None
