"""A command of streamtui, which writes the longest stall of its event loop, in seconds, as the last word on stderr."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import Any

from streamtui.cli import running
from streamtui.cli.main import main

STEP_S = 0.002
FIRST_S = 3.0
"""Until then modules are loaded, as they are without a store."""
longest_s = 0.0


async def _watch() -> None:
    global longest_s
    await asyncio.sleep(FIRST_S)
    while True:
        before = time.perf_counter()
        await asyncio.sleep(STEP_S)
        longest_s = max(longest_s, time.perf_counter() - before - STEP_S)


def _watched(command: Any) -> int:
    async def watched(out: Any, err: Any) -> int:
        watch = asyncio.create_task(_watch())
        try:
            return int(await command(out, err))
        finally:
            watch.cancel()

    return original(watched)


original = running.run_in_loop
running.run_in_loop = _watched

if __name__ == "__main__":
    try:
        main()
    finally:
        sys.stderr.write(f"\n{longest_s}\n")
