"""A recording of 40,000 chunks on the screen: until it is there, and until a place in it is painted."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from streamtui.cli.clock import SystemClock
from streamtui.core.chat import events as ev
from streamtui.core.ports.recordings import RecordingHeader
from streamtui.frontends.tui.desk.services import Shown
from streamtui.frontends.tui.memory import hold_collections
from streamtui.frontends.tui.replay.screen import ReplayScreen
from streamtui.frontends.tui.replay_app import ReplayApp
from streamtui.storage.recordings.forms import read_stream
from streamtui.storage.recordings.writer import RecordingWriter
from tests.bench.transcript_cost import SIZE
from tests.shapes import reply

CHUNKS = 40_000
SEEKS, STEPS = 200, 100


@dataclass(frozen=True)
class Figure:
    """One thing that a person does."""

    what: str
    p50: float
    p99: float
    unit: str = "ms"


def recorded(path: Path) -> None:
    """Write a recording: a reply of mixed text in pieces of five characters."""
    text, at = reply("mixed", 5 * CHUNKS), 1.0
    with RecordingWriter(path, RecordingHeader(model="model")) as writer:
        for event in (ev.PromptSubmitted(0.0, "Hi"), ev.RequestSent(0.1, 1, "model"), ev.ResponseStarted(0.5)):
            writer.record(event)
        for number in range(CHUNKS):
            piece, at = text[5 * number : 5 * number + 5], at + 0.01
            body = f"data: {json.dumps({'choices': [{'delta': {'content': piece}}]}):<240}\n\n".encode()
            writer.record(ev.BytesReceived(at, body))
            writer.record(ev.ChunkReceived(at, number * 248, 248, "text"))
            writer.record(ev.TextDelta(at, piece))
        ends: list[ev.StreamEvent] = [ev.FinishReported(at, "stop"), ev.ReplyFinished(at), ev.TurnFinished(at)]
        for end in ends:
            writer.record(end)


class MeasuredApp(ReplayApp):
    """Goes about in the recording once it is painted, and leaves with the figures."""

    def __init__(self, path: Path) -> None:
        self.began = time.process_time()
        events = list(read_stream(path).lanes[0].events)
        screen = ReplayScreen(events, SystemClock())
        screen.player.pause()
        super().__init__(Shown(), screen)
        self.figures: list[Figure] = []
        self._measured = screen

    def on_mount(self) -> None:
        self.call_after_refresh(self._opened)

    def _opened(self) -> None:
        opened_ms = (time.process_time() - self.began) * 1e3
        self.figures.append(Figure("open, until painted", opened_ms, opened_ms))
        self.run_worker(self._go_about())

    async def _go_about(self) -> None:
        screen, rng = self._measured, random.Random(1)
        player = screen.player
        for what, goes, times in (
            ("a random seek", lambda: player.seek_place(rng.randrange(player.axis.end)), SEEKS),
            ("a step back", lambda: player.step(-1), STEPS),
            ("a step on", lambda: player.step(1), STEPS),
        ):
            if what != "a random seek":
                player.seek_place(player.axis.end * 9 // 10)
                await self._painted()
            self.figures.append(await self._timed(what, goes, times))
        status = Path("/proc/self/status").read_text()  # what `resource` tells began with the memory of the parent
        memory = int(status.partition("VmHWM:")[2].split()[0]) / 1e3
        self.figures.append(Figure("memory", memory, memory, "MB"))
        self.exit()

    async def _timed(self, what: str, goes: Callable[[], None], times: int) -> Figure:
        took: list[float] = []
        for _ in range(times):
            began = time.process_time()
            goes()
            await self._painted()
            took.append((time.process_time() - began) * 1e3)
        took.sort()
        return Figure(what, took[len(took) // 2], took[len(took) * 99 // 100])

    async def _painted(self) -> None:
        self._measured.draw()
        self._measured.transcript.flush()
        await asyncio.sleep(0.02)


def measure() -> list[Figure]:
    """In a process of its own, as its memory is measured; beside it that of an empty app."""
    with tempfile.TemporaryDirectory() as folder:
        path, empty = Path(folder) / "long.jsonl", Path(folder) / "empty.jsonl"
        recorded(path)
        with RecordingWriter(empty, RecordingHeader()) as writer:
            writer.record(ev.PromptSubmitted(0.0, "Hi"))
        figures, without = _in_process(path), _in_process(empty)
    more = figures[-1].p50 - without[-1].p50
    return [*figures[:-1], Figure("memory over the empty app", more, more, "MB")]


def _in_process(path: Path) -> list[Figure]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.replay_cost", str(path)], capture_output=True, text=True, check=True
    )
    return [Figure(**figure) for figure in json.loads(done.stdout.splitlines()[-1])]


if __name__ == "__main__":
    hold_collections()
    app = MeasuredApp(Path(sys.argv[1]))
    app.run(headless=True, size=SIZE)
    print(json.dumps([asdict(figure) for figure in app.figures]))
