"""Why an address can't be listened at."""

from __future__ import annotations

import os


def why_not(error: OSError) -> str:
    """As a clause: `address already in use`; asyncio's own words say the address again."""
    if error.errno is not None and error.errno > 0:
        return os.strerror(error.errno).lower()
    return error.strerror or "it is no address of this machine"
