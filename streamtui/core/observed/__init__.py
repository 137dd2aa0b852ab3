"""Exchanges of other programs, seen from beside, as events."""
