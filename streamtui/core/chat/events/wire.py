"""What happens between the program and the server: requests, attempts, bytes, silence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from msgspec import field

from streamtui.core.chat.events.event import Event
from streamtui.core.chat.token_ratios import TokenRatio
from streamtui.core.faults.faults import Fault

RAW = "raw"
"""What is spoken where no replies are read: the exchange is all that there is."""


class RequestSent(Event, frozen=True):
    """One attempt of one request left for the server."""

    attempt: int
    """1 for the first try of this request."""
    model: str
    url: str = ""
    """Where it went, without user info or query."""
    reply: str = ""
    """The id of the reply that it asks for."""
    api: str = "chat"
    """What is spoken there: `chat`, `responses`, or `RAW`."""
    ratio: TokenRatio | None = None
    """What was known of the model's tokens; the session adds it."""
    place: str = ""
    """What the place is called here: the profile's name."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """The parameters that it carries."""


Headers: TypeAlias = tuple[tuple[str, str], ...]
"""Names and values in the order in which they stand; those of secrets as asterisks."""


class RequestPrepared(Event, frozen=True):
    """What left with the attempt, as it was sent but for keys."""

    body: str
    """The text of the body; empty where it is none."""
    method: str = "POST"
    url: str = ""
    """Without user info; what is secret in its query is asterisks."""
    headers: Headers = ()
    base64: bytes = b""
    """The body where it is no text, as what uploads a file; named as it is written."""

    @property
    def content(self) -> bytes:
        """The body, whatever it is."""
        return self.base64 or self.body.encode("utf-8", "replace")

    @property
    def shown(self) -> str:
        """What of the body can be shown."""
        return self.body or self.base64.decode("utf-8", "replace")


class RetryScheduled(Event, frozen=True):
    """An attempt failed before the first delta and will be made again."""

    attempt: int
    """The attempt that will be made, 2 for the first retry."""
    attempts: int
    """How many attempts are made at most."""
    delay_s: float
    fault: Fault


class ResponseStarted(Event, frozen=True):
    """The response headers arrived: of a reply, or of a refusal."""

    status: int = 200
    request_id: str | None = None
    headers: Headers = ()

    @property
    def refused(self) -> bool:
        """It is no reply."""
        return self.status >= 300


class BytesReceived(Event, frozen=True):
    """What one read of the response's body gave."""

    data: bytes


class BytesTaken(Event, frozen=True):
    """The program that asked had taken so much of the body, where another one than this did: behind the tap.

    What lies between the arrival of those bytes and this is the program's doing, what lies before them the server's.
    """

    size: int
    """Bytes from the beginning of the body, counted as in BytesReceived."""


BodyEnding: TypeAlias = Literal["end", "broken", "stopped", "left"]
"""It was whole; it broke off; the person, or a limit of ours, stopped it; it was left once the reply was over."""


class BodyEnded(Event, frozen=True):
    """No more is read of the response's body."""

    how: BodyEnding = "end"
    why: str = ""
    """What broke it, in a sentence."""


ChunkKind: TypeAlias = Literal[
    "text",
    "reasoning",
    "refusal",
    "arguments",
    "call",
    "finish",
    "usage",
    "error",
    "other",
    "broken",
    "ping",
    "done",
    "progress",
]
"""What a chunk brought first; `broken` is one that could not be read."""


class ChunkReceived(Event, frozen=True):
    """A span of the body was a chunk, or a ping; what is said in it follows with the same instant."""

    start: int = 0
    """Counted in bytes from the beginning of the body."""
    size: int = 0
    kind: ChunkKind = "other"


class StallNoticed(Event, frozen=True):
    """No payload arrived for a while; the stream is still open."""

    silent_s: float
