"""One round of tool calls: all at the same time, each reported when it begins and when it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

from streamtui.core.events import StreamEvent, ToolCallFinished, ToolCallStarted
from streamtui.core.ports import Clock, Toolbox
from streamtui.core.tool_calls import ToolCall


async def run_calls(calls: Sequence[ToolCall], toolbox: Toolbox, clock: Clock) -> AsyncGenerator[StreamEvent, None]:
    """Run the calls side by side. Closing the generator cancels those that still run."""

    async def run(position: int, call: ToolCall) -> ToolCallFinished:
        output = await toolbox.run(call.name, str(call.arguments))
        return ToolCallFinished(clock.now(), position, output.text, output.ok)

    for position in range(len(calls)):
        yield ToolCallStarted(clock.now(), position)
    tasks = [asyncio.create_task(run(position, call)) for position, call in enumerate(calls)]
    try:
        for finished in asyncio.as_completed(tasks):
            yield await finished
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
