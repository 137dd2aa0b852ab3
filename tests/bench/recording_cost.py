"""What a recording costs: the loop's time for each chunk that is recorded, and to read it all back.

`python -m tests.bench recording` prints the table.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from streamtui.core.chat.events import BytesReceived, RequestSent, ResponseStarted, StreamEvent
from streamtui.core.chat.state import ChatState
from streamtui.core.dialects.chat.reader import chat_decoder
from streamtui.core.ports.recordings import RecordingHeader
from streamtui.core.text.secrets import Secrets
from streamtui.storage.recordings.writer import RecordingWriter
from tests.reading import events_in

CHUNKS = 40_000
RUNS = 3
KEY = "sk-abcdefghijklmnopqrstuvwxyz012345"


@dataclass(frozen=True)
class Figure:
    """One measurement, in CPU time."""

    what: str
    us_per_chunk: float


def measure() -> list[Figure]:
    """The figures, the best of a few runs each."""
    events = list(_stream())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chat.jsonl"
        return [
            _best("record, on the loop", lambda: _record(path, events), time.thread_time),
            _best("record, in all", lambda: _record(path, events), time.process_time),
            _best("read", lambda: events_in(path), time.process_time),
            _best("fold", lambda: ChatState().fold(events), time.process_time),
        ]


def _stream() -> Iterator[StreamEvent]:
    """A reply of chunks as servers send them, one in each read."""
    yield from (RequestSent(0.0, 1, "m"), ResponseStarted(0.1))
    decoder = chat_decoder()
    head = {"id": "chatcmpl-B9yDS52z473CEsE34dkiZsCfb6tTmfbE", "object": "chat.completion.chunk", "model": "a-model"}
    for number in range(CHUNKS):
        at = round(0.2 + number / 200, 6)
        choice = {"index": 0, "delta": {"content": f" word{number % 97}"}, "finish_reason": None}
        data = b"data: %s\n\n" % json.dumps({**head, "created": 1_795_340_771, "choices": [choice]}).encode()
        yield from (BytesReceived(at, data), *decoder.feed(data, at))


def _record(path: Path, events: list[StreamEvent]) -> None:
    with RecordingWriter(path, RecordingHeader(), secrets=Secrets(KEY), replace=True) as recorder:
        for event in events:
            recorder.record(event)


def _best(what: str, do: Callable[[], object], clock: Callable[[], float]) -> Figure:
    taken_s = []
    for _ in range(RUNS):
        began = clock()
        do()
        taken_s.append(clock() - began)
    return Figure(what, min(taken_s) / CHUNKS * 1e6)
