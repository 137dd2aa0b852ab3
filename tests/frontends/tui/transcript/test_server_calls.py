"""What the server runs by itself, and the sources that it names, in the conversation."""

from __future__ import annotations

from math import inf

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.citation import Citation
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.server_calls import ServerCall
from streamtui.core.chat.state import ChatState
from streamtui.core.faults.faults import Fault
from streamtui.core.playback.keyframes import keyframe, set_back
from streamtui.core.text.growing_text import GrowingText
from streamtui.frontends.tui.kit.phase_words import state_row
from streamtui.frontends.tui.transcript.document import WarmBlocks
from streamtui.frontends.tui.transcript.reply import ReplyView
from streamtui.frontends.tui.transcript.server_calls import CitationRows, ServerCallRows
from streamtui.frontends.tui.transcript.viewport import Viewport
from streamtui.frontends.tui.transcript.words import Words, cells_of
from streamtui.rows.row import cells, joined
from tests.frontends.tui.transcript.test_messages import drawn
from tests.frontends.tui.transcript.transcript_stage import Stage, streaming

CODE = "code_interpreter"


def told(*events: ev.StreamEvent) -> Reply:
    reply = Reply(model="m")
    for event in events:
        reply.take(event)  # type: ignore[arg-type]
    return reply


def test_a_call_of_the_server_grows_and_is_marked_as_its_own() -> None:
    reply = told(ev.ServerCallReported(1.0, 0, CODE, "ci", state="in_progress"))
    assert drawn(reply)[1].startswith("◆ code_interpreter · server  ▌")
    assert drawn(reply)[1].endswith("in progress")
    reply.take(ev.ServerCallReported(1.5, 0, text="print("))
    assert "server  print(▌" in drawn(reply)[1]
    reply.take(ev.ServerCallReported(1.6, 0, state="interpreting", text="1)\n" + "x" * 500 + "end"))
    assert "end▌" in drawn(reply)[1]
    reply.take(ev.ServerCallReported(2.2, 0, state="completed"))
    assert drawn(reply)[1].startswith("✓ code_interpreter · server  print(1)␊xx")
    assert drawn(reply)[1].endswith("…  completed 1.20 s")


def test_the_time_in_which_the_server_runs_something_is_none_of_thinking() -> None:
    reply = told(
        ev.ReasoningDelta(1.0, "Hm."),
        ev.ServerCallReported(2.0, 0, "web_search", state="searching"),
        ev.ServerCallReported(4.0, 1, "mcp", state="in_progress"),
        ev.ServerCallReported(8.0, 0, state="completed"),
        ev.ServerCallReported(9.0, 1, state="completed"),
        ev.ReasoningDelta(9.5, "So."),
        ev.TextDelta(10.0, "Yes."),
    )
    assert drawn(reply)[1] == "▸ thought for 2.00 s"


def test_it_stands_before_the_answer_and_the_sources_stand_behind() -> None:
    reply = told(
        ev.ServerCallReported(1.0, 0, "web_search", "ws", state="completed", text="rivers"),
        ev.TextDelta(1.1, "The Nile."),
        ev.CitationAdded(1.2, Citation("https://e.org/a", "Rivers of\nthe \x1b world")),
        ev.CitationAdded(1.2, Citation("", "file.txt")),
        ev.ReplyFinished(1.3),
    )
    _, call, *rest = drawn(reply)
    assert call.startswith("✓ web_search · server  rivers ")
    sources = ["[1] Rivers of the ␛ world  https://e.org/a", "[2] file.txt"]
    assert rest == ["", "The Nile.", "", *sources, ""]


@pytest.mark.parametrize(
    ("state", "ending", "sign", "word"),
    [
        ("failed", ev.ReplyFinished(2.0), "✗", "failed"),
        ("incomplete", ev.ReplyFinished(2.0), "■", "incomplete"),
        ("searching", ev.ReplyFinished(2.0), "○", "was searching"),
        ("searching", ev.ReplyFailed(2.0, Fault("cut", "Closed.")), "■", "was searching"),
        ("", ev.ReplyFinished(2.0), "○", "was in progress"),
        ("odd\x1b" * 90, ev.ReplyFinished(2.0), "○", "was " + ("odd␛" * 6)),
    ],
)
def test_its_state_is_a_sign_and_a_word(state: str, ending: ev.ReplyFinished, sign: str, word: str) -> None:
    row = drawn(told(ev.ServerCallReported(1.0, 0, "web_search", state=state), ending))[1]
    assert (row[0], row.endswith(word)) == (sign, True)


