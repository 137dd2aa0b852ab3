"""What is kept of a conversation."""

from __future__ import annotations

from collections.abc import Sequence

from streamtui.core.chat.events import BranchTaken, BytesReceived, StreamEvent, TextDelta
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


async def test_streams_that_were_read_for_a_branch_go_with_it() -> None:
    async def recalled(events: Sequence[StreamEvent], most: int) -> list[StreamEvent]:
        return [*events[:-1], BytesReceived(0.5, HALF), *events[-1:]]

    kept = KeptEvents(2)
    kept.begin_with([TextDelta(0.0, "a")])
    kept.show(BranchTaken(1.0, "t"), [TextDelta(0.5, "b")])
    for _ in range(9):
        await kept.recall(recalled)
        kept.show(BranchTaken(2.0, "u"), [TextDelta(0.5, "c")])
    assert [event.at for event in kept.events] == [0.0, 2.0, 0.5]
    assert not kept.remark
    kept.begin_with([])
    kept.show(BranchTaken(3.0, "t"), [])
    assert len(kept.events) == 1
