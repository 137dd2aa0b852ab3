"""What a preparation says on stderr, and what it leaves there."""

from __future__ import annotations

import io

from streamtui.core.ports.provider import Progress
from streamtui.frontends.headless.progress_bar import ProgressBar
from tests.doubles.terminals import FakeTerminal


def test_without_a_terminal_a_fetch_is_a_line_now_and_then() -> None:
    err = io.StringIO()
    with ProgressBar(err) as bar:
        for done in range(0, 100_000_001, 1_000_000):
            bar(Progress("Fetching Tiny", done, 100_000_000))
    lines = err.getvalue().splitlines()
    assert len(lines) == 11
    assert lines[1] == " 10 %  10.0 of 100.0 MB  Fetching Tiny"
    assert "\r" not in err.getvalue()


def test_without_a_terminal_what_is_not_measured_is_not_told() -> None:
    err = io.StringIO()
    with ProgressBar(err) as bar:
        bar(Progress("Getting ready"))
        bar(Progress("Starting Tiny"))
    assert err.getvalue() == ""


def test_on_a_terminal_the_bar_is_drawn_over_and_erased_at_the_end() -> None:
    terminal = FakeTerminal()
    with ProgressBar(terminal) as bar:
        bar(Progress("Fetching Tiny", 50, 100))
        bar(Progress("Fetching Tiny", 100, 100))
        bar(Progress("Starting \x1b[2JTiny"))
        bar(Progress("conversations so far", 1_204))
    half, whole, starting, counted, nothing = terminal.getvalue().split("\r\x1b[K")[1:]
    assert half.startswith("━" * 14 + "─" * 14)
    assert whole.startswith("━" * 28)
    assert (starting, counted, nothing) == ("Starting ␛[2JTiny", "1,204 conversations so far", "")
    assert "\n" not in terminal.getvalue()
