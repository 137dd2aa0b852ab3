"""What `ask` writes to a terminal is safe, whatever the cuts; what it writes to a pipe is what the server sent."""

from __future__ import annotations

import io

import pytest

from streamtui.core.chat.events import ReasoningDelta, TextDelta
from streamtui.frontends.headless.printer import Printer
from tests.doubles.terminals import FakeTerminal

PIECES = ["\x1b[2J👩", "\u200d👩 one\r", "\ntwo\u202e", "\r"]
SAFE = "␛[2J👩\u200d👩 one\ntwo�␍\n"


@pytest.mark.parametrize(("out", "shown"), [(FakeTerminal(), SAFE), (io.StringIO(newline=""), "".join(PIECES) + "\n")])
def test_only_a_terminal_gets_the_answer_made_safe(out: io.StringIO, shown: str) -> None:
    printer = Printer(out, io.StringIO(), as_json=False)
    for piece in PIECES:
        printer.show(TextDelta(0.0, piece))
    printer.end_lines()
    assert out.getvalue() == shown


def test_reasoning_is_always_made_safe() -> None:
    err = io.StringIO()
    printer = Printer(io.StringIO(), err, as_json=False)
    for piece in PIECES:
        printer.show(ReasoningDelta(0.0, piece))
    printer.end_lines()
    assert err.getvalue() == SAFE
