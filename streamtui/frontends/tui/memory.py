"""The garbage collector, told what a streaming screen needs."""

from __future__ import annotations

import gc


def settle_memory() -> None:
    """Leave what is loaded by now out of every later collection: they stall the screen for up to 0.1 s otherwise."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
