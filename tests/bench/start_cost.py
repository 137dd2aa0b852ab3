"""From the start of the process to a prompt that takes keys, beside a bare Textual app with one Input.

A key is pressed as soon as the program has the terminal; the time ends when it is on the screen.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.program_cost import PROGRAM, environment
from tests.bench.raw_terminal import RawTerminal

RUNS = 7
BARE = [sys.executable, "-m", "tests.bench.bare_app"]
NO_SERVER = "http://127.0.0.1:9/v1"
FULL_SCREEN = b"\x1b[?1049h"
LETTER = "\u0436"
"""A letter that no program writes by itself."""


@dataclass(frozen=True)
class Figure:
    """The medians of some starts."""

    program: str
    prompt_ms: float
    cpu_ms: float
    """CPU time of the process until then."""
    ratio: float = 1.0
    """Of the times, to the bare app's."""
    cpu_ratio: float = 1.0


def measure() -> list[Figure]:
    """The figures of both; the programs take turns, as the machine's load changes."""
    with environment(NO_SERVER) as env:
        starts = [(_start(BARE, env), _start(PROGRAM, env)) for _ in range(RUNS + 1)][1:]
    bare = Figure("bare app", *_medians([start[0] for start in starts]))
    ours = _medians([start[1] for start in starts])
    return [bare, Figure("streamtui", *ours, ours[0] / bare.prompt_ms, ours[1] / bare.cpu_ms)]


def _medians(starts: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return median(start[0] for start in starts), median(start[1] for start in starts)


def _start(command: Sequence[str], env: Mapping[str, str]) -> tuple[float, float]:
    with RawTerminal(command, env) as terminal:
        terminal.wait_for(FULL_SCREEN)
        terminal.press(LETTER)
        at = terminal.wait_for(LETTER.encode())
        return (at - terminal.started_at) * 1e3, terminal.cpu_s * 1e3
