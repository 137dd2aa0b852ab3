"""One exchange of a conversation as a recording of its own."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

from streamtui.core.chat.events import ResponseStarted
from streamtui.core.ports.recordings import Lane, Recording, RecordingHeader
from streamtui.core.wire.wire_log import WireLog


def recording_of(log: WireLog, row: int) -> Recording:
    """The exchange that a row belongs to. What the wall clock showed then, the server's `Date` says, to the second."""
    exchange = log.exchange_of(row)
    rows = log.rows_of(exchange)
    end = log.event[rows.stop] if rows.stop < len(log) else len(log.events)
    response, sent = exchange.response, exchange.sent
    header = RecordingHeader(
        "" if response is None else _date(response),
        sent.model if sent is not None else "",
        sent.url if sent is not None else "",
        clock=exchange.sent_at if response is None else response.at,
    )
    return Recording(header, [Lane("", log.events[log.event[rows.start] : end])])


def _date(response: ResponseStarted) -> str:
    said = next((value for name, value in response.headers if name.lower() == "date"), "")
    try:
        return parsedate_to_datetime(said).isoformat()
    except (ValueError, OverflowError):
        return ""
