"""One round of calls: each checked, approved and run beside the others, and told of at every step."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from streamtui.core.chat.events import ToolCallFinished, ToolCallRefused, ToolCallStarted
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.json_text.whole_object import is_object
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.tools import Approver, Toolbox
from streamtui.session.permission import Permission, Rules, Tell
from streamtui.session.server_questions import ServerQuestion

_CUT = "Not run: the reply came to its limit of tokens in the middle of this call."


class ToolRunner:
    """Runs the calls of one conversation, answers those of its server, and tells of each step."""

    def __init__(self, toolbox: Toolbox | None, clock: Clock, rules: Rules, tell: Tell) -> None:
        self.toolbox = toolbox
        self.permission = Permission(clock, rules, tell)
        self._clock = clock
        self._tell = tell
        """Has what is told folded into the state before it returns."""
        self._rules = rules

    def has_work(self, reply: Reply) -> bool:
        """The model waits for what comes of a call. Where there are no tools its calls are for whoever reads them."""
        if self.toolbox is None and (reply.tool_calls or any(call.for_client for call in reply.server_calls)):
            return False
        return bool(reply.tool_calls or reply.waiting)

    async def run_all(self, reply: Reply, approver: Approver | None) -> None:
        """Run the calls of a reply, and answer those of its server, side by side."""
        questions = [ServerQuestion(call, reply) for call in reply.waiting]
        asked = [(question.asked, question.tool) for question in questions]
        if (toolbox := self.toolbox) is not None:
            asked += [(call, toolbox.info(call.name)) for call in reply.tool_calls]
        self.permission.begin_round(asked)
        answers = [
            asyncio.create_task(question.answer(self.permission, approver, self._clock, self._tell))
            for question in questions
        ]
        cut = reply.finish_reason == "length"
        await _together(*answers, *self._running(reply.tool_calls, approver, approved=False, cut=cut))

    async def run(self, calls: Sequence[ToolCall], approver: Approver | None) -> None:
        """Run calls that the person approved."""
        self.permission.begin_round([])
        await _together(*self._running(calls, approver, approved=True))

    def leave_out(self, reply: Reply, why: str) -> None:
        """None of its calls is run, and none of its server's questions answered, for that reason."""
        for call in reply.tool_calls:
            self._tell(ToolCallFinished(self._clock.now(), call.id, f"Not run: {why}", ok=False))
        for asked in reply.waiting:
            self._tell(ToolCallRefused(self._clock.now(), asked.key, f"Not run: {why}"))

    def _running(
        self, calls: Sequence[ToolCall], approver: Approver | None, *, approved: bool, cut: bool = False
    ) -> list[asyncio.Task[None]]:
        toolbox = self.toolbox
        if toolbox is None:
            return []
        slots = asyncio.Semaphore(self._rules.concurrent)
        return [
            asyncio.create_task(self._run_one(call, toolbox, approver, slots, approved=approved, cut=cut))
            for call in calls
        ]

    async def _run_one(
        self,
        call: ToolCall,
        toolbox: Toolbox,
        approver: Approver | None,
        slots: asyncio.Semaphore,
        *,
        approved: bool,
        cut: bool,
    ) -> None:
        arguments = str(call.arguments)
        if objection := _CUT if cut and not is_object(arguments) else await toolbox.check(call.name, arguments):
            self.permission.asks_no_more(call)
            self._tell(ToolCallFinished(self._clock.now(), call.id, objection, ok=False))
            return
        if not approved and not await self.permission.given(call, toolbox.info(call.name), approver):
            return
        async with slots:
            self._tell(ToolCallStarted(self._clock.now(), call.id))
            output = await toolbox.run(call.name, arguments)
            self._tell(ToolCallFinished(self._clock.now(), call.id, output.text, output.ok, output.whole))


async def _together(*tasks: asyncio.Task[None]) -> None:
    """A cancellation ends those that still run."""
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
