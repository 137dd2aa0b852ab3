"""What a tap tells outside of the screen."""

from __future__ import annotations

from streamtui.frontends.tui.tap.doing import TapDoing
from streamtui.frontends.tui.tap.request_list import RequestList
from streamtui.frontends.tui.terminal.face import Progress
from streamtui.frontends.tui.terminal.telling import title
from tests.doubles.taps import FakeProgram
from tests.frontends.tui.tap.tap_stage import TapStage


def test_requests_make_it_busy_and_the_end_of_the_program_is_told_once() -> None:
    program, requests = FakeProgram("python app.py"), RequestList()
    stage = TapStage(program)
    doing = TapDoing(stage.screen.window, requests)
    assert title(doing.now()) == "streamtui · tap · python app.py"
    tapped = stage.tap.ask("One")
    requests.take(tapped)
    assert (title(doing.now()), doing.now().progress) == ("● streamtui · tap · python app.py", Progress.BUSY)
    stage.tap.finish(tapped)
    requests.take(tapped)
    program.ended, program.failed = "ended with code 3", True
    stage.clock.advance(12)
    told = doing.now()
    stage.clock.advance(60)
    assert doing.now() == told
    assert (told.sign, told.progress, told.took_s) == ("✗", Progress.FAILED, 12)
    assert told.word == "ended with code 3 after 12.0 s"
