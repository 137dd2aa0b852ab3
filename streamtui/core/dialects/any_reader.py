"""A reply in whatever API it is, also where it was asked for in the other one: known by its first object."""

from __future__ import annotations

from typing import Any

from streamtui.core.chat.events import NoticeIssued, StreamEvent
from streamtui.core.dialects.chat.reader import ChatReader
from streamtui.core.dialects.responses.reader import ResponsesReader, is_of_response
from streamtui.core.wire.reply_decoder import ReplyDecoder, ReplyReader

_ELSEWHERE = "The server sent a chat completion, though a response was asked for; it is read as what it is."


class AnyReader:
    """core.wire.reply_decoder.ReplyReader for what was recorded, or asked for as a response."""

    def __init__(self, *, as_response: bool = False) -> None:
        self._reader: ReplyReader = ResponsesReader() if as_response else ChatReader()
        self._as_response = as_response
        self._known = False

    @property
    def complete(self) -> bool:
        return self._reader.complete

    @property
    def needs_end(self) -> bool:
        return self._reader.needs_end

    @property
    def over(self) -> bool:
        return self._reader.over

    @property
    def failure(self) -> object:
        return self._reader.failure

    @property
    def finish_reason(self) -> str | None:
        return self._reader.finish_reason

    def take(self, at: float, data: dict[str, Any], events: list[StreamEvent]) -> None:
        if not self._known and ("choices" in data or is_of_response(data)):
            self._known = True
            if is_of_response(data) != self._as_response:
                self._reader = ChatReader() if self._as_response else ResponsesReader()
                if self._as_response:
                    events.append(NoticeIssued(at, _ELSEWHERE))
        self._reader.take(at, data, events)

    def end(self, at: float, events: list[StreamEvent]) -> None:
        self._reader.end(at, events)


def any_decoder(*, url: str = "", model: str = "", as_response: bool = False) -> ReplyDecoder:
    """A decoder for the body of a reply; `url` and `model` are for the sentences on its faults.

    `as_response`: it was asked for as one.
    """
    return ReplyDecoder(AnyReader(as_response=as_response), url=url, model=model)
