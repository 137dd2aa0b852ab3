"""Turns of which few events were kept, made whole again by the streams that were kept of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from streamtui.core.chat.condensed import condensed, made_whole
from streamtui.core.chat.events import ReplyKept, RequestSent, StreamEvent, TurnFailed, TurnFinished

StreamOf: TypeAlias = Callable[[str, float], Sequence[StreamEvent] | None]
"""All events of the turn whose first reply has that id, with the `ReplyKept` of each reply; it ends at that instant."""
_ENDS = frozenset((TurnFinished, TurnFailed))


def recalled(events: Sequence[StreamEvent], stream_of: StreamOf) -> list[StreamEvent] | None:
    """The same conversation, with whole turns as far as there are streams; `None` where there is none.

    The last turns are asked about first. What is told again, on a branch that is shown once more, stays short.
    """
    begins = _beginnings(events)
    ends = [place for place, event in enumerate(events) if type(event) in _ENDS]
    parts: list[Sequence[StreamEvent]] = [events[ends[-1] + 1 :]] if ends else []
    found = False
    for before, end in zip([-1, *ends][-2::-1], reversed(ends), strict=False):
        turn = events[before + 1 : end + 1]
        whole = _whole(turn, before + 1, begins, stream_of)
        found = found or whole is not None
        parts.append(turn if whole is None else whole)
    return [event for part in reversed(parts) for event in part] if found else None


def _beginnings(events: Sequence[StreamEvent]) -> dict[str, int]:
    """Where each reply is told first."""
    begins: dict[str, int] = {}
    for place, event in enumerate(events):
        if isinstance(event, RequestSent):
            begins.setdefault(event.reply, place)
        elif isinstance(event, ReplyKept):
            begins.setdefault(event.reply.id, place)
    return begins


def _whole(
    turn: Sequence[StreamEvent], place: int, begins: Mapping[str, int], stream_of: StreamOf
) -> Sequence[StreamEvent] | None:
    """A turn that begins at that place of the conversation."""
    replies = ((number, event.reply.id) for number, event in enumerate(turn, place) if isinstance(event, ReplyKept))
    number, reply = next(replies, (0, ""))
    if not reply or begins[reply] != number or (stream := stream_of(reply, turn[-1].at)) is None:
        return None
    kept = condensed(stream)
    first = len(turn) - len(kept)
    if not kept or first < 0 or _outline(kept) != _outline(turn[first:]):
        return None
    return [*turn[:first], *made_whole(stream)]


def _outline(events: Sequence[StreamEvent]) -> list[object]:
    """By which a stream is known to be that of a turn."""
    return [event.reply.id if isinstance(event, ReplyKept) else type(event) for event in events]
