"""The most that is taken of a response. Nobody honest comes near; what goes beyond is told, and what came is kept."""

from __future__ import annotations

_MIB = 1 << 20

BODY = 256 * _MIB
"""Bytes of a reply, unpacked: a million chunks, four times what the longest reply of any model takes."""
EVENT = 16 * _MIB
"""Bytes of one event, of one line, and of what belongs to no event: a whole reply with pictures in it takes 10 MB."""
ERROR_BODY = 1 * _MIB
"""Bytes that are read of a failure; what comes behind them is left alone, as 240 characters are shown."""
LIST = 16 * _MIB
"""Bytes of a list of models, of which the longest that is known has 1 MB, and of a response as one document."""
CHECKED = 2 * _MIB
"""Bytes of a response to `check`, which asks for a hundred tokens, of 5 kB at most, and holds several of them."""
CHECKED_PACKETS = 20_000
"""Packets of it, each of which is kept with its instant and takes a hundred bytes beside its own."""
UNPACKED = 16 * _MIB
"""Bytes to which a body may be unpacked whatever its packed size."""
UNPACKED_RATIO = 100
"""Times its packed size to which a body may be unpacked beyond that; chunks that are flushed one by one come to 25."""
ENCODINGS = 2
"""Content encodings on top of each other; more than one is hardly ever seen."""
DEPTH = 100
"""Levels of a chunk's JSON; more is no chunk but an attack on whoever walks it."""
CHOICES = 128
"""Choices of a reply: the most that can be asked for."""
CALLS = 1_000
"""Calls in a choice: models make a few dozen."""
NAME = 1_000
"""Characters of a name or id; the API allows 64 in a function's name."""
IDS = 10_000
"""Ids that are remembered of a choice's calls, as some servers make a new one for every piece."""


class TooMuchError(Exception):
    """More came than a bound allows."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
        """What came, as the object of a sentence: `an event of more than 16 MiB`."""


def size(most: int) -> str:
    """A bound of bytes in words."""
    return f"more than {most // _MIB} MiB" if most >= _MIB else f"more than {most:,} bytes"


KEPT_MB = 64
"""Megabytes of streams that are kept of a conversation, where the person did not set them."""
