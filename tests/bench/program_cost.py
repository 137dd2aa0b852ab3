"""The whole program on a pty, talking to a loopback server through the real SDK, beside a bare script that prints.

Both answer the same prompts on the same server in the same run. `answer` is the time from Enter until the reply's
last word is on the screen; CPU time is that of the process from Enter until half a second after that word.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from statistics import median

from tests.bench.pouring_server import end_of, pouring_server, warm
from tests.bench.raw_terminal import RawTerminal

REPLIES = ("prose 20000", "code 5000", "table 300")
"""Tokens of prose and code, rows of the table."""
RUNS = 3
SETTLE_S = 0.5
SDK_S = 4.0
"""In which the SDK is loaded, for certain."""
READY = "❯".encode()
BARE = [sys.executable, "-m", "tests.bench.bare_script"]
PROGRAM = [sys.executable, "-m", "streamtui"]


@dataclass(frozen=True)
class Figure:
    """One reply, the median of some runs."""

    reply: str
    answer_ms: float
    bare_answer_ms: float
    answer_ratio: float
    cpu_ms: float
    bare_cpu_ms: float
    cpu_ratio: float
    memory_mb: float
    """Of the process afterwards."""


@contextmanager
def environment(base_url: str) -> Iterator[Mapping[str, str]]:
    """Variables that have both programs talk to that server, and leave no trace."""
    with tempfile.TemporaryDirectory() as folder:
        yield {
            "OPENAI_BASE_URL": base_url,
            "OPENAI_API_KEY": "none",
            "OPENAI_MODEL": "any",
            "STREAMTUI_CONFIG_DIR": f"{folder}/config",
            "STREAMTUI_DATA_DIR": f"{folder}/data",
            "XDG_STATE_HOME": folder,
            "PYTHONDONTWRITEBYTECODE": "",  # what is installed is compiled
        }


@dataclass(frozen=True)
class _Answer:
    wall_ms: float
    cpu_ms: float
    memory_mb: float


def measure() -> list[Figure]:
    """The figures of all replies, all in one run of each program."""
    with pouring_server() as base_url, environment(base_url) as env:
        for prompt in REPLIES:
            warm(base_url, f"{prompt} 0")
        numbers = count()
        with RawTerminal(BARE, env) as bare:
            bare.wait_for(b"> ")
            floor = {prompt: _answer(bare, prompt, numbers) for prompt in REPLIES}
        with RawTerminal(PROGRAM, env) as program:
            program.wait_for(READY)
            program.read_for(SDK_S)
            return [_figure(prompt, _answer(program, prompt, numbers), floor[prompt]) for prompt in REPLIES]


def _answer(terminal: RawTerminal, prompt: str, numbers: Iterator[int]) -> _Answer:
    """The median of some runs, after one that warms up."""
    answers = [_once(terminal, prompt, next(numbers)) for _ in range(RUNS + 1)][1:]
    return _Answer(
        median(answer.wall_ms for answer in answers),
        median(answer.cpu_ms for answer in answers),
        max(answer.memory_mb for answer in answers),
    )


def _once(terminal: RawTerminal, prompt: str, number: int) -> _Answer:
    terminal.press(f"{prompt} {number}")
    terminal.read_for(SETTLE_S)
    cpu_s, began = terminal.cpu_s, time.perf_counter()
    terminal.press("\r")
    ended = terminal.wait_for(end_of(number).encode())
    terminal.read_for(SETTLE_S)
    return _Answer((ended - began) * 1e3, (terminal.cpu_s - cpu_s) * 1e3, terminal.memory_mb)


def _figure(prompt: str, ours: _Answer, floor: _Answer) -> Figure:
    return Figure(
        prompt,
        ours.wall_ms,
        floor.wall_ms,
        ours.wall_ms / floor.wall_ms,
        ours.cpu_ms,
        floor.cpu_ms,
        ours.cpu_ms / floor.cpu_ms,
        ours.memory_mb,
    )
