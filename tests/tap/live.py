"""A tap that shows, for a test: the real engine, and on top of it what reads from it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from streamtui.core.ports.recordings import RecordingHeader
from streamtui.core.ports.session import RecordingFile
from streamtui.core.ports.tap import Tapped
from streamtui.core.text.secrets import Secrets
from streamtui.storage.recordings.writer import RecordingWriter
from streamtui.tap.link import start
from streamtui.tap.live_tap import LiveTap
from streamtui.tap.orders import Orders
from tests.tap.tapping import Handler, serving


@dataclass
class Live:
    """One that runs."""

    tap: LiveTap
    news: asyncio.Event = field(default_factory=asyncio.Event)
    stages: list[tuple[int, str]] = field(default_factory=list)
    requests: list[Tapped] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.tap.base_url.rpartition(":")[2].partition("/")[0])

    def changed(self, tapped: Tapped) -> None:
        if tapped not in self.requests:
            self.requests.append(tapped)
        if (told := (tapped.number, tapped.stage.value)) not in self.stages:
            self.stages.append(told)
        self.news.set()

    async def until(self, wanted: Callable[[], bool]) -> None:
        """The test's time-out ends what never comes."""
        while not wanted():
            self.news.clear()
            await self.news.wait()

    async def over(self, count: int = 1) -> list[Tapped]:
        """So many that are over."""
        await self.until(lambda: sum(one.stage.over for one in self.requests) >= count)
        return sorted(self.requests, key=lambda one: one.number)


@asynccontextmanager
async def live(
    base_url: str, *, record: Path | None = None, kept_mb: int | None = 64, secrets: Secrets | None = None
) -> AsyncIterator[Live]:
    def begin(tapped: Tapped) -> RecordingFile:
        assert record is not None
        header = RecordingHeader(tapped.started, tapped.model, clock=tapped.at)
        return RecordingWriter(record / f"{tapped.number}.jsonl", header, secrets=tapped.secrets)

    orders = Orders("127.0.0.1", 0, base_url)
    link = await start(orders)
    recorded = begin if record is not None else None

    def close(recording: RecordingFile, then: Callable[[], object]) -> None:
        recording.close()
        then()

    tap = LiveTap(link, orders, secrets=secrets or Secrets(), record=recorded, close_recording=close, kept_mb=kept_mb)
    shown = Live(tap)
    running = asyncio.create_task(tap.run(shown.changed))
    try:
        yield shown
    finally:
        await tap.stop()
        await running
        await tap.close()


@asynccontextmanager
async def live_before(
    handler: Handler, *, record: Path | None = None, kept_mb: int | None = 64, secrets: Secrets | None = None
) -> AsyncIterator[Live]:
    """The same before a server that does so."""
    options = {"record": record, "kept_mb": kept_mb, "secrets": secrets}
    async with serving(handler) as port, live(f"http://127.0.0.1:{port}/v1", **options) as shown:  # type: ignore[arg-type]
        yield shown
