"""The body of a response, as whoever reads it gets it without us: the same bytes, cuts, errors and closing."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from functools import cache
from typing import Any

from streamtui.core.chat.events import BodyEnding
from streamtui.watching.capture import Capture


class _Sync:
    def __init__(self, inner: Any, captures: Sequence[Capture]) -> None:
        self._inner, self._captures = inner, captures

    def __iter__(self) -> Iterator[bytes]:
        captures = self._captures
        try:
            for data in self._inner:
                for capture in captures:
                    capture.read(data)
                yield data
        except GeneratorExit:
            raise  # it is closed, which `close` tells
        except BaseException as error:
            _end(captures, error)
            raise
        _end(captures)

    def close(self) -> None:
        for capture in self._captures:
            capture.ended("stopped")
        self._inner.close()


class _Async:
    def __init__(self, inner: Any, captures: Sequence[Capture]) -> None:
        self._inner, self._captures = inner, captures

    async def __aiter__(self) -> AsyncIterator[bytes]:
        captures = self._captures
        stream = self._inner.__aiter__()
        try:
            async for data in stream:
                for capture in captures:
                    capture.read(data)
                yield data
        except GeneratorExit:
            raise
        except BaseException as error:
            _end(captures, error)
            raise
        finally:
            if isinstance(stream, AsyncGenerator):
                await stream.aclose()
        _end(captures)

    async def aclose(self) -> None:
        for capture in self._captures:
            capture.ended("stopped")
        await self._inner.aclose()


def _end(captures: Sequence[Capture], error: BaseException | None = None) -> None:
    how: BodyEnding = "end" if error is None else "broken" if isinstance(error, Exception) else "stopped"
    for capture in captures:
        capture.ended(how, error)


@cache
def stream_class(base: type, *, is_async: bool) -> type:
    """One that httpx takes for a stream of its own; `base` is its SyncByteStream or AsyncByteStream."""
    kind = _Async if is_async else _Sync
    return type("WatchedStream", (kind, base), {})
