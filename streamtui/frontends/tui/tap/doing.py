"""What a tap does, as it is told outside of the screen."""

from __future__ import annotations

from streamtui.core.chat.phase import Phase
from streamtui.core.words.figures import elapsed
from streamtui.frontends.tui.kit.phase_words import SIGNS
from streamtui.frontends.tui.tap.request_list import RequestList
from streamtui.frontends.tui.tap.window import TapWindow
from streamtui.frontends.tui.terminal.face import Progress
from streamtui.frontends.tui.terminal.telling import Doing


class TapDoing:
    """It is busy while requests are under way; the end of the program is what one is called for."""

    def __init__(self, window: TapWindow, requests: RequestList) -> None:
        self._window, self._requests = window, requests
        self._began_at = window.clock.now()
        self._took_s: float | None = None
        """How long the program ran, once it has ended."""

    def now(self) -> Doing:
        """What it does now."""
        program, took_s, word, failed = self._window.program, self._window.clock.now() - self._began_at, "", False
        if program is not None and program.ended:
            took_s = self._took_s = took_s if self._took_s is None else self._took_s
            word, failed = f"{program.ended} after {elapsed(took_s)}", program.failed
        phase = Phase.STREAMING if self._requests.running else Phase.FAILED if failed else Phase.IDLE
        progress = {Phase.STREAMING: Progress.BUSY, Phase.FAILED: Progress.FAILED}.get(phase, Progress.NONE)
        name = f"tap · {self._window.upstream if program is None else program.command}"
        return Doing("" if phase is Phase.IDLE else SIGNS[phase][0], name, progress, took_s, word)
