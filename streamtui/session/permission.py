"""Whether a call may run: by the rules, by what the person allowed before, else by asking."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from streamtui.core.chat.events import ApprovalAsked, ToolCallApproved, ToolCallRefused, ToolEvent
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.tools import Approver, ToolInfo
from streamtui.core.text.surrogates import join_surrogates

ApprovalRule: TypeAlias = Literal["changes", "all", "none"]
"""Which calls ask: those of tools that may change something, all, or none."""
Tell: TypeAlias = Callable[[ToolEvent], None]

_REFUSED = "The person did not allow this call"


class Rules(Protocol):
    """What holds for the tool calls of a conversation; it may change meanwhile. See ToolRules."""

    @property
    def approve(self) -> ApprovalRule: ...
    @property
    def rounds(self) -> int: ...
    @property
    def concurrent(self) -> int: ...
    @property
    def believed(self) -> list[ToolInfo]: ...


@dataclass(frozen=True, slots=True)
class ToolRules:
    """Rules that stay as they are."""

    approve: ApprovalRule = "changes"
    rounds: int = 8
    """How often in one turn the model may have tools run."""
    concurrent: int = 5
    """Calls that run at the same time."""
    believed: list[ToolInfo] = field(default_factory=list)
    """Tools that only claim to read and were allowed once in this run of the program, as they were then."""


class Permission:
    """That of one conversation."""

    def __init__(self, clock: Clock, rules: Rules, tell: Tell) -> None:
        self._clock = clock
        self._rules = rules
        self._allowed: list[ToolInfo] = []
        """Tools that need not ask again in this conversation, as they were when the person said so: one that is told
        of in other words, or of another server, is another tool. What a recording says has no say in it."""
        self._turn_allowed = False
        """No call need ask any more in this turn."""
        self._asking: list[ToolCall] = []
        """The calls of this round that ask, or did."""
        self._tell = tell
        self._question = asyncio.Lock()

    def begin_turn(self) -> None:
        """What was allowed for the turn before is no more."""
        self._turn_allowed = False

    def begin_round(self, calls: Iterable[tuple[ToolCall, ToolInfo | None]]) -> None:
        """Those that ask are numbered as they stand there."""
        self._asking = [call for call, tool in calls if self._asks(tool)]

    def asks_no_more(self, call: ToolCall) -> None:
        """It can't be run, so nobody is asked."""
        self._asking = [asking for asking in self._asking if asking is not call]

    async def given(self, call: ToolCall, tool: ToolInfo | None, approver: Approver | None) -> bool:
        """It may run. What the person was asked and said is told."""
        if tool is None or not self._asks(tool):
            return True
        async with self._question:
            return not self._asks(tool) or await self._is_approved(call, tool, approver)

    def _asks(self, tool: ToolInfo | None) -> bool:
        if tool is None or self._rules.approve == "none" or self._turn_allowed or tool in self._allowed:
            return False
        return self._rules.approve == "all" or not (tool.read_only or tool in self._rules.believed)

    async def _is_approved(self, call: ToolCall, tool: ToolInfo, approver: Approver | None) -> bool:
        if approver is None:
            self._tell(ToolCallRefused(self._clock.now(), call.id, f"{_REFUSED}: nobody can be asked here."))
            return False
        self._tell(ApprovalAsked(self._clock.now(), call.id))
        approval = await approver.approve(call, tool, number=self._number(call), of=len(self._asking))
        if approval.answer == "no":
            said = f", and says: {approval.word}" if approval.word else "."
            self._tell(ToolCallRefused(self._clock.now(), call.id, join_surrogates(_REFUSED + said)))
            return False
        if approval.answer == "always":
            self._allowed.append(tool)
        self._turn_allowed = approval.answer == "turn"
        if tool.claims_to_read:
            self._rules.believed.append(tool)
        self._tell(ToolCallApproved(self._clock.now(), call.id, always=approval.answer == "always"))
        return True

    def _number(self, call: ToolCall) -> int:
        """Which one of those that ask it is."""
        return next((number for number, asking in enumerate(self._asking, 1) if asking is call), 1)
