"""What a chat is doing right now."""

from __future__ import annotations

from enum import Enum


class Phase(Enum):
    """The phase of the current turn; the value is what the screen says."""

    IDLE = "ready"
    CONNECTING = "connecting"
    WAITING = "waiting for the first token"
    STREAMING = "streaming"
    ASKING = "waits for you"
    RUNNING_TOOL = "running a tool"
    RETRYING = "retrying"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def busy(self) -> bool:
        """A turn is under way."""
        return self in _BUSY


_BUSY = {Phase.CONNECTING, Phase.WAITING, Phase.STREAMING, Phase.ASKING, Phase.RUNNING_TOOL, Phase.RETRYING}
