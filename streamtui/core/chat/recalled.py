"""Turns of which few events were kept, made whole again by the streams that were kept of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from streamtui.core.chat.condensed import condensed, made_whole
from streamtui.core.chat.events import ReplyKept, StreamEvent, TurnFailed, TurnFinished

StreamOf: TypeAlias = Callable[[str, float], Sequence[StreamEvent] | None]
"""All events of the turn whose first reply has that id, with the `ReplyKept` of each reply; it ends at that instant."""
_ENDS = frozenset((TurnFinished, TurnFailed))


def recalled(events: Sequence[StreamEvent], stream_of: StreamOf) -> list[StreamEvent] | None:
    """The same conversation, with whole turns as far as there are streams; `None` where there is none.

    The last turns are asked about first.
    """
    ends = [place for place, event in enumerate(events) if type(event) in _ENDS]
    parts: list[Sequence[StreamEvent]] = [events[ends[-1] + 1 :]] if ends else []
    found = False
    for before, end in zip([-1, *ends][-2::-1], reversed(ends), strict=False):
        turn = events[before + 1 : end + 1]
        whole = _whole(turn, stream_of)
        found = found or whole is not None
        parts.append(turn if whole is None else whole)
    return [event for part in reversed(parts) for event in part] if found else None


def _whole(turn: Sequence[StreamEvent], stream_of: StreamOf) -> Sequence[StreamEvent] | None:
    reply = next((event.reply.id for event in turn if isinstance(event, ReplyKept)), None)
    if reply is None or (stream := stream_of(reply, turn[-1].at)) is None:
        return None
    kept = condensed(stream)
    first = len(turn) - len(kept)
    if not kept or first < 0 or _outline(kept) != _outline(turn[first:]):
        return None
    return [*turn[:first], *made_whole(stream)]


def _outline(events: Sequence[StreamEvent]) -> list[object]:
    """By which a stream is known to be that of a turn."""
    return [event.reply.id if isinstance(event, ReplyKept) else type(event) for event in events]
