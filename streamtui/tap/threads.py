"""Which requests are of one conversation: those whose messages begin with all of an earlier one's."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b

from streamtui.core.json_text.values import text
from streamtui.core.wire.sent_request import SentRequest

_MOST = 20_000
"""Requests that are remembered."""
_SIZE = 12


class Threads:
    """Remembers what was asked, as digests."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes | str, int] = OrderedDict()
        """The thread by all messages of a request, or by the id of a response."""

    def of(self, request: SentRequest, number: int) -> int:
        """The thread of the request of that number: of the longest earlier one that it goes on with, or its own."""
        said, digests = b"", []
        for message in request.messages:
            part = f"{message.role}\0{message.text}".encode("utf-8", "surrogatepass")
            said = blake2b(said + part, digest_size=_SIZE).digest()
            digests.append(said)
        before: list[bytes | str] = [*reversed(digests), text(request.parameters.get("previous_response_id"))]
        thread = next((self._known[one] for one in before if one and one in self._known), number)
        self._remember(said, thread)
        return thread

    def answered(self, response_id: str, thread: int) -> None:
        """By that id another request may go on."""
        self._remember(response_id, thread)

    def _remember(self, key: bytes | str, thread: int) -> None:
        if key:
            self._known[key] = thread
            self._known.move_to_end(key)
            if len(self._known) > _MOST:
                self._known.popitem(last=False)
