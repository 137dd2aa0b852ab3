"""A client of `openai` that is watched while a block lasts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType

from streamtui.core.faults.bugs import LOGGER
from streamtui.core.ports.lanes import Lanes
from streamtui.core.text.secrets import Secrets
from streamtui.watching.capture import Capture
from streamtui.watching.journal import Journal
from streamtui.watching.transports import WatchedClient

_CLOSE_S = 12.0
"""So long a block waits at its end for a disk that hangs; for what takes time, but goes on, as long as it takes."""
_KEYS = ("api_key", "admin_api_key", "webhook_secret", "_azure_ad_token")
_BEHIND = "Of a reply that came faster than it could be decoded, the recording has the beginning alone."
_HANGS = "The disk takes nothing; the recording ends where it stopped."


class Watch:
    """Records what a client sends and gets, while a `with` or `async with` block lasts, once.

    Nothing of it reaches the program but a TypeError at the beginning, for what is no client: what can't be recorded is
    said in the log of `logging`, and in `failure`.
    """

    def __init__(self, client: object, new_lanes: Callable[[], Lanes], secrets: Iterable[str] = ()) -> None:
        """Raises TypeError."""
        self._watched = WatchedClient(client)
        keys = [key for name in _KEYS if isinstance(key := getattr(client, name, None), str)]
        self._secrets = Secrets(*keys, *secrets)
        retries = getattr(client, "max_retries", 0)
        self._attempts = retries + 1 if isinstance(retries, int) else 1
        self._lanes = new_lanes()
        self._journal: Journal | None = None
        self._failure = ""

    @property
    def paths(self) -> Sequence[Path]:
        """The recordings that are written, in the order in which they began."""
        return self._lanes.paths

    @property
    def failure(self) -> str:
        """Why not all is recorded, in a sentence; empty where it is."""
        return self._failure or self._lanes.failure

    def __enter__(self) -> Watch:
        if self._journal is not None:
            raise RuntimeError("this has watched already; call streamtui.watch for another block")
        self._journal = Journal(self._lanes, self._secrets, attempts=self._attempts)
        try:
            self._watched.begin(self._began)
        except BaseException:
            self._close(self._journal)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._watched.end(self._began)
        if self._journal is not None:
            self._close(self._journal)

    async def __aenter__(self) -> Watch:
        return self.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._watched.end(self._began)
        if self._journal is not None:
            await asyncio.to_thread(self._close, self._journal)

    def _began(self, request: object) -> Capture:
        assert self._journal is not None
        return Capture(request, self._journal)

    def _close(self, journal: Journal) -> None:
        if not journal.close(_CLOSE_S):
            self._failure = _HANGS
        elif journal.behind:
            self._failure = _BEHIND
        if self.failure:
            logging.getLogger(LOGGER).warning("streamtui.watch: %s", self.failure)
