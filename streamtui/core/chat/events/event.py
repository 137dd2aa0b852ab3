"""What every event is."""

from __future__ import annotations

import msgspec


class Event(msgspec.Struct, frozen=True, gc=False, tag=True, tag_field="event"):
    """Something that happened."""

    at: float
    """The instant, in seconds of the clock that was injected where it was made; only differences mean something."""
