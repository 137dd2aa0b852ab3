"""What a race says of itself outside of the screen."""

from __future__ import annotations

from streamtui.core.chat import events as ev
from streamtui.core.faults.faults import Fault
from streamtui.core.ports.race import Contestant
from streamtui.frontends.tui.race.doing import doing_of
from streamtui.frontends.tui.terminal.face import Progress
from tests.frontends.tui.race.made import contestant


def failed() -> Contestant:
    one = contestant("b", end="open")
    one.apply(ev.TurnFailed(3.0, Fault("cut", "It broke off.")))
    return one


def test_a_race_calls_once_it_is_over_and_failed_where_all_did() -> None:
    runs = doing_of([contestant("a"), contestant("b", end="open")], 2.0, over=False)
    assert (runs.sign, runs.name, runs.progress, runs.word) == ("●", "race of 2", Progress.BUSY, "")
    well = doing_of([contestant("a"), contestant("b")], 9.0, over=True)
    assert (well.progress, well.word) == (Progress.NONE, "over after 2.5 s")
    half = doing_of([contestant("a"), failed()], 9.0, over=True)
    assert (half.progress, half.word) == (Progress.NONE, "over after 3.0 s, 1 failed")
    assert doing_of([failed(), failed()], 9.0, over=True).progress is Progress.FAILED
