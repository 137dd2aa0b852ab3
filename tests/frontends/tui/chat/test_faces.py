"""Whoever has a chat's state can show a face: status line, advice and statistics ask for nothing else."""

from __future__ import annotations

from typing import Any

from streamtui.core.chat import events as ev
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.usage import Usage
from streamtui.frontends.tui.chat.advice import advice_rows
from streamtui.frontends.tui.chat.welcome import Place, welcome_rows
from streamtui.frontends.tui.desk.commands import CONTINUE, SEND_QUEUED, STOP
from streamtui.frontends.tui.desk.face import Face
from streamtui.frontends.tui.figures.replies import Replies
from streamtui.frontends.tui.figures.statistics import statistics_rows
from streamtui.frontends.tui.looking.chrome import rule_row, status_row
from streamtui.rows.row import Row, cells

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
    assert "hello.jsonl" in text(*welcome_rows(face, (), WIDTH, 20))
    replies = Replies()
    replies.take(face.state.conversation.messages)
    words = next(row for row in statistics_rows(replies, face.now, 7, 34, 40) if text(row).startswith("words"))
    assert text(words).split() == ["words", "2", "1", "sentence"]
    assert advice_rows(face, WIDTH, typing=False) == ()


def test_advice_names_what_is_offered_and_clicks_do_it() -> None:
    face = Face(3.0, recorded(), queued=["Next"], offers=(CONTINUE, SEND_QUEUED))
    rows = advice_rows(face, WIDTH, typing=False)
    assert text(*rows).splitlines() == [
        "^g continues from here · Alt+R asks again",
        "next  Next · Enter sends it · ↑ edits it  » ×",
    ]
    assert CONTINUE.click() in {run.action for run in rows[0]}


def test_advice_leaves_out_whole_keys_where_there_is_no_room() -> None:
    face = Face(3.0, recorded(), offers=(CONTINUE,))
    wanted = {70: "^g continues from here · Alt+R asks again", 34: "^g continues from here", 8: ""}
    for width, keys in wanted.items():
        assert text(*advice_rows(face, width, typing=False)) == keys


def asked(**more: Any) -> Face:
    state = recorded().fold(
        [
            ev.SystemPromptChanged(2.0, "Be brief, and never say that you are a model."),
            ev.UsageReported(2.5, Usage(prompt_tokens=2000, completion_tokens=294)),
            ev.ReplyFinished(3.0),
            ev.TurnFinished(3.0),
        ]
    )
    tools = (("calculate", True), ("read_file", False))
    shown = {"parameters": ("T 0.2",), "tools": tools, "sends": 2294, "context_limit": 8192, **more}
    return Face(3.0, state, place="127.0.0.1:8080", model="qwen", **shown)


def test_the_status_line_tells_what_requests_carry_and_how_full_the_context_is() -> None:
    shown = text(status_row(asked(), 120))
    assert shown.startswith("qwen · 127.0.0.1:8080   T 0.2 · 1 tool · “Be brief, and never say…”  ")
    assert shown.endswith("sends ~2,294 tok   ctx 28 %   ✓ done 2.0 s")
    assert text(status_row(asked(), 140)).endswith("sends ~2,294 tok   ctx ▓▓▓░░░░░░░ 28 %   ✓ done 2.0 s")
    assert "sends ~2,294 tok   ✓ done 2.0 s" in text(status_row(asked(context_limit=None), 120))
    assert "sends" not in text(status_row(asked(sends=0), 120))


def test_the_status_line_leaves_out_whole_parts_where_there_is_little_room() -> None:
    assert text(status_row(asked(), 60)).split("  ")[0] == "qwen · 127.0.0.1:8080"
    assert [text(status_row(asked(), width)) for width in (42, 34, 18)] == [
        "qwen · :8080       ctx 28 %   ✓ done 2.0 s",
        "qwen       ctx 28 %   ✓ done 2.0 s"[-34:],
        "qwen  ✓ done 2.0 s",
    ]
    for width in range(12, 140):
        assert cells(status_row(asked(), width)) <= width
        assert text(status_row(asked(), width)).endswith("✓ done 2.0 s")


def test_the_welcome_says_what_is_configured_and_what_to_try() -> None:
    face = asked(key_from="OPENAI_API_KEY in /home/me/.env")
    shown = text(*welcome_rows(face, [("/race", "asks several models at once"), ("F1", "helps")], WIDTH, 20))
    assert "key: OPENAI_API_KEY in /home/me/.env · 1 of 2 tools on" in shown
    assert shown.index("/race    asks") - shown.rindex("\n", 0, shown.index("/race")) == (
        shown.index("F1       helps") - shown.rindex("\n", 0, shown.index("F1 "))
    )
    assert "/race" not in text(*welcome_rows(face, [("/race", "asks several models at once")], WIDTH, 6))


def test_a_place_that_is_being_prepared_says_how_far_it_is() -> None:
    face = Face(3.0, ChatState(), place="local", hint="small model", connected=False, opening_s=4.0, offers=(STOP,))
    assert "getting ready 4.0 s" in text(status_row(face, WIDTH))
    assert "Getting ready · Esc cancels" in text(*advice_rows(face, WIDTH, typing=False))
    assert " small model " in text(rule_row(face.hint, WIDTH))


def test_the_welcome_says_in_one_line_whom_it_talks_to_and_how_that_is_changed() -> None:
    place = Place("a model on this machine", "^o", "", ["vLLM · 1 model", "a\x1b[2J"])
    face = Face(0.0, ChatState(), model="smollm2", place="local")
    shown = text(*welcome_rows(face, (), 100, 20, place=place))
    assert "Talks to smollm2 · a model on this machine · ^o changes that: vLLM · 1 model, a" in shown
    assert "local" not in shown
    assert "\x1b" not in shown
    *_, who, changes, _, _ = text(*welcome_rows(face, (), 60, 6, place=place)).splitlines()
    assert who.strip() == "Talks to smollm2 · a model on this machine"
    assert changes.strip().startswith("^o changes that: vLLM")
