"""Long or odd replies, finished already, opened in one go: how long the event loop is not served."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass

from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.frontends.tui.memory import settle_memory
from streamtui.frontends.tui.transcript.pace import WARM_UP_AFTER_S
from streamtui.frontends.tui.transcript.transcript import Transcript
from tests.bench.conversation_cost import Pane
from tests.bench.transcript_cost import SIZE, tick
from tests.shapes import reply

MEGABYTE = 1_000_000
TEXTS: Mapping[str, str] = {
    "3,300 lines of Python": reply("code", 150_000),
    "1 MB of mixed text": reply("mixed", MEGABYTE),
    "1 MB in one line": "x" * MEGABYTE,
    "1 MB of words in one line": "word " * (MEGABYTE // 5),
    "1 MB of short lines": "ab\n" * (MEGABYTE // 3),
    "1 MB of newlines": "\n" * MEGABYTE,
    "1 MB of emoji": "\N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}" * (MEGABYTE // 8),
    "10,000 levels of lists": "".join(f"{'  ' * depth}- x\n" for depth in range(1000)) + "- " * 10_000 + "x\n",
    "a table of 2,000 columns": "|" + "a|" * 2000 + "\n|" + "-|" * 2000 + "\n" + ("|" + "b|" * 2000 + "\n") * 20,
    "1 MB of an open fence": "```python\n" + "x = 1\n" * (MEGABYTE // 6),
}
QUIET_TICKS = 20


@dataclass(frozen=True)
class Figure:
    """One reply."""

    reply: str
    cpu_ms: float
    """Until nothing is left to do."""
    longest_stall_ms: float


class OpeningPane(Pane):
    """Opens each reply in turn."""

    async def _measure(self, transcript: Transcript) -> None:
        await asyncio.sleep(WARM_UP_AFTER_S + 1)
        settle_memory()
        figures = []
        for name, text in TEXTS.items():
            answer = Reply(model="model", state=ReplyState.COMPLETE)
            answer.text.append(text)
            stalls: list[float] = []
            ticker = asyncio.create_task(tick(stalls))
            await asyncio.sleep(0)
            began = time.process_time()
            transcript.show([answer])
            quiet = 0
            while quiet < QUIET_TICKS:
                await asyncio.sleep(0.01)
                quiet = 0 if transcript.busy else quiet + 1
            ticker.cancel()
            figures.append(Figure(name, (time.process_time() - began) * 1e3, max(stalls) * 1e3))
        self.exit(figures)


def measure() -> list[Figure]:
    """The figures of all texts."""
    return list(OpeningPane([]).run(size=SIZE) or [])
