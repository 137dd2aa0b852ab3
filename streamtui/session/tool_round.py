"""One round of tool calls: all at the same time, each reported when it begins and when it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

from streamtui.core.events import StreamEvent, ToolCallFinished, ToolCallStarted
from streamtui.core.ports import Clock, Toolbox
from streamtui.core.tool_calls import ToolCall


async def run_calls(calls: Sequence[ToolCall], toolbox: Toolbox, clock: Clock) -> AsyncGenerator[StreamEvent, None]:
    """Run the calls side by side. Closing the generator cancels those that still run."""
    finished: asyncio.Queue[ToolCallFinished] = asyncio.Queue()

    async def run(position: int, call: ToolCall) -> None:
        output = await toolbox.run(call.name, str(call.arguments))
        finished.put_nowait(ToolCallFinished(clock.now(), position, output.text, output.ok))

    for position in range(len(calls)):
        yield ToolCallStarted(clock.now(), position)
    tasks = [asyncio.ensure_future(run(position, call)) for position, call in enumerate(calls)]
    everything = asyncio.gather(*tasks)
    try:
        for _ in calls:
            arrival = asyncio.ensure_future(finished.get())
            await asyncio.wait({arrival, everything}, return_when=asyncio.FIRST_COMPLETED)
            if not arrival.done():
                everything.result()
            yield await arrival
    finally:
        everything.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
