"""What is said where a list of conversations has none."""

from __future__ import annotations

NOTHING_KEPT = "No conversation is kept yet."
NOTHING_FOUND = "That stands in no conversation."
