"""A reply while it comes and once it is over: its texts, its calls, and what was measured of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from streamtui.core.chat import events as ev
from streamtui.core.chat.citation import Citation
from streamtui.core.chat.messages import Notice
from streamtui.core.chat.server_calls import ServerCall
from streamtui.core.chat.statistics import ReplyStatistics
from streamtui.core.chat.token_ratios import TokenRatios
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.faults.faults import Fault
from streamtui.core.text.growing_text import GrowingText


class ReplyState(Enum):
    """How far a reply is."""

    OPEN = "open"
    COMPLETE = "complete"
    STOPPED = "stopped"
    CUT = "cut"
    FAILED = "failed"


@dataclass(slots=True)
class Choice:
    """One of the texts that a reply may have: the answer, or an alternative to it (`n` > 1)."""

    id: str = ""
    text: GrowingText = field(default_factory=GrowingText)
    reasoning: GrowingText = field(default_factory=GrowingText)
    refusal: GrowingText = field(default_factory=GrowingText)
    tool_calls: list[ToolCall] = field(default_factory=list)
    finish_reason: str | None = None

    @property
    def model_calls(self) -> list[ToolCall]:
        """The calls that the model made; the others are the person's own."""
        return [call for call in self.tool_calls if not call.repeated]

    @property
    def empty(self) -> bool:
        """Nothing has arrived yet."""
        return not (self.text or self.reasoning or self.refusal or self.tool_calls)

    def call(self, position: int, at: float) -> ToolCall:
        """The call at that place, made when it is new."""
        while len(self.tool_calls) <= position:
            self.tool_calls.append(ToolCall(id=self.next_call_id, first_delta_at=at, last_delta_at=at))
        return self.tool_calls[position]

    @property
    def next_call_id(self) -> str:
        """The id of the call that comes next: where it stands."""
        return f"{self.id}.{len(self.tool_calls)}"


_NO_CHUNKS = ("ping", "done", "broken")


