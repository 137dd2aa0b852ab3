"""What a chat is doing, its connection included."""

from __future__ import annotations

from streamtui.core.words.figures import elapsed
from streamtui.frontends.tui.desk.face import Face
from streamtui.frontends.tui.kit.phase_words import state_row
from streamtui.frontends.tui.kit.rows import ACCENT, WARN
from streamtui.rows.row import Row, Run


def phase_row(face: Face) -> Row:
    """What the chat is doing, and for how long: `● streaming 3.2 s`."""
    if face.opening_s is not None:
        return (Run(f"◌ getting ready {elapsed(face.opening_s)}", ACCENT),)
    if not face.connected:
        return (Run("○ not connected", WARN),)
    return state_row(face.state, face.now)
