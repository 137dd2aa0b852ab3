"""Recordings as a server: the same bytes in the same packets at the same instants, and faults on demand."""
