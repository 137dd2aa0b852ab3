"""One exchange as the engine tells of it: what is told costs little, and never changes what is passed on."""

from __future__ import annotations

from streamtui.core.http.heads import RequestHead
from streamtui.tap.outbox import Outbox
from streamtui.tap.seen import Answered, Came, Ending, Over, Received, RequestOver, RequestPiece, Taken

REQUEST_TOLD = 112 << 20
"""Bytes of a request's body that are told: an upload of 100 MB; in base64 it fits into a line that is read back."""
RESPONSE_TOLD = 256 << 20
"""Of a response's."""


class Watched:
    """A request and its response."""

    def __init__(self, number: int, head: RequestHead, url: str, at: float, connection: int, outbox: Outbox) -> None:
        self._number = number
        self._outbox = outbox
        self._request_size = self._request_left_out = 0
        self._response_size = self._response_left_out = 0
        self._asked = False
        """The request is over."""
        self.answered = False
        self.reads = 0
        """How many of the response's body were told."""
        self._taken = 0
        self._over: Over | None = None
        """How it ended, which is told once the program has taken all of it."""
        outbox.tell(Came(number, at, url, head.raw, connection))

    def request_piece(self, content: bytes) -> None:
        """A part of the request's body left."""
        self._request_size += len(content)
        told = self._request_size <= REQUEST_TOLD and not self._request_left_out
        if not (told and self._outbox.tell(RequestPiece(self._number, content))):
            self._request_left_out += len(content)

    def request_over(self, at: float) -> None:
        """Nothing of it is missing, or will come any more."""
        if not self._asked:
            self._asked = True
            self._outbox.tell(RequestOver(self._number, at, self._request_left_out))

    def response(self, raw: bytes, at: float) -> None:
        """The response's head came."""
        self.answered = True
        self._outbox.tell(Answered(self._number, at, raw))

    def received(self, content: bytes, at: float, taken_at: float) -> None:
        """A read brought that, which is of one chunk; `taken_at` is 0 where the program has not taken it yet."""
        if not content:
            return
        self._response_size += len(content)
        told = self._response_size <= RESPONSE_TOLD and not self._response_left_out
        if not (told and self._outbox.tell(Received(self._number, at, content, taken_at))):
            self._response_left_out += len(content)
            return
        self.reads += 1
        if taken_at:
            self._taken = self.reads

    @property
    def taken(self) -> bool:
        """The program has all that was told."""
        return self._taken == self.reads

    def take(self, at: float, reads: int) -> None:
        """The program has taken what the first so many reads brought."""
        if reads > self._taken and self._number:
            self._taken = reads
            self._outbox.tell(Taken(self._number, at, reads))
        if self.taken:
            self.tell_end()

    def end(self, at: float, how: Ending, why: str = "", status: int = 0) -> None:
        """No more comes. Only the first end counts."""
        self.request_over(at)
        if self._over is None:
            self._over = Over(self._number, at, how, why, status, self._response_left_out)
            if self.taken or how != "end":
                self.tell_end()

    def leave(self, at: float) -> None:
        """The program is gone: it takes no more."""
        self.end(at, "left", "The program closed the connection.")
        self.tell_end()

    def tell_end(self) -> None:
        """If it is over say so, whatever the program has taken."""
        if self._over is not None and self._number:
            self._outbox.tell(self._over)
            self._number = 0
