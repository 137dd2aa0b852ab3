"""A stream that says it is a terminal."""

from __future__ import annotations

import io


class FakeTerminal(io.StringIO):
    """What is written to it can be read."""

    def isatty(self) -> bool:
        return True
