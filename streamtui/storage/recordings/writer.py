"""Writes a recording: events on disk, one JSON line each below a header line.

A recording holds prompts and replies, so only its owner may read it. A thread writes, soon after the events: whoever
records waits neither for the disk nor for the making of lines, and a killed program loses what came in the last moment.
"""

from __future__ import annotations

import dataclasses
import errno
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType

from msgspec import structs

from streamtui.core.chat.codec import encode
from streamtui.core.chat.events import BytesReceived, RequestPrepared, StreamEvent
from streamtui.core.faults.beginnings import beginning
from streamtui.core.faults.bugs import log_bug
from streamtui.core.faults.faults import DiskError
from streamtui.core.ports.recordings import RecordingHeader
from streamtui.core.ports.session import Recorder
from streamtui.core.text.secrets import Secrets, redact
from streamtui.files.whole import make_folder
from streamtui.files.writing import Sink
from streamtui.storage.recordings.header import header_line

_GATHER_S = 0.1
"""So long the thread lets events come before it writes them, lest it takes the processor for each."""
_AT_ONCE = 2_000
_MOST_WAITING = 1_000_000
"""Events; a disk that is so far behind has failed."""
_CLOSE_S = 10.0
_FULL = (errno.ENOSPC, errno.EDQUOT)


class RecordingWriter:
    """A `Recorder` that writes a file. Use it as a context manager.

    Raises ConfigurationError where it can't begin, as in a file that holds something which is not to be replaced.

    The `secrets` are hidden in whatever is written; in the bytes of a response its provider has hidden its own.
    """

    def __init__(
        self, path: Path, header: RecordingHeader, *, secrets: Secrets | None = None, replace: bool = False
    ) -> None:
        """The header's start is now where it names none and instants are measured."""
        self.path = path
        self._secrets = secrets or Secrets()
        self._clock = header.clock
        started = header.started or (datetime.now(timezone.utc).isoformat() if header.timed else "")
        with beginning(f"The recording {path}"):
            make_folder(path.parent)
            self._sink = Sink(path, replace=replace)
        self._failure: DiskError | None = None
        self._told = False
        """Whoever recorded was told of the failure."""
        self._write([header_line(dataclasses.replace(header, started=started, url=redact(header.url))).encode()])
        if self._failure is not None:
            self._sink.leave_nothing()
        self._waiting: SimpleQueue[tuple[StreamEvent, int | None] | None] = SimpleQueue()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="recording", daemon=True)
        self._thread.start()

    @property
    def failure(self) -> DiskError | None:
        """Why something could not be written: what came from then on is not in it."""
        return self._failure

    @property
    def untold(self) -> str:
        """The failure as a sentence, where nobody was told of it, as it came last."""
        return "" if self._failure is None or self._told else self._failure.fault.message

    def record(self, event: StreamEvent, contestant: int | None = None) -> None:
        """Have one event written; of a race, with the contestant's number. Raises DiskError."""
        if self._failure is not None:
            self._told = True
            raise self._failure
        self._waiting.put((event, contestant))

    def of_contestant(self, number: int) -> Recorder:
        """Records the events of one of a race."""
        return _Lane(self, number)

    def close(self) -> None:
        """Write what waits, and no more; a disk that hangs is not waited for long."""
        self._closing.set()
        self._waiting.put(None)
        self._thread.join(_CLOSE_S)

    def __enter__(self) -> RecordingWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self) -> None:
        lines: list[bytes] = []
        while (item := self._waiting.get()) is not None:
            if not lines and self._waiting.qsize() < _AT_ONCE:
                self._closing.wait(_GATHER_S)
            lines.append(self._line(*item))
            if self._waiting.empty():
                self._write(lines)
            elif len(lines) >= _AT_ONCE:
                self._write(lines)
                if self._waiting.qsize() > _MOST_WAITING:
                    self._fail("the disk is too slow")
        self._write(lines)
        with suppress(OSError):  # nothing waits to be written; a network's disk may complain late
            self._sink.close()

    def _line(self, event: StreamEvent, contestant: int | None) -> bytes:
        if self._failure is not None:
            return b""
        if self._secrets and isinstance(event, BytesReceived):
            event = structs.replace(event, data=self._secrets.cover(event.data))
        elif self._secrets and isinstance(event, RequestPrepared) and event.base64:
            event = structs.replace(event, base64=self._secrets.cover(event.base64))
        line = encode(event, self._clock)
        return line if contestant is None else b'{"contestant":%d,%s' % (contestant, line[1:])

    def _write(self, lines: list[bytes]) -> None:
        """Write the lines, and forget them; as many as there is room for."""
        if lines and self._failure is None:
            try:
                try:
                    self._put(lines)
                except OSError:
                    for line in lines:
                        self._put([line])
            except OSError as error:
                full = error.errno in _FULL
                self._fail("the disk is full, so make room on it" if full else f"it can't be written: {error.strerror}")
            except Exception as bug:
                log_bug(bug, "the writing of a recording")
                self._fail(f"it can't be written ({type(bug).__name__})")
        lines.clear()

    def _put(self, lines: Sequence[bytes]) -> None:
        text = b"\n".join([*lines, b""]).decode()
        self._sink.write(self._secrets.hide(text).encode())

    def _fail(self, why: str) -> None:
        self._failure = DiskError(f"The recording {self.path} ends here, as {why}; all else goes on.")


class _Lane:
    def __init__(self, writer: RecordingWriter, number: int) -> None:
        self._writer = writer
        self._number = number

    def record(self, event: StreamEvent) -> None:
        self._writer.record(event, self._number)
