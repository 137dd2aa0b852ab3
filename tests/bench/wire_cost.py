"""CPU time of the wire: the rows of 40,000 chunks, a page of them, filters; and the open pane beside a fast stream.

`python -m tests.bench wire` prints the table. Pages are those of the app, painted; the stream is one of the program on
a pty, from Enter until it has come to rest.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from streamtui.core.chat import events as ev
from streamtui.core.dialects.chat.reader import chat_decoder
from streamtui.core.wire.wire_filter import parsed
from streamtui.core.wire.wire_log import WireLog
from tests.bench.pouring_server import end_of, pouring_server, warm
from tests.bench.program_cost import PROGRAM, READY, SDK_S, environment
from tests.bench.raw_terminal import RawTerminal
from tests.frontends.tui.stage import stage

CHUNKS = 40_000
RUNS = 3
PAGES = 100
FILTERS = ("water", "e", "~k finish", "~gap >250ms", "!paris & ~k text", "~b par.s")
SIZE = (120, 40)
RATE, SECONDS = 1000, 10
QUIET_S = 1.5
F4 = "\x1bOS"
_WORDS = ("the ", "quick ", "brown ", "wa", "ter ", "falls ", "paris ", "\n")


@dataclass(frozen=True)
class Figure:
    """One measurement."""

    what: str
    cpu_ms: float
    ratio: float = 1.0
    """Over the same without the wire."""


def measure() -> list[Figure]:
    """The figures, of what is repeated the best."""
    events = _events()
    log = WireLog(events)
    log.take()
    found = [Figure(f"rows of {CHUNKS:,} chunks", _best_ms(lambda: WireLog(events).take()))]
    for text in FILTERS:
        term = parsed(text)
        assert term is not None
        found.append(Figure(f"filter {text}", _best_ms(partial(term.mask, log, 0, len(log)))))
    return [*found, *asyncio.run(_pages(events)), *_streams()]


async def _pages(events: list[ev.StreamEvent]) -> list[Figure]:
    """Of the loop alone: beside it a thread loads what highlights code, once, whatever is paged through."""
    async with stage(SIZE) as on:
        on.session.kept.extend(events)
        began = time.thread_time()
        await on.press("f4")
        opened = (time.thread_time() - began) * 1e3
        await on.press("backslash", "home")
        costs: list[float] = []
        for _ in range(PAGES):
            began = time.thread_time()
            on.chat_screen.wire.action_page_down()
            await on.pilot.pause()
            costs.append((time.thread_time() - began) * 1e3)
        costs.sort()
    return [
        Figure("open the pane", opened),
        Figure("a page, median", costs[PAGES // 2]),
        Figure("a page, the worst", costs[-1]),
    ]


def _streams() -> list[Figure]:
    with pouring_server() as base_url:
        prompt = f"prose {RATE * SECONDS} 1 {RATE}"
        warm(base_url, prompt)
        closed, opened = (_stream_ms(base_url, prompt, wire=wire) for wire in (False, True))
    return [Figure(f"{RATE:,} chunks/s, closed", closed), Figure(f"{RATE:,} chunks/s, open", opened, opened / closed)]


def _stream_ms(base_url: str, prompt: str, *, wire: bool) -> float:
    with environment(base_url) as env, RawTerminal(PROGRAM, env, SIZE) as program:
        program.wait_for(READY)
        program.read_for(SDK_S)
        program.press(prompt)
        program.wait_for_quiet(QUIET_S)
        cpu_s = program.cpu_s
        program.press("\r")
        if wire:
            program.press(F4)
            program.wait_for(b"WIRE")
        program.wait_for(end_of(1).encode())
        program.wait_for_quiet(QUIET_S)
        return (program.cpu_s - cpu_s) * 1e3


def _best_ms(do: Callable[[], object]) -> float:
    costs: list[float] = []
    for _ in range(RUNS):
        began = time.process_time()
        do()
        costs.append((time.process_time() - began) * 1e3)
    return min(costs)


def _events() -> list[ev.StreamEvent]:
    """A reply of 40,000 chunks of some 200 bytes, each in a read of its own."""
    words, decoder, at = random.Random(1), chat_decoder(url="http://127.0.0.1/v1", model="m"), 0.2
    events: list[ev.StreamEvent] = [ev.RequestSent(0.0, 1, "m"), ev.RequestPrepared(0.0, "{}"), ev.ResponseStarted(0.1)]
    for _ in range(CHUNKS):
        choice = {"index": 0, "delta": {"content": words.choice(_WORDS)}, "finish_reason": None}
        data = {"id": "chatcmpl-1234567890", "object": "chat.completion.chunk", "created": 1, "choices": [choice]}
        packet = b"data: " + json.dumps(data).encode() + b"\n\n"
        at += words.choice((0.001, 0.01, 0.3))
        events += [ev.BytesReceived(at, packet), *decoder.feed(packet, at)]
    return [*events, ev.BodyEnded(at), *decoder.close(at)]