@dataclass(slots=True)
class Reply(Choice):
    """What the model sent for one request: the answer itself (choice 0) and all that was measured."""

    model: str = ""
    """The model that was asked for."""
    served_model: str = ""
    """The name that the server gives the model, once it did."""
    place: str = ""
    """What the person calls the place that was asked: the profile's name."""
    url: str = ""
    """What was asked there, fit to be shown."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """The parameters that its request carried."""
    answers: str = ""
    """The id of the message that it is the first reply to; nothing where another reply stands between."""
    begun: str = ""
    """The text of the replies before it that it was asked to go on with, where that was to be JSON."""
    state: ReplyState = ReplyState.OPEN
    fault: Fault | None = None
    attempts: int = 1
    left_out: bool = False
    """It is not sent."""
    api: str = "chat"
    """What its server was spoken to in."""
    response_id: str = ""
    """By which the server knows it, where it said so."""
    told: str = ""
    """See core.chat.events.ResponseNamed."""
    output: tuple[Mapping[str, Any], ...] = ()
    """See core.chat.events.OutputKept."""
    server_calls: list[ServerCall] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    alternatives: dict[int, Choice] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    """What the person was told while it was open."""
    statistics: ReplyStatistics = field(default_factory=ReplyStatistics)

    def own_output(self, answered: Sequence[ServerCall] = ()) -> Mapping[str, Any]:
        """What the server wants back, by what it knows the reply, and whose it is.

        `answered` are those of its calls that are told again, with their answers.
        """
        whole = self._whole and all(call in answered for call in self.server_calls if call.needs_answer)
        known = self.response_id if self.api == "responses" and whole else ""
        owner = (self.model, self.place, self.url)
        own = {"owner": owner, "items": self.output, "response_id": known, "told": self.told}
        if answered:
            return {**own, "answered": [call.item for call in answered]}
        return own if self.output or known else {}

    @property
    def _whole(self) -> bool:
        """Here is all of it that its server has, each call with a result."""
        ended = self.state is ReplyState.COMPLETE and self.finish_reason in ("stop", "tool_calls")
        return ended and all(call.output is not None for call in self.model_calls)

    @property
    def waiting(self) -> list[ServerCall]:
        """The server's calls that wait for an answer, which is told with their items."""
        kept = {(item.get("type"), item.get("answered_by")) for item in self.output}
        return [call for call in self.server_calls if call.waits and call.item in kept]

    def server_call(self, position: int, at: float) -> ServerCall:
        """The server's call at that place, made when it is new."""
        while len(self.server_calls) <= position:
            key = f"{self.id}.s{len(self.server_calls)}"
            self.server_calls.append(ServerCall("", first_at=at, last_at=at, key=key))
        return self.server_calls[position]

    def choice(self, index: int) -> Choice:
        """The choice of that index, made when it is new; 0 is the reply itself."""
        if index == 0:
            return self
        if index not in self.alternatives:
            self.alternatives[index] = Choice(f"{self.id}/{index}")
        return self.alternatives[index]

    def begin_attempt(self, sent: ev.RequestSent) -> None:
        """It is asked for, or once more: what an attempt told of itself that brought no text is not of this one."""
        self.model, self.place, self.url, self.options = sent.model, sent.place, sent.url, sent.options
        self.attempts, self.api = sent.attempt, sent.api
        self.served_model = self.response_id = self.told = ""
        self.finish_reason = None
        self.output = ()
        self.server_calls.clear()
        self.citations.clear()
        self.statistics.begin_attempt(sent.at)

    def take(self, event: ev.ChunkReceived | ev.PayloadEvent | ev.ReportEvent) -> None:
        """Take what the server sent of it. The frequent events come first."""
        statistics = self.statistics
        match event:
            case ev.ChunkReceived():
                if event.kind not in _NO_CHUNKS:
                    statistics.take_chunk()
            case ev.TextDelta(choice=0):
                self.text.append(event.text)
                statistics.take_text(event.at, event.text)
            case ev.TextDelta():
                self.choice(event.choice).text.append(event.text)
                statistics.take_payload(event.at, event.text)
            case ev.ReasoningDelta():
                self.choice(event.choice).reasoning.append(event.text)
                statistics.take_payload(event.at, event.text)
            case ev.RefusalDelta():
                self.choice(event.choice).refusal.append(event.text)
                statistics.take_payload(event.at, event.text)
            case ev.ToolCallDelta():
                call = self.choice(event.choice).call(event.position, event.at)
                if event.name and not call.name:
                    statistics.live_tokens.add_call()
                call.take(event)
                statistics.take_payload(event.at, event.name + event.arguments)
            case ev.ResponseNamed():
                self.api, self.response_id, self.told = "responses", event.id, event.told
            case ev.OutputKept():
                self.output = event.items
            case ev.TextCorrected():
                self._correct(event)
            case ev.CallsSorted():
                self._sort_calls(event)
            case ev.ServerCallReported():
                self._take_server_call(event)
            case ev.CitationAdded():
                self.citations.append(event.citation)
            case ev.ItemKept():
                self.choice(event.choice).call(event.position, event.at).keep(event.item)
            case ev.ResponseStarted():
                statistics.headers_at = None if event.refused else event.at
            case ev.ModelNamed():
                self.served_model = event.name
            case ev.FinishReported():
                self.choice(event.choice).finish_reason = event.reason
            case ev.UsageReported():
                statistics.usage = event.usage
            case ev.ServerFiguresReported():
                statistics.server_figures = event.figures
            case ev.CostReported():
                statistics.cost_usd = event.usd
            case ev.ReplyFinished():
                for call in self.tool_calls:
                    call.complete()
                self.end(event.at, ReplyState.COMPLETE)
            case ev.ReplyFailed():
                self.fail(event.at, event.fault)

    def _correct(self, event: ev.TextCorrected) -> None:
        """Its size and times are those of what was sent all the same."""
        match event.part:
            case "text":
                self.text.correct(event.text)
                self.statistics.count_anew(event.text)
            case "reasoning":
                self.reasoning.correct(event.text)
            case "refusal":
                self.refusal.correct(event.text)
            case "arguments" if event.position < len(self.tool_calls):
                self.tool_calls[event.position].arguments.correct(event.text)

    def _sort_calls(self, event: ev.CallsSorted) -> None:
        """None has happened to any of them yet; their ids say where they stand."""
        if sorted(event.order) == [*range(len(self.tool_calls))]:
            self.tool_calls[:] = [self.tool_calls[position] for position in event.order]
            for place, call in enumerate(self.tool_calls):
                call.id = f"{self.id}.{place}"
        if sorted(event.server_order) == [*range(len(self.server_calls))]:
            self.server_calls[:] = [self.server_calls[position] for position in event.server_order]
            for place, server_call in enumerate(self.server_calls):
                server_call.key = f"{self.id}.s{place}"

    def _take_server_call(self, event: ev.ServerCallReported) -> None:
        call = self.server_call(event.position, event.at)
        call.kind, call.id = event.kind or call.kind, event.id or call.id
        call.server, call.call_id = event.server or call.server, event.call_id or call.call_id
        call.runner = event.runner or call.runner
        call.name, call.state = event.name or call.name, event.state or call.state
        call.text.append(event.text)
        call.last_at = event.at

    def fail(self, at: float, fault: Fault) -> None:
        """It ends early; what arrived stays."""
        self.fault = fault
        for call in self.tool_calls:
            call.cut(at)
        broken = ReplyState.FAILED if self.empty and not self.server_calls else ReplyState.CUT
        self.end(at, ReplyState.STOPPED if fault.kind == "cancelled" else broken)

    def end(self, at: float, ending: ReplyState) -> None:
        """Nothing more comes of it."""
        self.state = ending
        self.statistics.ended_at = at

    def teach(self, ratios: TokenRatios) -> None:
        """Let it be known how far its estimates are off from what the server counted, where that says something."""
        usage, live = self.statistics.usage, self.statistics.live_tokens
        if usage is None or usage.completion_tokens is None or not self.statistics.payload_chunks or self.tool_calls:
            return  # of a call's tokens many are not sent, and how many differs from server to server
        unseen = 0 if self.reasoning else usage.reasoning_tokens or 0
        ratios.learn(self.model, usage.completion_tokens - unseen, live.text.tokens, live.chunks, live.as_tokens)
