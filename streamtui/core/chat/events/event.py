"""What every event is."""

from __future__ import annotations

import msgspec


class Event(msgspec.Struct, frozen=True, gc=False, omit_defaults=True, tag=True, tag_field="event"):
    """Something that happened."""

    at: float = msgspec.field(name="ms")
    """The instant, in seconds of the clock that was injected where it was made; only differences mean something.

    As JSON, in milliseconds since an instant that is told apart (core.chat.codec).
    """
