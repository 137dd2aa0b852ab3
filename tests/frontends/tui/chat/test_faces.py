"""Whoever has a chat's state can show a face: status line, advice and statistics ask for nothing else."""

from __future__ import annotations

from streamtui.core.chat import events as ev
from streamtui.core.chat.state import ChatState
from streamtui.frontends.tui.chat.advice import advice_rows
from streamtui.frontends.tui.chat.chrome import rule_row, status_row, welcome_rows
from streamtui.frontends.tui.chat.replies import Replies
from streamtui.frontends.tui.chat.statistics import statistics_rows
from streamtui.frontends.tui.desk.commands import CONTINUE, SEND_QUEUED, STOP
from streamtui.frontends.tui.desk.face import Face
from streamtui.rows.row import Row

WIDTH = 72


def text(*rows: Row) -> str:
    return "\n".join("".join(run.text for run in row) for row in rows)


def recorded() -> ChatState:
    """A reply that is being read again."""
    return ChatState().fold(
        [
            ev.PromptSubmitted(1.0, "Hello"),
            ev.RequestSent(1.0, 1, "model", "https://api.example/v1"),
            ev.ResponseStarted(1.5),
            ev.TextDelta(2.0, "Good morning."),
        ]
    )


def test_a_recording_has_status_and_statistics() -> None:
    face = Face(3.0, recorded(), place="hello.jsonl", model="model")
    assert "model · hello.jsonl" in text(status_row(face, WIDTH))
    assert text(status_row(face, WIDTH)).endswith("● streaming 2.0 s")
    assert "hello.jsonl" in text(*welcome_rows(face, WIDTH, 20))
    replies = Replies()
    replies.take(face.state.conversation.messages)
    words = next(row for row in statistics_rows(replies, face.now, 7, 34, 40) if text(row).startswith("words"))
    assert text(words).split() == ["words", "2", "1", "sentence"]
    assert advice_rows(face, WIDTH, typing=False) == ()


def test_advice_names_what_is_offered_and_clicks_do_it() -> None:
    face = Face(3.0, recorded(), queued="Next", offers=(CONTINUE, SEND_QUEUED))
    rows = advice_rows(face, WIDTH, typing=False)
    assert text(*rows).splitlines() == [
        "Cut off, the text is kept · ^g continues from here · ^r asks again",
        "next  Next · Enter sends it · ↑ edits it",
    ]
    assert CONTINUE.click() in {run.action for run in rows[0]}


def test_a_place_that_is_being_prepared_says_how_far_it_is() -> None:
    face = Face(3.0, ChatState(), place="local", hint="small model", connected=False, opening_s=4.0, offers=(STOP,))
    assert "getting ready 4.0 s" in text(status_row(face, WIDTH))
    assert "Getting ready · Esc cancels" in text(*advice_rows(face, WIDTH, typing=False))
    assert " small model " in text(rule_row(face.hint, WIDTH))
