"""From exec to the first request on the wire, beside the bare script: how soon a prompt typed at once is asked.

Into both programs the same letters and Enter are typed a moment after their start; the time ends when the request
is at a loopback server. The programs take turns, as the machine's load changes.
"""

from __future__ import annotations

import re
import socketserver
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from statistics import median
from threading import Thread

from tests.bench.program_cost import BARE, PROGRAM, READY, environment
from tests.bench.raw_terminal import PATIENCE_S, RawTerminal
from tests.servers import replies

RUNS = 9
TYPED_AFTER_S = 0.25
READING_S = 0.001
LETTER = "\u0436"
"""That no program writes by itself."""
BARE_PROMPT, BARE_ECHO = re.compile(b"> "), re.compile(LETTER.encode())
FULL_SCREEN = rb"\x1b\[\?1049h[\s\S]*?"
"""What is echoed before it is the terminal's doing, and is gone when the program draws."""
OUR_PROMPT, OUR_ECHO = re.compile(FULL_SCREEN + READY), re.compile(FULL_SCREEN + LETTER.encode())


@dataclass(frozen=True)
class Figure:
    """The medians of some starts; each ratio is to the bare script's."""

    program: str
    prompt_ms: float
    """The prompt is drawn."""
    echo_ms: float
    """The letters, typed after 250 ms, are on the screen."""
    request_ms: float
    cpu_ms: float
    """CPU time of the process until the request."""
    echo_ratio: float
    """To the bare script's request."""
    request_ratio: float
    cpu_ratio: float


@dataclass(frozen=True)
class _Start:
    prompt_ms: float
    echo_ms: float
    request_ms: float
    cpu_ms: float


class _TimedTerminal(RawTerminal):
    """Knows when each byte came."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str]) -> None:
        self._output = b""
        self._reads: list[tuple[int, float]] = []
        super().__init__(command, env)

    def first(self, wanted: re.Pattern[bytes]) -> float:
        """Read until the program has written that; returns how many ms after its start it did."""
        deadline = time.perf_counter() + PATIENCE_S
        while (found := wanted.search(self._output)) is None:
            if not self._read(0.5) and time.perf_counter() > deadline:
                raise TimeoutError(f"{wanted.pattern!r} did not come; last: {self._output[-2000:]!r}")
        return self.since_start_ms(next(at for end, at in self._reads if end >= found.end()))

    def __enter__(self) -> _TimedTerminal:
        return self

    def since_start_ms(self, at: float) -> float:
        return (at - self.started_at) * 1e3

    def _read(self, timeout_s: float) -> bool:
        if not super()._read(timeout_s):
            return False
        self._output += self._recent[len(self._recent) - (self.written - len(self._output)) :]
        self._reads.append((self.written, time.perf_counter()))
        return True


def measure() -> list[Figure]:
    """The figures of both."""
    sides = (("bare script", BARE, BARE_PROMPT, BARE_ECHO), ("streamtui", PROGRAM, OUR_PROMPT, OUR_ECHO))
    with _clocking_server() as (base_url, arrivals), environment(base_url) as env:
        rounds = [[_start(*side[1:], env, arrivals) for side in sides] for _ in range(RUNS + 1)][1:]
    starts = [_median(side) for side in zip(*rounds, strict=True)]
    floor = starts[0]
    return [
        Figure(
            side[0],
            start.prompt_ms,
            start.echo_ms,
            start.request_ms,
            start.cpu_ms,
            start.echo_ms / floor.request_ms,
            start.request_ms / floor.request_ms,
            start.cpu_ms / floor.cpu_ms,
        )
        for side, start in zip(sides, starts, strict=True)
    ]


def _median(starts: Sequence[_Start]) -> _Start:
    return _Start(
        median(start.prompt_ms for start in starts),
        median(start.echo_ms for start in starts),
        median(start.request_ms for start in starts),
        median(start.cpu_ms for start in starts),
    )


def _start(
    command: Sequence[str],
    prompt: re.Pattern[bytes],
    echo: re.Pattern[bytes],
    env: Mapping[str, str],
    arrivals: SimpleQueue[float],
) -> _Start:
    with _TimedTerminal(command, env) as terminal:
        terminal.read_for(TYPED_AFTER_S)
        terminal.press(f"{LETTER}\r")
        prompt_ms, echo_ms = terminal.first(prompt), terminal.first(echo)
        arrived_at = _arrival(terminal, arrivals)
        return _Start(prompt_ms, echo_ms, terminal.since_start_ms(arrived_at), terminal.cpu_s * 1e3)


def _arrival(terminal: RawTerminal, arrivals: SimpleQueue[float]) -> float:
    for _ in range(int(PATIENCE_S / READING_S)):
        terminal.read_for(READING_S)
        with suppress(Empty):
            return arrivals.get_nowait()
    raise TimeoutError("no request came")


@contextmanager
def _clocking_server() -> Iterator[tuple[str, SimpleQueue[float]]]:
    """The base URL of a server, and when each request was there."""
    arrivals: SimpleQueue[float] = SimpleQueue()
    answer = b"".join(event for event in replies.ending() if isinstance(event, bytes))
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"

    class Clock(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            if self.rfile.readline().startswith(b"POST"):
                arrivals.put(time.perf_counter())
                self.wfile.write(head + answer)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Clock) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v1", arrivals
        server.shutdown()
