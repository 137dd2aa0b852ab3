"""The whole program while little happens: bytes and CPU time of a reply at a usual pace, and of doing nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.pouring_server import end_of, pouring_server
from tests.bench.program_cost import PROGRAM, READY, SDK_S, environment
from tests.bench.raw_terminal import RawTerminal

TOKENS = 1000
RATE = 100
"""Tokens a second."""
IDLE_S = 10.0
SETTLE_S = 3.0
MODES = {"full": "--full-bandwidth", "low": "--low-bandwidth"}


@dataclass(frozen=True)
class Figure:
    """One program run."""

    bandwidth: str
    shape: str
    bytes_per_token: float
    """At 100 tokens a second, everything on the screen included."""
    cpu_percent: float
    """While streaming so."""
    idle_bytes: float
    """In ten seconds after it."""
    idle_cpu_percent: float


def measure(shapes: Sequence[str] = ("prose", "code", "mixed")) -> list[Figure]:
    """The figures of the shapes in both modes."""
    with pouring_server() as base_url:
        return [_figure(base_url, mode, shape) for shape in shapes for mode in MODES]


def _figure(base_url: str, mode: str, shape: str) -> Figure:
    with environment(base_url) as env, RawTerminal([*PROGRAM, MODES[mode]], env) as program:
        program.wait_for(READY)
        program.read_for(SDK_S)
        program.press(f"{shape} {TOKENS} 1 {RATE}")
        program.read_for(1.0)
        cpu_s, written = program.cpu_s, program.written
        program.press("\r")
        program.wait_for(end_of(1).encode())
        streaming_cpu_s, streaming_bytes = program.cpu_s - cpu_s, program.written - written
        program.read_for(SETTLE_S)
        cpu_s, written = program.cpu_s, program.written
        program.read_for(IDLE_S)
        return Figure(
            mode,
            shape,
            streaming_bytes / TOKENS,
            streaming_cpu_s / (TOKENS / RATE) * 100,
            float(program.written - written),
            (program.cpu_s - cpu_s) / IDLE_S * 100,
        )
