"""Which requests are of one conversation: those whose messages begin with all of an earlier one's.

Where only the system prompt is another it is still that conversation: an instant in it breaks a cache, not a thread.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from streamtui.core.json_text.values import text
from streamtui.core.ports.tap import Tapped
from streamtui.core.wire.sent_request import SYSTEM_ROLES, SentMessage, SentRequest

_MOST = 40_000
"""Digests and ids that are remembered; two or three a request."""
_SIZE = 12
_SEVERAL = 0
"""Stands for the threads that say the same under other prompts: with none of them is gone on for that alone."""
_WITHOUT_PROMPT = b"\0"
"""What digests begin with in which no system prompt is."""


class Threads:
    """Remembers what was asked, as digests."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes | str, int] = OrderedDict()
        """The thread by all messages of a request, with and without its prompts, or by the id of a response."""
        self._open: dict[int, bytes] = {}
        """What those say without their prompts that are not over, by their numbers."""

    def of(self, request: SentRequest, number: int, running: Iterable[Tapped]) -> int:
        """The thread of the request of that number: of the longest earlier one that it goes on with, or its own.

        `running`: those that are not told to be over; the program may know all of their replies.
        """
        said = _digests(request.messages, b"")
        words = _digests([one for one in request.messages if one.role not in SYSTEM_ROLES], _WITHOUT_PROMPT)
        named = text(request.parameters.get("previous_response_id"))
        thread = self._longest([*reversed(said), *([named] if named else [])])
        if not thread and len(words) > 1:
            for one in running:
                self._replied(one)
            thread = self._longest(words[-2::-1])
        thread = thread or number
        for known in said[-1:]:
            self._remember(known, thread)
        for known in words[-1:]:
            self._open[number] = known
            self._remember(known, thread if self._known.get(known, thread) == thread else _SEVERAL)
        return thread

    def over(self, tapped: Tapped) -> None:
        """Nothing more comes of that one."""
        self._replied(tapped)
        self._open.pop(tapped.number, None)

    def _replied(self, tapped: Tapped) -> None:
        """Who says its messages and its reply goes on with it, whoever else was asked the same."""
        said, reply = self._open.get(tapped.number), tapped.reply
        if said is not None and reply is not None and reply.text:
            self._remember(_digest(said, "assistant", str(reply.text)), tapped.thread)

    def _longest(self, said: Sequence[bytes | str]) -> int:
        return next((self._known[one] for one in said if self._known.get(one)), _SEVERAL)

    def answered(self, response_id: str, thread: int) -> None:
        """By that id another request may go on."""
        self._remember(response_id, thread)

    def _remember(self, key: bytes | str, thread: int) -> None:
        if key:
            self._known[key] = thread
            self._known.move_to_end(key)
            if len(self._known) > _MOST:
                self._known.popitem(last=False)


def _digests(messages: Sequence[SentMessage], said: bytes) -> list[bytes]:
    """One of the first message, of the first two, and so on."""
    found = []
    for message in messages:
        said = _digest(said, message.role, message.text)
        found.append(said)
    return found


def _digest(said: bytes, role: str, words: str) -> bytes:
    return blake2b(said + f"{role}\0{words}".encode("utf-8", "surrogatepass"), digest_size=_SIZE).digest()
