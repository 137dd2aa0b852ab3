"""How often the transcript draws, and how long it may keep the event loop to itself."""

from __future__ import annotations

from math import inf

FRAME_S = 1 / 30
"""Between two frames of a reply that begins, or that comes fast."""
CALM_FRAME_S = 1 / 10
"""Of any other: some words come at once, as they do from most servers, and nobody sees the difference but the CPU."""
LOW_BANDWIDTH_FRAME_S = 1 / 12
LIVELY_S = 0.5
"""How long a reply begins."""
FAST = 800.0
"""Changes a second, two of which are a token."""
QUIET_S = 0.25
"""After which no more is expected for now."""
STEP = 2
"""Rows scrolled at once while following: what stands beside them has to be written again."""
LOW_BANDWIDTH_STEP = 10
BUDGET_S = 0.008
"""Time that one frame may take to parse."""
REST_S = 0.004
"""Pause before the next slice of a backlog, in which keys are served."""
WARM_UP_AFTER_S = 2.0
"""From the first paint until lexers are loaded in a thread, so that the first code block doesn't wait for them."""
SCROLLBAR_S = 0.5
"""Time between two repaints of the scrollbar while following."""


class Pace:
    """Tells when the next frame is due."""

    def __init__(self, *, low_bandwidth: bool = False) -> None:
        """`low_bandwidth`: fewer frames, and scrolling in steps."""
        self.low_bandwidth = low_bandwidth
        self._frame_s = FRAME_S
        self._framed_at = -inf
        self._began_at = -inf
        self._changes = 0

    @property
    def step(self) -> int:
        """Rows scrolled at once."""
        return LOW_BANDWIDTH_STEP if self.low_bandwidth else STEP

    def hear(self) -> None:
        """Something changed."""
        self._changes += 1

    def due_in_s(self, now: float) -> float:
        """Time until the next frame."""
        return max(0.0, self._framed_at + self._frame_s - now)

    def frame(self, now: float) -> None:
        """A frame is drawn."""
        passed_s = now - self._framed_at
        if passed_s > QUIET_S:
            self._began_at = now
        lively = now - self._began_at < LIVELY_S or self._changes > FAST * passed_s
        self._frame_s = LOW_BANDWIDTH_FRAME_S if self.low_bandwidth else FRAME_S if lively else CALM_FRAME_S
        self._framed_at, self._changes = now, 0
