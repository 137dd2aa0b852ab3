"""What can go wrong, in the user's words: a closed set of kinds, one sentence each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

FaultKind = Literal[
    "configuration",
    "authentication",
    "permission",
    "not_found",
    "bad_request",
    "context_length",
    "rate_limit",
    "quota",
    "budget",
    "server",
    "connection",
    "timeout",
    "stalled",
    "malformed",
    "cut",
    "content_filter",
    "disk",
    "bug",
    "cancelled",
]
FAULT_KINDS: tuple[FaultKind, ...] = get_args(FaultKind)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that went wrong with a reply."""

    kind: FaultKind
    message: str
    """One sentence for the user: what happened, why, what to do. Never holds a key."""
    status: int | None = None
    """The HTTP status, where there was one."""
    retry_after_s: float | None = None
    """What the server asked us to wait, in seconds."""


class StreamtuiError(Exception):
    """Root of the errors this program raises on purpose; anything else is a bug (`core.faults.bugs`)."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class ConfigurationError(StreamtuiError):
    """The user's flags, environment or files can't be used as they are."""

    def __init__(self, message: str) -> None:
        super().__init__(Fault("configuration", message))


class DiskError(StreamtuiError):
    """What came can't be kept, or shown: the disk, or what is behind a pipe, doesn't take it."""

    def __init__(self, message: str) -> None:
        super().__init__(Fault("disk", message))


class ProviderError(StreamtuiError):
    """A server, or the way to it, failed; the fault says how."""
