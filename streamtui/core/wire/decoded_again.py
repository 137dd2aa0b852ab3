"""The bytes of a recording, read with the decoder of today: it may understand otherwise what the person saw then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from streamtui.core.chat.events import (
    PAYLOAD,
    REPORTS,
    BodyEnded,
    BytesReceived,
    ChunkReceived,
    CostReported,
    ReplyFailed,
    ReplyFinished,
    RequestSent,
    ResponseStarted,
    StreamEvent,
)
from streamtui.core.wire.reply_decoder import ReplyDecoder

_SAID = (PAYLOAD | REPORTS | {ChunkReceived}) - {ResponseStarted, CostReported, ReplyFinished, ReplyFailed}
"""What the decoder makes of a body, but for its end."""
_BY_SERVER = "server"


def decoded_again(
    events: Iterable[StreamEvent], new_decoder: Callable[[RequestSent], ReplyDecoder]
) -> Iterator[StreamEvent]:
    """The events, with those that a decoder makes made anew from the bytes between them.

    What has no bytes stays as it is: of a reply that was given up, how it failed, too.
    """
    sent = RequestSent(0.0, 1, "")
    decoder: ReplyDecoder | None = None
    ending: ReplyFinished | ReplyFailed | None = None
    for event in events:
        said: list[StreamEvent] = []
        if isinstance(event, RequestSent):
            sent, decoder, ending = event, None, None
        elif isinstance(event, ResponseStarted):
            decoder = None if event.refused else new_decoder(sent)
        elif decoder is not None:
            if type(event) in _SAID or (isinstance(event, CostReported) and event.source == _BY_SERVER):
                continue
            if isinstance(event, BytesReceived):
                said = decoder.feed(event.data, event.at)
            elif isinstance(event, BodyEnded):
                if not decoder.over and (event.how != "stopped" or event.why):
                    said = decoder.close(event.at)
                if event.how == "broken" or event.why:  # why it failed is not for the decoder to say
                    said, ending = [one for one in said if not isinstance(one, ReplyFinished | ReplyFailed)], None
        if ending is not None and isinstance(event, ReplyFinished | ReplyFailed):
            yield replace(ending, at=event.at)
        else:
            yield event
        for one in said:
            if isinstance(one, ReplyFinished | ReplyFailed):
                ending = one
            else:
                yield one
