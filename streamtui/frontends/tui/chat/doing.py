"""What a chat does, as it is told outside of the screen."""

from __future__ import annotations

from streamtui.core.chat.phase import Phase
from streamtui.core.words.figures import elapsed
from streamtui.frontends.tui.desk.face import Face
from streamtui.frontends.tui.kit.phase_words import SIGNS
from streamtui.frontends.tui.terminal.face import Progress
from streamtui.frontends.tui.terminal.telling import Doing

_PROGRESS = {Phase.ASKING: Progress.WAITS, Phase.FAILED: Progress.FAILED}


def doing_of(face: Face) -> Doing:
    """A turn that the person stopped has nothing to tell them. Waiting for them counts, unlike on the screen."""
    state = face.state
    began, ended = state.turn_started_at, state.turn_ended_at
    took_s = 0.0 if began is None else (face.now if ended is None else ended) - began
    word = ""
    if state.phase is Phase.DONE:
        word = f"the reply is complete after {elapsed(took_s)}"
    elif state.phase is Phase.FAILED:
        why = f": {state.fault.message}" if state.fault is not None else ""
        word = f"failed after {elapsed(took_s)}{why}"
    elif state.phase is Phase.ASKING and (call := state.asking) is not None:
        word = f"may {call.name} run? It waits for you"
    quiet = state.phase in (Phase.IDLE, Phase.DONE, Phase.STOPPED)
    progress = _PROGRESS.get(state.phase, Progress.BUSY if state.phase.busy else Progress.NONE)
    return Doing("" if quiet else SIGNS[state.phase][0], face.model or face.place, progress, took_s, word)
