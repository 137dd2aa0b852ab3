"""A reply in whatever API it is: known by its first object."""

from __future__ import annotations

from typing import Any

from streamtui.core.chat.events import StreamEvent
from streamtui.core.dialects.chat.reader import ChatReader
from streamtui.core.dialects.responses.reader import ResponsesReader, is_of_response
from streamtui.core.wire.reply_decoder import ReplyDecoder, ReplyReader


class AnyReader:
    """core.wire.reply_decoder.ReplyReader for what was recorded."""

    def __init__(self) -> None:
        self._reader: ReplyReader = ChatReader()
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
            if is_of_response(data):
                self._reader = ResponsesReader()
        self._reader.take(at, data, events)

    def end(self, at: float, events: list[StreamEvent]) -> None:
        self._reader.end(at, events)


def any_decoder(*, url: str = "", model: str = "") -> ReplyDecoder:
    """A decoder for the body of a reply; `url` and `model` are for the sentences on its faults."""
    return ReplyDecoder(AnyReader(), url=url, model=model)
