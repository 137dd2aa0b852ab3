"""What a race does, as it is told outside of the screen."""

from __future__ import annotations

from collections.abc import Sequence

from streamtui.core.chat.phase import Phase
from streamtui.core.ports.race import Contestant
from streamtui.core.words.figures import elapsed
from streamtui.frontends.tui.kit.phase_words import SIGNS
from streamtui.frontends.tui.race.chart import seconds_raced
from streamtui.frontends.tui.terminal.face import Progress
from streamtui.frontends.tui.terminal.telling import Doing


def doing_of(contestants: Sequence[Contestant], now: float, *, over: bool) -> Doing:
    """It failed where all did."""
    took_s = seconds_raced(contestants, now)
    name = f"race of {len(contestants)}"
    if not over:
        return Doing(SIGNS[Phase.STREAMING][0], name, Progress.BUSY, took_s)
    failed = sum(one.state.phase is Phase.FAILED for one in contestants)
    word = f"over after {elapsed(took_s)}" + (f", {failed} failed" if failed else "")
    return Doing("", name, Progress.FAILED if failed == len(contestants) else Progress.NONE, took_s, word)
