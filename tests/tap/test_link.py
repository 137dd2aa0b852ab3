"""What an engine tells, read without an engine: others have their share of the loop."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any, cast

from streamtui.tap.link import LOOP_SHARE, Link
from streamtui.tap.seen import Listening, Received, Seen, Unframing, framed

FRAME = framed([Received(1, 0.0, b"x" * 1_000)])


class FakeProcess:
    """Told all that it ever tells."""

    def __init__(self, told: bytes) -> None:
        self.stdout, self.stderr = asyncio.StreamReader(), asyncio.StreamReader()
        self.stdout.feed_data(told)
        self.stdout.feed_eof()
        self.stderr.feed_eof()

    async def wait(self) -> int:
        return 0


async def test_what_is_told_already_is_not_taken_in_one_turn() -> None:
    turn, taken = 0, Counter[int]()

    async def turning() -> None:
        nonlocal turn
        while True:
            turn += 1
            await asyncio.sleep(0)

    def take(seen: Sequence[Seen]) -> None:
        taken[turn] += len(seen)

    others = asyncio.create_task(turning())
    link = Link(cast("Any", FakeProcess(FRAME * 400)), Listening("127.0.0.1", 1), Unframing(), [])
    await link.run(take)
    others.cancel()
    assert sum(taken.values()) == 400
    assert max(taken.values()) <= LOOP_SHARE // 1_000 + 1
