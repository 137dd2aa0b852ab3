"""What `ask` writes to a terminal is safe, whatever the cuts; what it writes to a pipe is what the server sent."""

from __future__ import annotations

import io

import pytest

from streamtui.core.chat.citation import Citation
from streamtui.core.chat.events import (
    CitationAdded,
    NoticeIssued,
    ReasoningDelta,
    ReplyFailed,
    ReplyFinished,
    RequestSent,
    ServerCallReported,
    StreamEvent,
    TextCorrected,
    TextDelta,
)
from streamtui.core.faults.faults import Fault
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


@pytest.mark.parametrize(("out", "shown"), [(FakeTerminal(), "One, \ntwo.\n"), (io.StringIO(), "One, two.\n")])
def test_a_notice_breaks_an_answer_in_two_on_a_terminal_alone(out: io.StringIO, shown: str) -> None:
    printer = Printer(out, io.StringIO(), as_json=False)
    for event in (TextDelta(0.0, "One, "), NoticeIssued(0.0, "It broke."), TextDelta(0.0, "two.")):
        printer.show(event)
    printer.end_lines()
    assert out.getvalue() == shown


def test_reasoning_is_always_made_safe() -> None:
    err = io.StringIO()
    printer = Printer(io.StringIO(), err, as_json=False)
    for piece in PIECES:
        printer.show(ReasoningDelta(0.0, piece))
    printer.end_lines()
    assert err.getvalue() == SAFE


def said(*events: StreamEvent, as_json: bool = False) -> tuple[str, list[str]]:
    out, err = io.StringIO(), io.StringIO()
    printer = Printer(out, err, as_json=as_json)
    for event in (RequestSent(0.0, 1, "m"), *events):
        printer.show(event)
    printer.end_lines()
    return out.getvalue(), err.getvalue().splitlines()


SEARCH: list[StreamEvent] = [
    ServerCallReported(1.0, 0, "web_search", "ws", state="in_progress"),
    ServerCallReported(1.1, 0, state="searching"),
    ServerCallReported(2.2, 0, state="completed"),
    ServerCallReported(2.2, 0, text="long\x1b rivers"),
    TextDelta(2.3, "The Nile."),
    CitationAdded(2.3, Citation("https://e.org", "Rivers")),
]


def test_what_the_server_runs_is_told_when_it_begins_and_when_it_ends_and_sources_last() -> None:
    assert said(*SEARCH, ReplyFinished(2.4)) == (
        "The Nile.\n",
        [
            "web_search · server: in progress",
            "web_search · server long␛ rivers: completed 1.20 s",
            "[1] Rivers  https://e.org",
        ],
    )
    assert said(*SEARCH, ReplyFinished(2.4), as_json=True) == ("", [])


def test_a_text_that_is_corrected_is_told_anew_below_a_word_on_it() -> None:
    words = NoticeIssued(2.0, "Shown is the whole.")
    corrected: list[StreamEvent] = [
        TextDelta(1.0, "Helo"),
        words,
        TextCorrected(2.0, "text", "Hello"),
        ReplyFinished(2.0),
    ]
    assert said(*corrected) == ("Helo\nHello\n", ["streamtui: Shown is the whole."])


def test_a_call_of_the_server_that_never_ended_is_told_with_the_reply() -> None:
    fault = Fault("cut", "It closed the connection.")
    assert said(*SEARCH[:2], ReplyFailed(2.4, fault))[1][1:] == ["web_search · server: was searching"]
