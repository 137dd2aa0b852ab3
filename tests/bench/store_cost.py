"""What it costs to keep conversations: CPU of a long and fast reply with the store on over off, the loop's longest
stall, room on the disk over the text, and a long conversation from the start of the program to its first paint.

`python -m tests.bench store` prints the table.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from streamtui.cli.clock import SystemClock
from streamtui.cli.compose.sessions import new_id
from streamtui.core.chat import events as ev
from streamtui.storage.conversations.database import NAME
from streamtui.storage.conversations.store import ConversationStore
from tests.bench.pouring_server import pouring_server, warm
from tests.bench.program_cost import environment
from tests.bench.raw_terminal import RawTerminal
from tests.doubles.keeping import keep_events
from tests.shapes import reply

TOKENS, RATE = 50_000, 10_000
RUNS = 4
MESSAGES = 5_000
PATIENCE_S = 60
STALLS = "tests.bench.stalling_ask"
"""`ask`, whose last line on stderr is the loop's longest stall in seconds."""


@dataclass(frozen=True)
class Figure:
    """One measurement, and its bar."""

    what: str
    bar: str
    value: float


def measure() -> list[Figure]:
    """The figures, the best of a few runs each."""
    return [*_reply(), *_room(), *_opening()]


def _reply() -> Iterator[Figure]:
    with pouring_server() as base_url:
        warm(base_url, f"prose {TOKENS} 0")
        off, on = [], []
        for number in range(RUNS):
            off.append(_asked(base_url, f"prose {TOKENS} {2 * number} {RATE}", "--no-store"))
            on.append(_asked(base_url, f"prose {TOKENS} {2 * number + 1} {RATE}"))
    cpu_off, cpu_on = min(cpu_s for cpu_s, _ in off), min(cpu_s for cpu_s, _ in on)
    stall_off, stall_on = min(stall for _, stall in off), min(stall for _, stall in on)
    yield Figure("reply, CPU without, ms", "", cpu_off * 1e3)
    yield Figure("reply, CPU with, over without, %", "110", cpu_on / cpu_off * 100)
    yield Figure("reply, longest stall without, ms", "", stall_off * 1e3)
    yield Figure("reply, longest stall with, ms more", "10", (stall_on - stall_off) * 1e3)


def _asked(base_url: str, prompt: str, *options: str) -> tuple[float, float]:
    """CPU time of the whole program, and its longest stall."""
    command = [sys.executable, "-m", STALLS, "ask", *options, prompt]
    with environment(base_url) as env, tempfile.TemporaryFile() as told:
        program = subprocess.Popen(command, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=told)
        _, _, used = os.wait4(program.pid, 0)
        told.seek(0)
        return used.ru_utime + used.ru_stime, float(told.read().split()[-1])


def _room() -> Iterator[Figure]:
    """Of conversations as people have them: some of short turns, some of long ones."""
    for what, count, words, answer_words in (("short", 200, 20, 20), ("usual", 50, 25, 250), ("long", 10, 60, 1500)):
        with tempfile.TemporaryDirectory() as folder:
            text = _keep(Path(folder), count, 10, 6 * words, 6 * answer_words)
            size = (Path(folder) / NAME).stat().st_size
        yield Figure(f"room over text, {what} turns", "5", size / text)


def _opening() -> Iterator[Figure]:
    with pouring_server() as base_url, environment(base_url) as env:
        folder = Path(env["STREAMTUI_DATA_DIR"])
        empty = min(_seconds_to(env, "❯".encode()) for _ in range(RUNS))
        short, long = (_resumed(env, folder, turns) for turns in (1, MESSAGES // 2))
        yield Figure(f"{MESSAGES} messages, end seen after an empty chat's prompt, ms", "300", (long - empty) * 1e3)
        yield Figure(f"{MESSAGES} messages, end seen after that of two messages, ms", "", (long - short) * 1e3)


def _resumed(env: Mapping[str, str], folder: Path, turns: int) -> float:
    """Seconds until the end of a conversation of so many turns is seen."""
    _keep(folder, 1, turns, 100, 600)
    return min(_seconds_to(env, LAST.encode(), "--continue") for _ in range(RUNS))


def _seconds_to(env: Mapping[str, str], wanted: bytes, *options: str) -> float:
    with RawTerminal([sys.executable, "-m", "streamtui", *options], env) as terminal:
        return terminal.wait_for(wanted) - terminal.started_at


LAST = "THE-LAST-WORD"


def _keep(folder: Path, conversations: int, turns: int, prompt_size: int, answer_size: int) -> int:
    """Keep some; returns the bytes of text in them."""
    store = ConversationStore(folder, SystemClock())
    text, size = reply("prose", 40 * (prompt_size + answer_size)), 0
    for number in range(conversations):
        events: list[ev.StreamEvent] = []
        for turn in range(turns):
            at = (number * 7919 + turn * 104_729) % (len(text) - prompt_size - answer_size)
            prompt, answer = text[at : at + prompt_size], text[at + prompt_size : at + prompt_size + answer_size]
            answer += f" {LAST}" if turn == turns - 1 else ""
            size += len(prompt.encode()) + len(answer.encode())
            events += _turn(prompt, answer, 60.0 * turn)
        keep_events(store.keeper(), events)
    store.close()
    return size


def _turn(prompt: str, answer: str, at: float) -> Iterator[ev.StreamEvent]:
    pauses = random.Random(at)
    yield ev.PromptSubmitted(at, prompt, new_id())
    yield ev.RequestSent(at + 0.01, 1, "a-model", url="http://127.0.0.1:8000/v1/chat/completions", reply=new_id())
    at += 0.1
    yield ev.ResponseStarted(at)
    for place in range(0, len(answer), 4):
        at = round(at + pauses.expovariate(80.0), 6)
        yield ev.ChunkReceived(at, place * 60, 240, "text")
        yield ev.TextDelta(at, answer[place : place + 4])
    yield ev.FinishReported(at, "stop")
    yield ev.ReplyFinished(at)
    yield ev.TurnFinished(at)
