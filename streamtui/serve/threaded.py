"""The server in a thread of its own, with a loop of its own: whatever else the program does holds no packet up."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from types import TracebackType
from typing import TypeVar

from streamtui.serve.answers import Answers
from streamtui.serve.precise_loop import precise_loop
from streamtui.serve.server import RecordingServer, Tell

_Thread = TypeVar("_Thread", bound="ServerThread")


class ServerThread:
    """Serves from its making on until it is closed; as a context manager it closes itself."""

    def __init__(self, answers: Answers, host: str, port: int, tell: Tell) -> None:
        """See RecordingServer; `tell` is called in the thread. Raises ConfigurationError where it can't listen."""
        self._loop = precise_loop()
        self._over = asyncio.Event()
        self._listening: Future[str] = Future()
        self._thread = threading.Thread(target=self._run, args=(answers, host, port, tell), name="serve", daemon=True)
        self._thread.start()
        self.base_url = self._listening.result()
        """What clients are configured with."""

    def close(self) -> None:
        """Close all connections, and listen no more."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._over.set)
            self._thread.join()

    def __enter__(self: _Thread) -> _Thread:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self, answers: Answers, host: str, port: int, tell: Tell) -> None:
        try:
            self._loop.run_until_complete(self._serve(RecordingServer(answers, host, port, tell)))
        except BaseException as error:
            if self._listening.done():
                raise
            self._listening.set_exception(error)
        finally:
            self._loop.close()

    async def _serve(self, server: RecordingServer) -> None:
        async with server:
            self._listening.set_result(server.base_url)
            await self._over.wait()
