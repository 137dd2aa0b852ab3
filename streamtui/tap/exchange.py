"""One exchange on the parent's side: what the engine told of it becomes the events that a chat of ours would have."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from streamtui.core.chat.events import BodyEnding, BytesReceived, BytesTaken, NoticeIssued, StreamEvent
from streamtui.core.faults.bugs import log_bug
from streamtui.core.faults.faults import Fault
from streamtui.core.http.heads import RequestHead, encodings, read_response
from streamtui.core.observed.exchange import ObservedExchange, SeenRequest
from streamtui.core.ports.provider import Take
from streamtui.core.ports.tap import Stage, Tapped
from streamtui.core.text.secrets import Secrets
from streamtui.core.wire.sent_request import SentRequest, sent_in
from streamtui.core.wire.unpacking import unpacked
from streamtui.tap.seen import Answered, Ending, Over, Received, RequestOver, RequestPiece, Taken

_BODY_ENDS: dict[Ending, BodyEnding] = {
    "end": "end",
    "left": "stopped",
    "stopped": "stopped",
    "broken": "broken",
    "refused": "broken",
}
_LEFT = "The program closed the connection before there was a response."


class Exchange:
    """Feed what was seen of it; it keeps `tapped` up to date."""

    def __init__(
        self,
        tapped: Tapped,
        url: str,
        head: RequestHead,
        secrets: Secrets,
        take: Take,
        asked: Callable[[Tapped, SentRequest], None],
    ) -> None:
        """`take` gets the events; `asked` is told what is asked for before there are any."""
        self.tapped = tapped
        self._url = url
        self._head = head
        self._known = secrets
        self._take_one = take
        self._asked = asked
        self._request_body = bytearray()
        self._observed: ObservedExchange | None = None
        self._started = False
        self._reads = 0
        self._untaken: deque[tuple[int, float, int]] = deque()
        """Of each read that the program has not taken its number, its instant, and the body's size with it."""
        self._broken = False
        """Our own reading of it failed."""

    @property
    def secrets(self) -> Secrets:
        """What is hidden in it: the keys that it carries, too."""
        return self._known | self._request(b"").secrets

    def feed(self, seen: RequestPiece | RequestOver | Answered | Received | Taken | Over) -> None:
        """Take in one thing more. A failure of ours costs this exchange's events, and nothing else."""
        try:
            if not self._broken:
                self._feed(seen)
        except Exception as bug:
            self._broken = True
            log_bug(bug, "what is read of a tapped request")
        if self._broken and isinstance(seen, Over):
            self._close(seen.at, Stage.FAILED, "A bug of streamtui ended what is shown of it; see streamtui.log.")

    def _feed(self, seen: RequestPiece | RequestOver | Answered | Received | Taken | Over) -> None:
        if type(seen) is Received and self._observed is not None:  # as nearly always
            self._receive(self._observed, seen)
            return
        if isinstance(seen, RequestPiece):
            self._request_body += seen.data
            return
        if isinstance(seen, RequestOver):
            self.tapped.left_out += seen.left_out
        observed = self._observed or self._open()
        if isinstance(seen, Received):
            self._receive(observed, seen)
        elif isinstance(seen, Taken):
            self._take_in(seen)
        elif isinstance(seen, Answered):
            head = read_response(seen.head)
            self.tapped.status = head.status
            self._started = True
            self._take(observed.started(seen.at, head.status, head.headers))
        elif isinstance(seen, Over):
            self._end(observed, seen)

    def _open(self) -> ObservedExchange:
        """The request is whole, or what there is of it."""
        tapped = self.tapped
        observed = self._observed = ObservedExchange(self._request(self._unpacked()), self._known)
        self._request_body.clear()
        tapped.stage = Stage.WAITING
        tapped.api, tapped.model = observed.api, self._known.redact(observed.model)
        opening = observed.opening(tapped.at)
        sent = observed.sent(tapped.at)
        if (asked := sent_in(observed.asked)) is not None and tapped.method == "POST":
            self._asked(tapped, asked)
        self._take([*opening, *sent])
        if tapped.left_out:
            self._say(
                tapped.at, f"{tapped.left_out:,} bytes of the request are not in here: it was too long, or too fast."
            )
        if tapped.foreign:
            self._say(tapped.at, f"This is {tapped.foreign}: it is shown as raw wire, and not decoded.")
        return observed

    def _receive(self, observed: ObservedExchange, seen: Received) -> None:
        tapped = self.tapped
        tapped.stage, tapped.heard_at = Stage.STREAMING, seen.at
        self._reads += 1
        self._take(observed.read(seen.at, seen.data))
        if seen.taken_at:
            self._take([BytesTaken(seen.taken_at, tapped.size)])
        else:
            self._untaken.append((self._reads, seen.at, tapped.size))

    def _take_in(self, seen: Taken) -> None:
        size = None
        while self._untaken and self._untaken[0][0] <= seen.reads:
            _, came_at, size = self._untaken.popleft()
            self.tapped.program_wait_s = max(self.tapped.program_wait_s, seen.at - came_at)
        if size is not None:
            self._take([BytesTaken(seen.at, size)])

    def _end(self, observed: ObservedExchange, seen: Over) -> None:
        tapped, at = self.tapped, seen.at
        tapped.left_out += seen.left_out
        if seen.left_out:
            self._say(at, f"{seen.left_out:,} bytes of the response are not in here: this side was too slow for them.")
        if self._started:
            why = seen.why if seen.how in ("broken", "stopped") else ""
            self._take(observed.ended(at, _BODY_ENDS[seen.how], why))
        else:
            tapped.status = seen.status or None
            by_here = {"left": _LEFT, "stopped": seen.why}
            observed.failed(
                Fault("cancelled", by_here[seen.how])
                if seen.how in by_here
                else Fault("connection", seen.why, tapped.status)
            )
        self._take(observed.over(at))
        fault = observed.fault
        if fault is None:
            self._close(at, Stage.DONE, "")
        else:
            self._close(at, Stage.LEFT if fault.kind == "cancelled" else Stage.FAILED, fault.message)

    def _request(self, body: bytes) -> SeenRequest:
        return SeenRequest(self._head.method, self._url, self._head.headers, body)

    def _unpacked(self) -> bytes:
        return unpacked(bytes(self._request_body), encodings(self._head.headers))

    def _close(self, at: float, stage: Stage, why: str) -> None:
        self.tapped.stage, self.tapped.ended_at, self.tapped.why = stage, at, why

    def _say(self, at: float, words: str) -> None:
        self._take([NoticeIssued(at, words)])

    def _take(self, events: Iterable[StreamEvent]) -> None:
        for event in events:
            if type(event) is BytesReceived:
                self.tapped.size += len(event.data)
            self._take_one(event)
