"""The server: listens, and has each request answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType

from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.http.heads import RequestHead, host_in_url
from streamtui.core.http.listening import why_not
from streamtui.serve.answers import Answer, Answers
from streamtui.serve.connection import Connection

Tell = Callable[[RequestHead, bytes, Answer], object]
_BACKLOG = 1_024


class RecordingServer:
    """Use it as an async context manager."""

    def __init__(self, answers: Answers, host: str, port: int, tell: Tell) -> None:
        """Port 0 is any; `tell` is called when a request has come, with what it is answered."""
        self.host = host
        self.port = port
        """The real one, once it listens."""
        self._answers = answers
        self._tell = tell
        self._open: set[Connection] = set()

    @property
    def base_url(self) -> str:
        """What clients are configured with."""
        return f"http://{host_in_url(self.host)}:{self.port}/v1"

    async def __aenter__(self) -> RecordingServer:
        """Raises ConfigurationError where it can't listen there."""
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(self._connection, self.host, self.port, backlog=_BACKLOG)
        except OSError as error:
            raise ConfigurationError(
                f"{self.host}:{self.port} can't be listened at: {why_not(error)}; --listen names another place."
            ) from error
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for connection in list(self._open):
            connection.abort()
        await asyncio.sleep(0)  # in which they are closed

    def _connection(self) -> Connection:
        connection = Connection(self._answer, self._open.discard)
        self._open.add(connection)
        return connection

    def _answer(self, head: RequestHead, body: bytes) -> Answer:
        answer = self._answers.to(head, body)
        self._tell(head, body, answer)
        return answer
