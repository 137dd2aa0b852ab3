"""Recorded streams as a server, for the tests of other programs.

    from streamtui.testing import stream_server

    with stream_server("chat.jsonl", cut_at=12) as server:
        client = openai.OpenAI(base_url=server.base_url, api_key="any")

With `pytest_plugins = ["streamtui.testing"]` in a conftest.py there is a fixture of the same name, which closes what it
opened. Nothing here needs pytest, or the extras of streamtui.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from math import inf
from types import TracebackType
from typing import TYPE_CHECKING, Literal

from typing_extensions import Self

from streamtui.cli.compose.serving import Source, answers_of, served_of
from streamtui.core.http.heads import RequestHead
from streamtui.serve.answers import Answer, Answers
from streamtui.serve.faults import Faults, Packets
from streamtui.serve.playlist import Match
from streamtui.serve.server import RecordingServer

if TYPE_CHECKING:
    import pytest

__all__ = ["StreamRequest", "StreamServer", "stream_server"]


@dataclass(frozen=True, slots=True)
class StreamRequest:
    """One request as it came, and where its answer is from."""

    method: str
    path: str
    """With the query."""
    headers: dict[str, str]
    """By their names in small letters."""
    body: bytes = field(repr=False)
    model: str
    """Without the faults that its name carried."""
    status: int
    answer: str
    """The recording that it got, as `chat.jsonl #1`; else why it got none."""
    faults: str
    """Those of its answer, as `cut@12`."""


class StreamServer:
    """A server in a thread of its own, from its making on until it is closed; as a context manager it closes itself."""

    def __init__(self, answers: Answers, port: int) -> None:
        """Raises streamtui.core.faults.faults.ConfigurationError where the port can't be had; 0 is any."""
        self.requests: list[StreamRequest] = []
        """Those so far, in the order in which they came."""
        self._answers = answers
        self._listening: Future[tuple[RecordingServer, asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(port)), name="stream_server", daemon=True
        )
        self._thread.start()
        self._server, self._loop, self._over = self._listening.result()

    @property
    def base_url(self) -> str:
        """What a client is configured with: `http://127.0.0.1:PORT/v1`."""
        return self._server.base_url

    @property
    def port(self) -> int:
        return self._server.port

    def close(self) -> None:
        """Close all connections, and listen no more."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._over.set)
            self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def _serve(self, port: int) -> None:
        over = asyncio.Event()
        try:
            async with RecordingServer(self._answers, "127.0.0.1", port, self._tell) as server:
                self._listening.set_result((server, asyncio.get_running_loop(), over))
                await over.wait()
        except BaseException as error:
            if self._listening.done():
                raise
            self._listening.set_exception(error)

    def _tell(self, head: RequestHead, body: bytes, answer: Answer) -> None:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in head.headers}
        model, faults = answer.asked.model, str(answer.faults)
        self.requests.append(
            StreamRequest(head.method, head.target, headers, body, model, answer.status, answer.told, faults)
        )


def stream_server(
    *recordings: Source,
    speed: float | Literal["max"] = 1,
    loop: bool = False,
    match: Match = "auto",
    cut_at: int | None = None,
    stall_at: int | None = None,
    status: int | None = None,
    retry_after: float | None = None,
    times: int | None = None,
    ttft: float | None = None,
    packets: Packets | None = None,
    port: int = 0,
) -> StreamServer:
    """Serve recordings, `.sse` or `.har` files, or the bytes of a stream, as `streamtui serve` does with these options.

    `retry_after` and `ttft` are seconds. Raises streamtui.core.faults.faults.StreamtuiError where a file can't be
    served.
    """
    faults = Faults(
        cut=cut_at,
        stall=stall_at,
        status=status,
        retry_after=retry_after,
        times=times,
        ttft=ttft,
        packets=packets,
        speed=inf if speed == "max" else speed,
    )
    return StreamServer(answers_of(served_of(recordings), faults, match=match, loop=loop), port)


try:
    import pytest
except ImportError:
    pass
else:

    @pytest.fixture(name="stream_server")
    def _stream_server() -> Iterator[Callable[..., StreamServer]]:
        """`stream_server(recording, …)`; what it opened is closed behind the test."""
        opened: list[StreamServer] = []

        def open_server(*recordings: Source, **options: object) -> StreamServer:
            opened.append(stream_server(*recordings, **options))  # type: ignore[arg-type]
            return opened[-1]

        yield open_server
        for server in opened:
            server.close()
