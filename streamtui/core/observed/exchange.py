"""One attempt of a request that another program makes, as the events that it would be here.

It is told of what is seen, and knows no clock. Keys are hidden as anywhere; bodies are kept unpacked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from streamtui.core.chat.events import (
    BodyEnded,
    BodyEnding,
    BytesReceived,
    NoticeIssued,
    ReplyFailed,
    ReplyFinished,
    RequestSent,
    StreamEvent,
    TurnFailed,
    TurnFinished,
)
from streamtui.core.chat.events.wire import RAW
from streamtui.core.faults.bugs import log_bug
from streamtui.core.faults.error_bodies import fault_from
from streamtui.core.faults.error_reading import read_error_body
from streamtui.core.faults.faults import Fault
from streamtui.core.faults.server_words import address, host, passwords, quote
from streamtui.core.json_text.parsing import parsed_object
from streamtui.core.json_text.values import text
from streamtui.core.observed.api import api_of
from streamtui.core.observed.bodies import DocumentBody, ObservedBody, RawBody, StreamedBody
from streamtui.core.observed.opening import opening
from streamtui.core.text.secret_headers import header_secrets
from streamtui.core.text.secret_queries import query_secrets
from streamtui.core.text.secrets import Secrets
from streamtui.core.wire import bounds
from streamtui.core.wire.bounds import TooMuchError
from streamtui.core.wire.masked_body import MaskedBody
from streamtui.core.wire.shown_exchange import prepared, started
from streamtui.core.wire.unpacking import Unpacking, UnpackingError

_REFUSED, _FAILED = 300, 400
"""From there on it is no answer to what was asked; and what went wrong, where no reply was asked for."""
_PACKED_BY = (b"content-encoding", b"transfer-encoding")
"""Headers that name how a body is packed, in the order in which it was."""
_LEFT = "The program left before the reply was whole; what arrived is kept."
RawHeaders = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """A request as it left."""

    method: str
    url: str
    """All of it, with what is secret in it."""
    headers: RawHeaders
    body: bytes

    @property
    def secrets(self) -> Secrets:
        """The keys that it carries."""
        keys = (*header_secrets(self.headers), *query_secrets(self.url), *passwords(self.url))
        return Secrets(*keys)


class ObservedExchange:
    """Feed it in the order in which things happen; each call gives the events that this makes.

    What they end with is asked for apart, as a failure may be followed by another attempt.
    """

    def __init__(self, request: SeenRequest, secrets: Secrets) -> None:
        """`secrets` are known beside those that the request carries."""
        self._request = request
        self._secrets = secrets | request.secrets
        self.body = _hidden(request.body, self._secrets)
        """The request's, fit to be kept, as the next two: text where it is that."""
        self.url = self._secrets.hide(address(request.url))
        self.api = api_of(request.method, urlsplit(self.url).path)
        """What is spoken there; `RAW` where it is no API whose replies are read."""
        self.asked = parsed_object(self.body) if isinstance(self.body, str) else {}
        """The object in it; nothing where there is none."""
        self.model = text(self.asked.get("model"))
        self.status: int | None = None
        """The response's, once it began."""
        self.asked_again = False
        """The server says that it is worth another attempt."""
        self.fault: Fault | None = None
        """Why there is no reply, or not all of it."""
        self._masked = MaskedBody(self._secrets)
        self._unpacking: Unpacking | None = None
        self._body: ObservedBody = RawBody()
        self._refusal = bytearray()

    def opening(self, at: float) -> list[StreamEvent]:
        """What its first attempt says before it leaves: the system prompt, what the person said."""
        return [] if self.api == RAW else list(opening(at, self.asked))

    def sent(self, at: float, attempt: int = 1) -> list[StreamEvent]:
        """The request left."""
        request = self._request
        return [
            RequestSent(at, attempt, self.model, self.url, api=self.api),
            prepared(at, request.method, request.url, request.headers, self.body, self._secrets),
        ]

    def started(self, at: float, status: int, headers: RawHeaders) -> list[StreamEvent]:
        """The response's headers came."""
        self.status = status
        values = [(name.lower(), value.decode("latin-1")) for name, value in headers]
        self.asked_again = (b"x-should-retry", "true") in values
        encodings = [
            one for header in _PACKED_BY for name, value in values if name == header for one in value.split(",")
        ]
        encodings = [one for one in encodings if one.strip().lower() != "chunked"]
        unread = ""
        try:
            unpacking = Unpacking(encodings, by_others=True)
            self._unpacking = unpacking if unpacking.is_needed else None
        except (UnpackingError, TooMuchError) as error:
            unread = f"The response can't be unpacked ({error}): its bytes are kept as they came, and not read."
        if not unread and status < _REFUSED and self._request.method != "HEAD":
            self._body = self._body_of(values)
        begun = started(at, status, headers, self._secrets)
        return [begun, NoticeIssued(at, unread)] if unread else [begun]

    def _body_of(self, headers: Sequence[tuple[bytes, str]]) -> ObservedBody:
        kinds = [value.lower() for name, value in headers if name == b"content-type"]
        if self.api != RAW:
            queried = parse_qs(urlsplit(self._request.url).query).get("stream", ())
            asked = self.asked.get("stream") is True or "true" in queried
            streams = asked or any("event-stream" in kind for kind in kinds)
            body = StreamedBody if streams else DocumentBody
            return body(self._secrets, url=self.url, model=self.model)
        return RawBody(in_events=any("event-stream" in kind or "ndjson" in kind for kind in kinds))

    def read(self, at: float, data: bytes) -> list[StreamEvent]:
        """One read of the body as it came, packed or not."""
        if self._unpacking is not None:
            data = self._unpacked(self._unpacking, data)
        return self._shown(at, self._masked.feed(data)) if data else []

    def _unpacked(self, unpacking: Unpacking, data: bytes) -> bytes:
        pieces: list[bytes] = []
        if self.fault is None:  # what lies behind a break in the packing says nothing
            try:
                pieces.extend(unpacking.feed(data))
            except (UnpackingError, TooMuchError) as error:
                why = f"{host(self.url)} sent what can't be unpacked ({error}); what arrived is kept."
                self.fault = Fault("malformed", why)
        return b"".join(pieces)

    def _shown(self, at: float, data: bytes) -> list[StreamEvent]:
        if not data:
            return []
        if self.status is not None and self.status >= _REFUSED:
            self._refusal += data[: max(0, bounds.ERROR_BODY - len(self._refusal))]
        return self._body.read(BytesReceived(at, data))

    def ended(self, at: float, how: BodyEnding = "end", why: str = "", fault: Fault | None = None) -> list[StreamEvent]:
        """No more is read of the body; `why` it broke or was stopped, in a sentence, where that is known.

        `fault`: what that means for a reply that is not whole by then, where whoever read it knows.
        """
        over = self._body.over  # behind its last chunk nothing that breaks is missed
        events = self._shown(at, self._masked.end())
        if how == "stopped" and (self._body.over or self.status is None or self.status >= _REFUSED):
            how = "left"
        events += self._body.close(at)
        events.append(BodyEnded(at, how, self._secrets.redact(why) if how == "broken" else ""))
        if self._body.bug is not None:
            log_bug(self._body.bug, "the reading of a chunk")
        broken = None if over or how != "broken" else fault or Fault("cut", self._broke_off)
        self.fault = self.fault or self._fault(how, why, broken)
        return events

    def failed(self, fault: Fault) -> None:
        """There is no response; why is said without keys."""
        self.fault = Fault(fault.kind, self._secrets.redact(fault.message), fault.status)

    def over(self, at: float) -> list[StreamEvent]:
        """The last events: nothing follows, no other attempt either."""
        if self.api == RAW:
            return []
        if (fault := self.fault) is None:
            return [ReplyFinished(at), TurnFinished(at)]
        failed = [] if fault.kind == "cancelled" else [ReplyFailed(at, fault)]
        return [*failed, TurnFailed(at, fault)]

    @property
    def _broke_off(self) -> str:
        return f"{host(self.url)} broke off in mid-reply; what arrived is kept."

    def _fault(self, how: BodyEnding, why: str, broken: Fault | None) -> Fault | None:
        """Why it is no whole reply, if so."""
        if self.status is not None and self.status >= (_FAILED if self.api == RAW else _REFUSED):
            said = self._refusal.decode(errors="replace")
            fault = fault_from(said, status=self.status, url=self.url, model=self.model)
            if self.api == RAW:  # what else it means, such as that there is no such model, is for those of replies
                words = read_error_body(said).words
                told = f"{host(self.url)} answered {self.status}" + (f": {quote(words)}." if words else ".")
                fault = Fault(fault.kind, told, fault.status, fault.retry_after_s)
        elif broken is not None:
            fault = broken
        elif how == "stopped":
            fault = Fault("cancelled", why or _LEFT)
        elif (known := self._body.fault) is not None:
            fault = known
        else:
            return None
        return Fault(fault.kind, self._secrets.redact(fault.message), fault.status, fault.retry_after_s)


def _hidden(body: bytes, secrets: Secrets) -> str | bytes:
    """It without keys; bytes where it is no text."""
    try:
        return secrets.hide(body.decode())
    except UnicodeDecodeError:
        return secrets.cover(body)
