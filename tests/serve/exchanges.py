"""Recordings as the tests make them: of what was asked, and what was answered when."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from streamtui.core.chat.events import (
    BodyEnded,
    BytesReceived,
    RequestPrepared,
    RequestSent,
    ResponseStarted,
    StreamEvent,
)
from streamtui.core.chat.events.wire import BodyEnding, Headers
from streamtui.core.ports.recordings import Lane, Recording, RecordingHeader
from streamtui.serve.served import Served, served_in
from streamtui.storage.recordings.writer import RecordingWriter

URL = "https://api.example/v1/chat/completions"
SSE: Headers = (("content-type", "text/event-stream"),)
JSON: Headers = (("content-type", "application/json"),)


def exchange(
    *reads: tuple[float, bytes],
    messages: Sequence[Any] | None = None,
    model: str = "m",
    url: str = URL,
    status: int = 200,
    headers: Headers = SSE,
    head_at: float = 0.1,
    ending: BodyEnding | None = "end",
    **body: Any,
) -> list[StreamEvent]:
    """The events of one, which begins at 0 on a clock that shows 100."""
    asked = {"model": model, **({"messages": messages} if messages is not None else {}), **body}
    last_at = reads[-1][0] if reads else head_at
    return [
        RequestSent(100.0, 1, model, url),
        RequestPrepared(100.0, json.dumps(asked), "POST", url),
        ResponseStarted(100.0 + head_at, status, None, headers),
        *(BytesReceived(100.0 + at, data) for at, data in reads),
        *([BodyEnded(100.0 + last_at, ending)] if ending is not None else []),
    ]


def served(*exchanges: list[StreamEvent], timed: bool = True) -> list[Served]:
    """What can be served of these."""
    events = [event for one in exchanges for event in one]
    return served_in(Recording(RecordingHeader(timed=timed), [Lane("", events)]), "kept")


def recorded_file(path: Path, events: Iterable[StreamEvent], *contestants: str) -> Path:
    """A recording of these, of each contestant where there are some."""
    with RecordingWriter(path, RecordingHeader(clock=100.0, contestants=contestants)) as writer:
        for event in events:
            for number in range(len(contestants)) if contestants else (None,):
                writer.record(event, number)
    return path
