"""The whole program at the speed of real servers, beside a bare script that prints the same answers in the same run.

CPU time is that of the process from Enter until half a second after the reply's last word, and a quotient of the two;
what both pay for reading the stream is in it. Bytes are what the program wrote to its terminal of 120x40 meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from tests.bench.pouring_server import chunks, end_of, pouring_server, warm
from tests.bench.program_cost import BARE, PROGRAM, READY, SDK_S, SETTLE_S, environment
from tests.bench.raw_terminal import RawTerminal

RATES = (200, 100, 50)
"""Tokens a second."""
SECONDS = 8
ROW_TOKENS = 13.4
"""Of the made table, which is asked for by its rows."""
SHAPES = {"prose": 1, "code": 1, "mixed": 1, "table": ROW_TOKENS, "call": 1}
"""A call opens the inspector, so it comes last."""
OPENING = {"STREAMTUI_TOOLS_OPEN_INSPECTOR": "true"}


@dataclass(frozen=True)
class Figure:
    """One reply."""

    shape: str
    tokens_per_s: int
    us_per_token: float
    bare_us_per_token: float
    cpu_ratio: float
    bytes_per_token: float


def measure() -> list[Figure]:
    """The figures of all shapes and rates, all in one run of each program."""
    with (
        pouring_server() as base_url,
        environment(base_url) as env,
        RawTerminal(BARE, env) as bare,
        RawTerminal(PROGRAM, {**env, **OPENING}) as program,
    ):
        bare.wait_for(b"> ")
        program.wait_for(READY)
        program.read_for(SDK_S)
        numbers = count()
        for terminal in (bare, program):
            _answer(terminal, f"mixed {RATES[0]} {{}} {RATES[0]}", numbers)
        return [_figure(base_url, bare, program, shape, rate, numbers) for shape in SHAPES for rate in RATES]


def _figure(
    base_url: str, bare: RawTerminal, program: RawTerminal, shape: str, rate: int, numbers: Iterator[int]
) -> Figure:
    size = round(rate * SECONDS / SHAPES[shape])
    prompt = f"{shape} {size} {{}} {rate}"
    warm(base_url, prompt.format(0))
    tokens = len(chunks(shape, size))
    floor_s, _ = _answer(bare, prompt, numbers)
    cpu_s, written = _answer(program, prompt, numbers)
    return Figure(shape, rate, cpu_s / tokens * 1e6, floor_s / tokens * 1e6, cpu_s / floor_s, written / tokens)


def _answer(terminal: RawTerminal, prompt: str, numbers: Iterator[int]) -> tuple[float, int]:
    """CPU time in seconds, and bytes written."""
    number = next(numbers)
    terminal.press(prompt.format(number))
    terminal.read_for(SETTLE_S)
    cpu_s, written = terminal.cpu_s, terminal.written
    terminal.press("\r")
    terminal.wait_for(end_of(number).encode())
    terminal.read_for(SETTLE_S)
    return terminal.cpu_s - cpu_s, terminal.written - written
