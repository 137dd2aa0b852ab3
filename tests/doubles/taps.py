"""A tap that shows what a test says, and a program that writes and ends when it says so."""

from __future__ import annotations

import json
from collections.abc import Sequence

from streamtui.core.chat import events as ev
from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.events.wire import RAW
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.usage import Usage
from streamtui.core.ports.tap import OnChange, Stage, Tapped
from streamtui.core.words.tapped_words import figures_of
from tests.doubles.clocks import FakeClock

STARTED = "2026-11-29T10:00:00+00:00"


class FakeProgram:
    """See core.ports.program."""

    def __init__(self, command: str = "python app.py") -> None:
        self.command = command
        self.ended = ""
        self.failed = False


class FakeTap:
    """Its requests go on as a test says."""

    base_url = "http://127.0.0.1:4141/v1"
    upstream = "http://127.0.0.1:9000/v1"
    failure = ""
    lost = 0

    def __init__(self, clock: FakeClock, on_change: OnChange) -> None:
        self._clock = clock
        self._on_change = on_change
        self.requests: list[Tapped] = []

    async def run(self, on_change: OnChange) -> None:
        """Nothing comes but by the test."""
        self._on_change = on_change

    async def stop(self) -> None:
        """Nothing to stop."""

    def ask(
        self,
        text: str = "Hello",
        model: str = "gpt-4o",
        path: str = "/v1/chat/completions",
        thread: int = 0,
        body: str = "",
    ) -> Tapped:
        """A request comes, and is with the server; without a text it asks for no reply."""
        number = len(self.requests) + 1
        now, api = self._clock.now(), "chat" if path.endswith("/chat/completions") else RAW
        url = f"http://127.0.0.1:9000{path}"
        tapped = Tapped(number, now, STARTED, "POST" if text else "GET", path, url, api=api, chat=ChatState())
        tapped.thread, tapped.model = thread or number, model
        self.requests.append(tapped)
        self._on_change(tapped)
        events: list[StreamEvent] = [ev.PromptSubmitted(now, text)] if api != RAW else []
        events += [
            ev.RequestSent(now, 1, model, url, api=api),
            ev.RequestPrepared(
                now,
                body or json.dumps({"model": model, "messages": [{"role": "user", "content": text}]}),
                tapped.method,
                url,
                (("authorization", "***"),),
            ),
        ]
        self.go_on(tapped, *events, stage=Stage.WAITING)
        return tapped

    def go_on(self, tapped: Tapped, *events: StreamEvent, stage: Stage = Stage.STREAMING) -> None:
        """This came of it."""
        tapped.stage, tapped.heard_at = stage, self._clock.now()
        for event in events:
            tapped.events.append(event)
            assert tapped.chat is not None
            tapped.chat.apply(event)
            tapped.size += len(event.data) if isinstance(event, ev.BytesReceived) else 0
        self._on_change(tapped)

    def answer(self, tapped: Tapped, *texts: str, status: int = 200) -> None:
        """The server streams these."""
        events: list[StreamEvent] = []
        if tapped.status is None:
            tapped.status = status
            events.append(ev.ResponseStarted(self._clock.now(), status, None, (("content-type", "text/event-stream"),)))
        for text in texts:
            data = f"data: {text!r}\n\n".encode()
            start = tapped.size + sum(len(one.data) for one in events if isinstance(one, ev.BytesReceived))
            events += [
                ev.BytesReceived(self._clock.now(), data),
                ev.ChunkReceived(self._clock.now(), start, len(data), "text" if tapped.decoded else "other"),
                *([ev.TextDelta(self._clock.now(), text)] if tapped.decoded else []),
            ]
        self.go_on(tapped, *events)

    def finish(self, tapped: Tapped, usage: Usage | None = None) -> None:
        """It is whole."""
        now = self._clock.now()
        events: Sequence[StreamEvent] = [
            *([ev.FinishReported(now, "stop")] if tapped.decoded else []),
            *([ev.UsageReported(now, usage)] if usage else []),
            ev.BodyEnded(now, "end", ""),
            *([ev.ReplyFinished(now)] if tapped.decoded else []),
            ev.TurnFinished(now),
        ]
        tapped.ended_at = now
        if tapped.decoded and tapped.reply is not None:
            self.go_on(tapped, *events[:-1])
            tapped.figures = figures_of(tapped.reply)
            events = events[-1:]
        self.go_on(tapped, *events, stage=Stage.DONE)

    def fail(self, tapped: Tapped, why: str) -> None:
        """It was refused, or broke off."""
        tapped.ended_at, tapped.why, tapped.status = self._clock.now(), why, 502
        self.go_on(tapped, stage=Stage.FAILED)

    def forget(self, tapped: Tapped) -> None:
        """What came of it is not kept any more."""
        tapped.chat, tapped.events = None, []
