"""The transports of an `openai` client, watched where they are: only their `handle_request` is another one meanwhile.

The client may use httpx2 or, older or given one, httpx; neither is imported here.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from streamtui.core.faults.bugs import survived
from streamtui.watching.capture import Capture
from streamtui.watching.streams import stream_class

Begin = Callable[[Any], Capture]
"""Is told of each request, httpx's, that leaves."""
_LIBRARIES = ("httpx2", "httpx")
_lock = threading.Lock()


class _Send:
    """What a transport sends with while it is watched, by one or several."""

    def __init__(self, send: Callable[[Any], Any], library: ModuleType, *, is_async: bool) -> None:
        self.send = send
        self.watchers: tuple[Begin, ...] = ()
        self._byte_stream = library.ByteStream
        base = library.AsyncByteStream if is_async else library.SyncByteStream
        self._stream = stream_class(base, is_async=is_async)

    def _captures(self, request: Any) -> Sequence[Capture]:
        captures: list[Capture] = []
        with survived("the watching of a request"):
            captures += [begin(request) for begin in self.watchers]
        return captures

    def _started(self, captures: Sequence[Capture], response: Any) -> Any:
        for capture in captures:
            capture.started(response)
        if isinstance(response.stream, self._byte_stream):  # there as a whole, as tests make them
            for capture in captures:
                capture.read(b"".join(response.stream))
                capture.ended("end")
        elif captures:
            response.stream = self._stream(response.stream, captures)
        return response


class _SyncSend(_Send):
    def __call__(self, request: Any) -> Any:
        captures = self._captures(request)
        try:
            response = self.send(request)
        except BaseException as error:
            for capture in captures:
                capture.ended("broken", error)
            raise
        return self._started(captures, response)


class _AsyncSend(_Send):
    async def __call__(self, request: Any) -> Any:
        captures = self._captures(request)
        try:
            response = await self.send(request)
        except BaseException as error:
            for capture in captures:
                capture.ended("broken", error)
            raise
        return self._started(captures, response)


class WatchedClient:
    """The HTTP client of an `openai` client, while it is watched."""

    def __init__(self, client: object) -> None:
        """Raises TypeError for what is no such client."""
        http = getattr(client, "_client", None)
        found = _library_of(http)
        if found is None or not hasattr(http, "_transport"):
            raise TypeError(f"streamtui.watch takes a client of openai, OpenAI or AsyncOpenAI, not {type(client)}")
        self._http = http
        self._library, self._is_async = found
        self._name = "handle_async_request" if self._is_async else "handle_request"
        self._watched: list[Any] = []

    def begin(self, watcher: Begin) -> None:
        """Have it told of every request from now on. Raises TypeError where a transport takes no watching."""
        mounted = getattr(self._http, "_mounts", {}).values()
        with _lock:
            for transport in {id(one): one for one in (self._http._transport, *mounted)}.values():  # type: ignore[union-attr]  # noqa: SLF001
                if transport is not None:
                    self._send_of(transport).watchers += (watcher,)
                    self._watched.append(transport)

    def end(self, watcher: Begin) -> None:
        """Tell it no more; the last one leaves the transports as they were."""
        with _lock:
            for transport in self._watched:
                own = vars(transport)
                if isinstance(send := own.get(self._name), _Send):
                    send.watchers = tuple(one for one in send.watchers if one != watcher)
                    if not send.watchers:
                        del own[self._name]
                        if getattr(transport, self._name) != send.send:  # it had one of its own
                            own[self._name] = send.send
            self._watched.clear()

    def _send_of(self, transport: Any) -> _Send:
        try:
            own = vars(transport)
        except TypeError:
            raise TypeError(f"streamtui.watch can't watch a transport of {type(transport)}") from None
        if isinstance(known := own.get(self._name), _Send):
            return known
        kind = _AsyncSend if self._is_async else _SyncSend
        send = kind(getattr(transport, self._name), self._library, is_async=self._is_async)
        own[self._name] = send
        return send


def _library_of(http: object) -> tuple[ModuleType, bool] | None:
    """The library that an HTTP client is of, and whether it is asynchronous."""
    for name in _LIBRARIES:
        if (library := sys.modules.get(name)) is not None:
            if isinstance(http, library.AsyncClient):
                return library, True
            if isinstance(http, library.Client):
                return library, False
    return None
