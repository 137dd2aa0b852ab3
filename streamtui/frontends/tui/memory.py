"""The garbage collector, told what a program that starts and a screen that streams need."""

from __future__ import annotations

import gc


def hold_collections() -> None:
    """Look for no garbage while all there is to do is to import: what is imported stays."""
    gc.disable()


def settle_memory() -> None:
    """Look for it again, but not in what is loaded by now: that stalls the screen for up to 0.1 s otherwise."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
    gc.enable()
