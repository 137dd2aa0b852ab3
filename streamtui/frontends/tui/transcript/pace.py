"""How often the transcript draws, and how long it may keep the event loop to itself."""

from __future__ import annotations

FRAME_S = 1 / 30
LOW_BANDWIDTH_FRAME_S = 1 / 12
STEP = 2
"""Rows scrolled at once while following: a scroll repaints the whole pane."""
LOW_BANDWIDTH_STEP = 10
BUDGET_S = 0.008
"""Time that one frame may take to parse."""
REST_S = 0.004
"""Pause before the next slice of a backlog, in which keys are served."""
WARM_UP_AFTER_S = 2.0
"""From the first paint until lexers are loaded in a thread, so that the first code block doesn't wait for them."""
SCROLLBAR_S = 0.5
"""Time between two repaints of the scrollbar while following."""
