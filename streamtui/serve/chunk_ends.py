"""Where the events of a body end, with the blank line behind each."""

from __future__ import annotations

from streamtui.core.wire.sse import events_in


def event_ends(body: bytes, *, with_data: bool = False) -> list[int]:
    """Offsets in bytes, ascending; those of events `with_data` alone, which are chunks. None in what is no stream."""
    ends: list[int] = []
    for event in events_in(body):
        if event.data or not with_data:
            end = event.start + event.size
            while body[end : end + 1] in (b"\r", b"\n"):
                end += 1
            ends.append(end)
    return ends
