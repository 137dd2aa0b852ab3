"""What can be gone to in a chat: requests, first tokens, calls, gaps, ends, and what the person marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import inf

from streamtui.core.chat import events as ev
from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.stalls import STALL_WARN_S
from streamtui.core.words.figures import seconds
from streamtui.core.words.server_call_words import ENDS


class MarkKind(Enum):
    """What happened; the value is how it is called."""

    PROMPT = "prompt"
    REQUEST = "request"
    HEADERS = "headers"
    FIRST = "first token"
    ANSWER = "answer begins"
    CALL = "call begins"
    CALL_END = "call ends"
    GAP = "gap"
    RETRY = "retry"
    FINISH = "finish"
    USAGE = "usage"
    FAILED = "failed"
    BRANCH = "another branch"
    SET = "mark"
    """The person's own."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place, and what is there."""

    place: int
    """The number of events up to the one that it is about, which is one of them."""
    kind: MarkKind
    about: str = ""
    """Which call, which reason, what the person wrote: text from outside."""


class Marks:
    """Takes the events in as they come. `all` is in their order."""

    def __init__(self, stall_s: float = STALL_WARN_S) -> None:
        """`stall_s`: a silence in a reply that is longer is a mark."""
        self._stall_s = stall_s
        self.all: list[Mark] = []
        self._taken = 0
        self._usage: Mark | None = None
        """The last of this reply: a server may report it with every chunk."""
        self._told_again_until = -inf
        """What is of before that has happened already, on a branch that is shown again."""
        self._begin_reply()

    def take(self, events: Sequence[StreamEvent]) -> None:
        """Take in what came; those that were taken stand before it."""
        for place in range(self._taken, len(events)):
            event = events[place]
            if event.at < self._told_again_until:
                continue
            if type(event) in ev.PAYLOAD:
                self._take_payload(event, place + 1)
            elif not isinstance(event, ev.ChunkReceived | ev.BytesReceived | ev.BytesTaken):
                self._take_other(event, place + 1)
        self._taken = len(events)

    def _begin_reply(self) -> None:
        self._last_at: float | None = None
        self._thinks = self._answers = self._finished = False
        self._names: list[str] = []
        """Of the calls that began."""
        self._servers: dict[int, tuple[str, str]] = {}
        """Of the server's own by their place: what it is, and the server's last word."""
        self._usage = None

    def _take_payload(self, event: StreamEvent, place: int) -> None:
        last_at, self._last_at = self._last_at, event.at
        if last_at is None:
            self._add(place, MarkKind.FIRST)
        elif event.at - last_at > self._stall_s:
            self._add(place, MarkKind.GAP, seconds(event.at - last_at))
        if isinstance(event, ev.ReasoningDelta):
            self._thinks = True
        elif isinstance(event, ev.ToolCallDelta):
            if event.choice == 0 and event.position >= len(self._names):
                self._names += [""] * (event.position - len(self._names)) + [event.name]
                self._add(place, MarkKind.CALL, event.name)
        elif not self._answers:
            self._answers = True
            if self._thinks:
                self._add(place, MarkKind.ANSWER)

    def _take_other(self, event: StreamEvent, place: int) -> None:
        match event:
            case ev.BranchTaken():
                self._told_again_until = event.at
                self._add(place, MarkKind.BRANCH)
            case ev.PromptSubmitted() | ev.ContinuationAsked() | ev.TurnRepeated():
                self._add(place, MarkKind.PROMPT)
            case ev.RequestSent():
                if event.attempt == 1:
                    self._begin_reply()
                self._add(place, MarkKind.REQUEST)
            case ev.ResponseStarted():
                self._add(place, MarkKind.HEADERS, str(event.status))
            case ev.RetryScheduled():
                self._add(place, MarkKind.RETRY, event.fault.message)
            case ev.FinishReported():
                if event.choice == 0 and not self._finished:
                    self._finished = True
                    self._add(place, MarkKind.FINISH, event.reason)
            case ev.UsageReported():
                if self._usage is not None:
                    self.all.remove(self._usage)
                self._usage = self._add(place, MarkKind.USAGE)
            case ev.ToolCallFinished() | ev.ToolCallRefused():
                number = event.call_id.rpartition(".")[2]
                known = number.isdecimal() and len(number) < 10 and int(number) < len(self._names)
                self._add(place, MarkKind.CALL_END, self._names[int(number)] if known else "")
            case ev.ServerCallReported():
                self._take_server_call(event, place)
            case ev.MarkSet():
                self._add(place, MarkKind.SET, event.text)
            case ev.TurnFailed():
                self._add(place, MarkKind.FAILED, event.fault.message)
            case _:
                pass

    def _take_server_call(self, event: ev.ServerCallReported, place: int) -> None:
        """It is no silence while the server tells of what it runs."""
        self._last_at = None if self._last_at is None else event.at
        what, state = self._servers.get(event.position, ("", ""))
        if event.position not in self._servers:
            what = event.name or event.kind
            self._add(place, MarkKind.CALL, what)
        self._servers[event.position] = what, event.state or state
        if event.state in ENDS and state not in ENDS:
            self._add(place, MarkKind.CALL_END, what)

    def _add(self, place: int, kind: MarkKind, about: str = "") -> Mark:
        mark = Mark(place, kind, about)
        self.all.append(mark)
        return mark
