"""What is kept of a conversation."""

from __future__ import annotations

from streamtui.core.chat.events import BytesReceived, StreamEvent, TextDelta
from streamtui.core.chat.kept_events import KeptEvents

HALF = b"x" * (1 << 19)


def test_all_events_are_kept_and_of_too_many_bytes_the_oldest_go() -> None:
    kept = KeptEvents(1)
    events: list[StreamEvent] = []
    for number in range(5):
        events += [BytesReceived(float(number), HALF), TextDelta(float(number), "word")]
    for event in events[:4]:
        kept.take(event)
    assert not kept.remark
    for event in events[4:]:
        kept.take(event)
    assert [event.at for event in kept.events] == [event.at for event in events]
    assert [event.data for event in kept.events if isinstance(event, BytesReceived)] == [b"", b"", b"", HALF, HALF]
    assert "the newest 1 MB" in kept.remark
    assert [event for event in kept.events if isinstance(event, TextDelta)] == events[1::2]
