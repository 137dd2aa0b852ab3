"""CPU time of the app on a pty while eight columns stream, beside the same tokens as one reply in the chat.

`python -m tests.bench app-race` prints the table. Measured is the process from Enter until half a
second after the end.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.bench.pouring_server import end_of, pouring_server, warm
from tests.bench.program_cost import PROGRAM, READY, SDK_S, environment
from tests.bench.raw_terminal import RawTerminal

COLUMNS = 8
SECONDS = 20
RATES = (200,)
"""Tokens a second of each column."""
QUIET_S = 1.5
"""Without output, after which all is over."""
SIZE = (COLUMNS * 36, 60)
"""Eight columns side by side."""


@dataclass(frozen=True)
class Figure:
    """One pace."""

    rate_each: int
    one_cpu_ms: float
    eight_cpu_ms: float
    ratio: float
    one_kb: float
    """Written to the terminal."""
    eight_kb: float


def measure() -> list[Figure]:
    """Each pace in a program of its own."""
    with pouring_server() as base_url:
        return [_figure(base_url, rate) for rate in RATES]


def _figure(base_url: str, rate: int) -> Figure:
    tokens = rate * SECONDS
    one = _cost(base_url, f"prose {tokens * COLUMNS} 1 {rate * COLUMNS}", race=False)
    eight = _cost(base_url, f"prose {tokens} 1 {rate}", race=True)
    return Figure(rate, one[0], eight[0], eight[0] / one[0], one[1], eight[1])


def _cost(base_url: str, prompt: str, *, race: bool) -> tuple[float, float]:
    """CPU time in milliseconds, and kilobytes written."""
    warm(base_url, prompt)
    with environment(base_url) as env, RawTerminal(PROGRAM, env, SIZE) as program:
        program.wait_for(READY)
        program.read_for(SDK_S)
        program.press(f"/race {prompt}" if race else prompt)
        if race:
            program.press("\r")
            program.wait_for(b"1 chosen")
            program.wait_for_quiet(QUIET_S)
            for number in range(2, COLUMNS + 1):
                program.press(f"model-{number} ")
                program.wait_for_quiet(QUIET_S)
        program.wait_for_quiet(QUIET_S)
        cpu_s, written = program.cpu_s, program.written
        program.press("\r")
        program.wait_for(end_of(1).encode())
        program.wait_for_quiet(QUIET_S)
        return (program.cpu_s - cpu_s) * 1e3, (program.written - written) / 1e3
