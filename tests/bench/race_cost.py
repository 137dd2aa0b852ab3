"""CPU time of eight streams raced at once, beside the same tokens in one stream.

`python -m tests.bench race` prints the table. The server pours from a process of its own, which is not measured.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from streamtui.cli.clock import SystemClock
from streamtui.config.settings import Limits, Settings
from streamtui.providers.endpoint import ServerEndpoint
from streamtui.providers.limits import RequestLimits
from streamtui.session.race import Race
from tests.bench.pouring_server import pouring_server, warm

STREAMS = 8
TOKENS = 1500
"""In each of the eight."""
RATE = 200
"""Tokens a second of each of the eight."""
RUNS = 2


@dataclass(frozen=True)
class Figure:
    """One pace."""

    pace: str
    one_us_per_token: float
    eight_us_per_token: float
    ratio: float


def measure() -> list[Figure]:
    """At a usual pace, and as fast as the server can pour."""
    with pouring_server() as base_url:
        return [_figure(base_url, "paced", RATE), _figure(base_url, "poured", None)]


def _figure(base_url: str, pace: str, rate: int | None) -> Figure:
    one = _best_us_per_token(base_url, 1, TOKENS * STREAMS, rate and rate * STREAMS)
    eight = _best_us_per_token(base_url, STREAMS, TOKENS, rate)
    return Figure(pace, one, eight, eight / one)


def _best_us_per_token(base_url: str, streams: int, tokens: int, rate: int | None) -> float:
    prompt = f"prose {tokens} 1 {rate or ''}"
    warm(base_url, prompt)
    return min(asyncio.run(_race_s(base_url, prompt, streams)) for _ in range(RUNS)) / (streams * tokens) * 1e6


async def _race_s(base_url: str, prompt: str, streams: int) -> float:
    clock, settings = SystemClock(), Settings(limits=Limits(concurrent_streams=streams))
    limits = RequestLimits(settings.limits, clock)
    endpoints = {
        str(number): ServerEndpoint(
            base_url, "none", label="bench", settings=settings, clock=clock, limits=limits, model="bench"
        )
        for number in range(streams)
    }
    for endpoint in endpoints.values():
        await endpoint.open(lambda _: None)
    began = time.process_time()
    race = Race(endpoints, [{"role": "user", "content": prompt}], clock)
    await race.run()
    assert all(contestant.replies[0].fault is None for contestant in race.contestants)
    return time.process_time() - began
