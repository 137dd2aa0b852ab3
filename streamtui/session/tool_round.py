"""One round of tool calls: each checked, approved and run beside the others, and told of at every step."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from streamtui.core.chat.events import (
    ApprovalAsked,
    ToolCallApproved,
    ToolCallFinished,
    ToolCallRefused,
    ToolCallStarted,
    ToolEvent,
)
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.tools import Approver, Toolbox, ToolInfo
from streamtui.core.text.surrogates import join_surrogates

ApprovalRule: TypeAlias = Literal["changes", "all", "none"]
"""Which calls ask: those of tools that may change something, all, or none."""
Tell: TypeAlias = Callable[[ToolEvent], None]

_REFUSED = "The person did not allow this call"


@dataclass(frozen=True, slots=True)
class ToolRules:
    """What holds for the tool calls of a conversation."""

    approve: ApprovalRule = "changes"
    rounds: int = 8
    """How often in one turn the model may have tools run."""
    concurrent: int = 5
    """Calls that run at the same time."""
    believed: list[ToolInfo] = field(default_factory=list)
    """Tools that only claim to read and were allowed once in this run of the program, as they were then."""


class ToolRunner:
    """Runs the calls of one conversation, and tells of each step."""

    def __init__(self, toolbox: Toolbox, clock: Clock, rules: ToolRules, tell: Tell) -> None:
        self.toolbox = toolbox
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
        """Has what is told folded into the state before it returns."""
        self._slots = asyncio.Semaphore(rules.concurrent)
        self._question = asyncio.Lock()

    def begin_turn(self) -> None:
        """What was allowed for the turn before is no more."""
        self._turn_allowed = False

    async def run(self, calls: Sequence[ToolCall], approver: Approver | None, *, approved: bool = False) -> None:
        """Run the calls side by side. A cancellation ends those that still run."""
        self._asking = [] if approved else [call for call in calls if self._asks(self.toolbox.info(call.name))]
        tasks = [asyncio.create_task(self._run_one(call, approver, approved=approved)) for call in calls]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _run_one(self, call: ToolCall, approver: Approver | None, *, approved: bool) -> None:
        arguments = str(call.arguments)
        if objection := await self.toolbox.check(call.name, arguments):
            self._asking = [asking for asking in self._asking if asking is not call]
            self._tell(ToolCallFinished(self._clock.now(), call.id, objection, ok=False))
            return
        tool = self.toolbox.info(call.name)
        if tool is not None and not approved and self._asks(tool):
            async with self._question:
                if self._asks(tool) and not await self._is_approved(call, tool, approver):
                    return
        async with self._slots:
            self._tell(ToolCallStarted(self._clock.now(), call.id))
            output = await self.toolbox.run(call.name, arguments)
            self._tell(ToolCallFinished(self._clock.now(), call.id, output.text, output.ok, output.whole))

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
