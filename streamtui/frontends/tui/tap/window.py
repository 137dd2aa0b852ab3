"""What the window of a tap is given: where it meets the rest of the program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.stalls import STALL_WARN_S
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.program import Program
from streamtui.core.ports.tap import Tap, Tapped
from streamtui.frontends.tui.desk.continued import Continued


@dataclass(frozen=True, slots=True)
class TapWindow:
    """Everything from outside that it uses."""

    tap: Tap
    clock: Clock
    address: str
    """What a program takes for its base URL, without what is secret in it."""
    upstream: str
    """What is behind it, as it is shown."""
    read: Callable[[Path], Sequence[StreamEvent]]
    """The events of a recording. Raises StreamtuiError, OSError."""
    keep: Callable[[Tapped, Sequence[StreamEvent], str], str]
    """Writes those events of a request to the file that the person named; tells where. Raises StreamtuiError."""
    program: Program | None = None
    """What was started with the tap for its base URL."""
    chat: Callable[[Tapped, Sequence[StreamEvent]], Continued] | None = None
    """Prepares a chat that goes on with a request; may take a while. Raises StreamtuiError."""
    remarks: Sequence[str] = ()
    """What the person should know first, in sentences."""
    low_bandwidth: bool = False
    stall_s: float = STALL_WARN_S
