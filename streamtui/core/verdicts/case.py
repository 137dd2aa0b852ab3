"""What the rules look at: a reply that is over, what was asked for, and the stream that brought it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.response_format import ResponseFormat, wanted_format
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.json_text.outline import JsonOutline
from streamtui.core.json_text.verdict import Verdict as JsonVerdict
from streamtui.core.json_text.verdict import strict_verdict
from streamtui.core.verdicts.evidence import Evidence
from streamtui.core.wire.sent_request import SentRequest, SentTool, limit_in

LENGTH = ("length", "max_tokens", "MAX_TOKENS", "max_output_tokens", "model_length")
"""Words with which servers say that the limit was reached."""


@dataclass(frozen=True)
class CallCase:
    """One call of the model."""

    position: int
    call: ToolCall
    tool: SentTool | None
    """The one that it names, where the request is known and has it."""
    is_text: bool
    """What it gives the tool is a text, and no JSON."""

    @cached_property
    def arguments(self) -> str:
        """As they came."""
        return str(self.call.arguments)

    @cached_property
    def json(self) -> JsonVerdict:
        """Whether they are JSON."""
        return JsonVerdict("") if self.is_text else strict_verdict(self.arguments)

    @property
    def unfinished(self) -> bool:
        """They are the beginning of JSON and no more, or nothing."""
        return not (self.is_text or self._outline.broken or self._outline.complete)

    @property
    def within(self) -> str:
        """In what they end, where they are the beginning of JSON and no more; else nothing."""
        return self._outline.within if not self.json.valid and self.unfinished else ""

    @cached_property
    def _outline(self) -> JsonOutline:
        outline = JsonOutline()
        for _ in outline.feed(self.arguments):
            pass
        return outline

    def byte_at(self, offset: int) -> int:
        """Where a character stands, in bytes."""
        return len(self.arguments[:offset].encode("utf-8", "replace"))


@dataclass(frozen=True)
class Case:
    """A reply to judge."""

    reply: Reply
    evidence: Evidence
    stall_s: float
    """Seconds from which on a silence is a stall."""
    timed: bool = True
    """The instants mean something."""

    @property
    def request(self) -> SentRequest | None:
        """What was asked for, where that is known."""
        return self.evidence.request

    @cached_property
    def form(self) -> ResponseFormat | None:
        """The form that its text was to have."""
        asked = self.request.parameters if self.request is not None else {}
        return wanted_format(asked) or wanted_format(self.reply.options)

    @property
    def whole(self) -> bool:
        """It ended as a reply ends."""
        return self.reply.state is ReplyState.COMPLETE

    @cached_property
    def calls(self) -> list[CallCase]:
        """Those that the model made, in order."""
        return [self._call(position, call) for position, call in enumerate(self.reply.model_calls)]

    @cached_property
    def limit(self) -> tuple[str, int] | None:
        """The most tokens that were asked for, with the name that it was given."""
        return (self.request.limit if self.request is not None else None) or limit_in(self.reply.options)

    @property
    def asked_for_one(self) -> bool:
        """One token was wanted, as to have a prompt cached or a model loaded: what comes says nothing."""
        return self.limit is not None and self.limit[1] == 1

    @property
    def limit_name(self) -> str:
        """What it is called, also where none was asked for."""
        if self.limit is not None:
            return self.limit[0]
        return "max_output_tokens" if self.reply.api == "responses" else "max_tokens"

    @property
    def completion_tokens(self) -> int | None:
        """As the server counted them."""
        usage = self.reply.statistics.usage
        return usage.completion_tokens if usage is not None else None

    @property
    def said(self) -> str | None:
        """Why the reply ended, as the server put it: the finish reason, or the status that the Responses API has."""
        reason = self.reply.finish_reason
        if self.reply.api != "responses" or reason is None:
            return reason
        return "incomplete" if reason in (*LENGTH, "content_filter") else "completed"

    @property
    def said_length(self) -> bool:
        """The server said that the limit was reached."""
        return self.reply.finish_reason in LENGTH

    @property
    def at_limit(self) -> bool:
        """It was, whatever the server said."""
        counted = self.completion_tokens
        return self.said_length or (self.limit is not None and counted is not None and counted >= self.limit[1])

    def _call(self, position: int, call: ToolCall) -> CallCase:
        tool = self.request.tool(call.name) if self.request is not None else None
        return CallCase(
            position, call, tool, tool.kind == "custom" if tool is not None else self._is_text(position, call)
        )

    def _is_text(self, position: int, call: ToolCall) -> bool:
        """Where nothing says what the tool is, the chunk may that named it."""
        unknown = self.request is None and not strict_verdict(str(call.arguments)).valid
        return unknown and position in self._called_custom

    @cached_property
    def _called_custom(self) -> set[int]:
        """The calls that a chunk says are of a custom tool, which takes a text."""
        evidence = self.evidence
        rows = [row for row, raw in evidence.texts_of("call") if '"custom' in raw]
        return {position for row in rows for position in evidence.log.calls(row)}