def test_what_asks_for_approval_says_so() -> None:
    row = drawn(told(ev.ServerCallReported(1.0, 0, "mcp_approval_request", "a", "roll", "completed", "{}")))[1]
    assert row.startswith("◌ mcp roll · server  {}")
    assert row.endswith("asks")


@pytest.mark.parametrize("width", [28, 38, 40, 56, 80, 120])
@pytest.mark.parametrize("name", ["", "roll_a_die_with_many_sides", "日本語の検索"])
def test_a_line_fits_and_says_whose_it_is_and_its_state(width: int, name: str) -> None:
    call = ServerCall("mcp", "id", name, "completed", GrowingText("日本 and a long text " * 9), 1.0, 3.0)
    [row] = ServerCallRows(Reply(server_calls=[call]), width).rows(0, 1)
    assert cells(row) == width
    assert (" · server" in joined([row]), "completed" in joined([row])) == (True, True)


@pytest.mark.parametrize("width", [8, 38, 80])
def test_sources_are_wrapped_below_their_beginning(width: int) -> None:
    long = [Citation(f"https://e.org/{'a/' * 40}{number}", "A title of some words", "url") for number in range(12)]
    view = CitationRows(long, width)
    rows = view.rows(0, view.height)
    assert all(cells(row) <= max(width, 13) for row in rows)
    assert [row[0].text for row in rows if row[0].text.strip()] == [f"[{number}] " for number in range(1, 13)]


def test_sources_that_come_are_added_to_those_that_are_laid_out() -> None:
    citations = [Citation("https://e.org/a")]
    view = CitationRows(citations, 40)
    [first] = view.rows(0, 9)
    citations.append(Citation("https://e.org/b"))
    view.refresh()
    assert (view.height, view.rows(0, 9)[0] is first) == (2, True)
    citations[:] = [Citation("https://e.org/c")]
    view.refresh()
    assert joined(view.rows(0, 9)) == "[1] https://e.org/c"


def test_a_recording_that_goes_back_shows_what_was_there() -> None:
    state = ChatState().fold(
        [
            ev.PromptSubmitted(0.0, "Hi", "p"),
            ev.RequestSent(0.1, 1, "m", reply="r"),
            ev.ResponseStarted(0.2),
            ev.ServerCallReported(0.3, 0, CODE, state="in_progress", text="one"),
        ]
    )
    assert state.reply is not None
    view = ReplyView(state.reply, 60, WarmBlocks())
    frame = keyframe(state)
    for at in (0.4, 0.5):
        state.apply(ev.ServerCallReported(at, 0, text=" more"))
        state.apply(ev.CitationAdded(at, Citation(f"https://e.org/{at}")))
        view.take(0.0)
    assert "one more more▌" in joined(view.rows(0, view.height))
    assert "[2] https://e.org/0.5" in joined(view.rows(0, view.height))
    set_back(state, frame)
    view.take(0.0)
    assert "server  one▌" in joined(view.rows(0, view.height))
    assert "[1]" not in joined(view.rows(0, view.height))


def test_while_the_server_works_the_state_says_at_what() -> None:
    state = ChatState().fold(
        [
            ev.PromptSubmitted(0.0, "Hi", "p"),
            ev.RequestSent(0.1, 1, "m", reply="r"),
            ev.ResponseStarted(0.2),
            ev.ServerCallReported(0.3, 0, "web_search", state="searching"),
        ]
    )
    assert joined([state_row(state, 3.0)]) == "◌ web_search searching 3.0 s"
    state.apply(ev.ServerCallReported(3.5, 0, state="completed"))
    assert joined([state_row(state, 4.0)]) == "◌ waiting for the first token 4.0 s"


async def test_a_reply_that_is_only_calls_of_the_server_lives_on_the_screen() -> None:
    reply = streaming()
    app = Stage([reply])
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        for number, piece in enumerate(("import", " math", "\nmath.pi")):
            reply.take(ev.ServerCallReported(number, 0, CODE, state="in_progress", text=piece))
            app.transcript.flush()
            await pilot.pause()
            assert any(f"{piece.strip()}▌" in line for line in app.lines)
        line = next(number for number, text in enumerate(app.lines) if CODE in text)
        await pilot.click(app.transcript, offset=(5, line))
        await pilot.pause()
        assert [chosen.key for chosen in app.chosen] == [reply.server_calls[0].key]


def test_what_a_chunk_brought_of_a_call_of_the_server_is_marked_in_its_line() -> None:
    reply = told(*(ev.ServerCallReported(1.0, number, CODE, text=f"code {number}") for number in range(3)))
    view = Viewport([reply], 60, 20)
    view.take(inf)
    view.draw()
    [row] = cells_of(view, Words(0, "server", 1, 2))
    assert "code 1" in joined([view.shown[row]])
