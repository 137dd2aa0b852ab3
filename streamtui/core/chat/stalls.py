"""From which silence on a stream is said to stall."""

from __future__ import annotations

STALL_WARN_S = 10.0
"""Seconds, where the person did not set them."""
NOTED = 0.1
"""The share of it from which on a gap is worth a look."""
