"""Streams on disk, event by event."""
