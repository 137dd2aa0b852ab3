"""Recorded streams as a server, for the tests of other programs.

    from streamtui.testing import stream_server

    with stream_server("chat.jsonl", cut_at=12) as server:
        client = openai.OpenAI(base_url=server.base_url, api_key="any")

With `pytest_plugins = ["streamtui.testing"]` in a conftest.py there is a fixture of the same name, which closes what it
opened. Nothing here needs pytest, or the extras of streamtui.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from streamtui.cli.compose.serving import Source, answers_of, served_of
from streamtui.core.http.heads import RequestHead
from streamtui.serve.answers import Answer, Answers
from streamtui.serve.faults import MAX, Faults, Packets
from streamtui.serve.playlist import MATCHES, Match
from streamtui.serve.threaded import ServerThread

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


class StreamServer(ServerThread):
    """A server in a thread of its own, from its making on until it is closed; as a context manager it closes itself.

    `base_url` is what a client is configured with: `http://127.0.0.1:PORT/v1`.
    """

    def __init__(self, answers: Answers, port: int) -> None:
        """Raises streamtui.core.faults.faults.ConfigurationError where the port can't be had; 0 is any."""
        self.requests: list[StreamRequest] = []
        """Those so far, in the order in which they came."""
        super().__init__(answers, "127.0.0.1", port, self._note)

    @property
    def port(self) -> int:
        return urlsplit(self.base_url).port or 0

    def _note(self, head: RequestHead, body: bytes, answer: Answer) -> None:
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
    served, ValueError where an option can't be meant.
    """
    if isinstance(speed, str) and speed != MAX:
        raise ValueError(f"speed {speed!r} can't be meant: {MAX}, or a number above 0 is wanted.")
    if not recordings:
        raise ValueError("There is nothing to serve: name a recording, or give the bytes of a stream.")
    faults = Faults(
        cut=cut_at,
        stall=stall_at,
        status=status,
        retry_after=retry_after,
        times=times,
        ttft=ttft,
        packets=packets,
        speed=inf if isinstance(speed, str) else speed,
    )
    faults.require_sense()
    if match not in MATCHES:
        raise ValueError(f"match {match!r} can't be meant: one of {', '.join(MATCHES)} is wanted.")
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
