"""core.ports.tap.Tap on an engine."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from functools import partial
from ipaddress import ip_address
from typing import TypeAlias

from streamtui.core.chat.events import BytesReceived, RequestPrepared, ResponseNamed, StreamEvent
from streamtui.core.chat.state import ChatState
from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.http.heads import HttpError, host_in_url, read_request
from streamtui.core.observed.api import api_of
from streamtui.core.ports.session import RecordingFile
from streamtui.core.ports.tap import OnChange, Tapped
from streamtui.core.text.secret_queries import shown_query
from streamtui.core.text.secrets import Secrets
from streamtui.core.wire.sent_request import SentRequest
from streamtui.core.words.tapped_words import figures_of
from streamtui.tap.exchange import Exchange
from streamtui.tap.foreign import foreign_api
from streamtui.tap.link import Link
from streamtui.tap.orders import Orders
from streamtui.tap.seen import Came, Listening, NotListening, Over, Seen
from streamtui.tap.threads import Threads

Record: TypeAlias = Callable[[Tapped], RecordingFile]
"""Begins the recording of one, which hides its secrets. Raises StreamtuiError where that can't be."""
Close: TypeAlias = Callable[[RecordingFile, Callable[[], object]], object]
"""Closes one, and calls the other when that is done."""
_COST = 4_096
"""Bytes that one takes beside those of its stream, roughly."""
_NO_SECRETS = Secrets()
"""One for all of which nothing is kept."""


class LiveTap:
    """Reads what the engine tells, on one event loop with whoever shows it."""

    def __init__(
        self,
        link: Link,
        orders: Orders,
        *,
        secrets: Secrets,
        record: Record | None = None,
        close_recording: Close,
        kept_mb: int | None = None,
    ) -> None:
        """`kept_mb`: megabytes of streams that are kept of those that ended; `None`: nor of those that have not."""
        self._link = link
        self._orders = orders
        self._secrets = secrets
        self._record = record
        self._close_recording = close_recording
        self._exchanges: dict[int, Exchange] = {}
        self._recordings: dict[int, RecordingFile | None] = {}
        """Of those that are not over; `None` where it failed."""
        self._threads = Threads()
        self._kept: deque[tuple[Tapped, int]] = deque()
        """Those that ended and are kept, with the bytes of their streams."""
        self._kept_size = 0
        self._keeps = kept_mb is not None
        self._kept_most = (kept_mb or 0) << 20
        self._failure = ""
        self._lost = 0

    @property
    def base_url(self) -> str:
        host, port = self._link.listening.host, self._link.listening.port
        if ip_address(host).is_unspecified:  # all of this machine's; a program here takes the nearest
            host = "::1" if ":" in host else "127.0.0.1"
        token = f"/{self._orders.token}" if self._orders.token else ""
        return f"http://{host_in_url(host)}:{port}{token}/v1"

    @property
    def upstream(self) -> str:
        return self._orders.base_url

    @property
    def failure(self) -> str:
        return self._failure

    @property
    def lost(self) -> int:
        return self._lost

    async def run(self, on_change: OnChange) -> None:
        def take(seen: Sequence[Seen]) -> None:
            changed: dict[int, Tapped] = {}
            for one in seen:
                if (tapped := self._take(one)) is not None:
                    changed[tapped.number] = tapped
                    if isinstance(one, Over):
                        on_change(changed.pop(tapped.number))
                        self._keep(tapped)
            for tapped in changed.values():
                on_change(tapped)

        try:
            await self._link.run(take)
        finally:
            for number in list(self._recordings):
                self._close(number)

    async def stop(self) -> None:
        await self._link.stop()

    async def close(self) -> None:
        """Be sure that the engine is over."""
        await self._link.close()

    def _take(self, seen: Seen) -> Tapped | None:
        if isinstance(seen, Listening | NotListening):
            return None
        if isinstance(seen, Came):
            self._begin(seen)
        exchange = self._exchanges.get(seen.exchange)
        if exchange is None:
            return None
        if not isinstance(seen, Came):
            exchange.feed(seen)
        if isinstance(seen, Over):
            self._end(seen.exchange, exchange.tapped)
        return exchange.tapped

    def _begin(self, came: Came) -> None:
        try:
            head = read_request(came.head)
        except HttpError:  # the engine read it already
            return
        path = head.target.partition("?")[0]
        tapped = Tapped(
            came.exchange,
            came.at,
            datetime.now(timezone.utc).isoformat(),
            head.method,
            self._secrets.redact(path) + shown_query(head.target, self._secrets),
            came.url.partition("?")[0],
            came.connection,
            api_of(head.method, path),
            foreign=foreign_api(head.method, path),
            thread=came.exchange,
            chat=ChatState(),
        )
        exchange = self._exchanges[came.exchange] = Exchange(
            tapped, came.url, head, self._secrets, partial(self._event, tapped), self._asked
        )
        tapped.secrets = exchange.secrets

    def _asked(self, tapped: Tapped, sent: SentRequest) -> None:
        if tapped.decoded or tapped.foreign:  # what is embedded, drawn or spoken is no message
            tapped.messages, tapped.tools = len(sent.messages), len(sent.tools)
        if sent.messages and tapped.decoded:
            running = (exchange.tapped for exchange in self._exchanges.values())
            tapped.thread = self._threads.of(sent, tapped.number, running)

    def _event(self, tapped: Tapped, event: StreamEvent) -> None:
        if tapped.chat is not None:
            tapped.chat.apply(event)
        if type(event) is ResponseNamed:
            self._threads.answered(event.id, tapped.thread)
        if self._keeps:
            tapped.events.append(event)
        if self._record is not None:
            self._write(self._record, tapped, event)

    def _write(self, record: Record, tapped: Tapped, event: StreamEvent) -> None:
        number = tapped.number
        try:
            if number not in self._recordings:
                self._recordings[number] = None  # until it began
                self._recordings[number] = recording = record(tapped)
                tapped.recording = recording.path
            if (open_one := self._recordings.get(number)) is not None:
                open_one.record(event)
        except StreamtuiError as error:
            self._lose(error.fault.message)
            self._close(number)
            self._recordings[number] = None

    def _end(self, number: int, tapped: Tapped) -> None:
        del self._exchanges[number]
        self._close(number)
        reply = tapped.reply
        if reply is not None:
            tapped.figures = figures_of(reply)
        self._threads.over(tapped)

    def _close(self, number: int) -> None:
        recording = self._recordings.pop(number, None)
        if recording is None:
            return

        def closed() -> None:
            if why := recording.untold:
                self._lose(why)

        self._close_recording(recording, closed)

    def _lose(self, why: str) -> None:
        self._failure = why
        self._lost += 1

    def _keep(self, tapped: Tapped) -> None:
        """The newest are kept, and of those before them what their lines say."""
        size = _COST + sum(map(_size, tapped.events))
        self._kept.append((tapped, size))
        self._kept_size += size
        while self._kept and (self._kept_size > self._kept_most or not self._keeps):
            oldest, size = self._kept.popleft()
            self._kept_size -= size
            oldest.chat, oldest.events, oldest.secrets = None, [], _NO_SECRETS


def _size(event: StreamEvent) -> int:
    """Bytes of a body in it, roughly."""
    if type(event) is BytesReceived:
        return len(event.data)
    return len(event.body) + len(event.base64) if type(event) is RequestPrepared else 0
