"""What a chat says of itself outside of the screen."""

from __future__ import annotations

from streamtui.core.chat import events as ev
from streamtui.core.chat.state import ChatState
from streamtui.core.faults.faults import Fault
from streamtui.frontends.tui.chat.doing import doing_of
from streamtui.frontends.tui.desk.face import Face
from streamtui.frontends.tui.terminal.face import Progress

BEGUN = (ev.PromptSubmitted(0.0, "Hi"), ev.RequestSent(0.0, 1, "m"), ev.TextDelta(1.0, "a"))
CALL = (ev.ToolCallDelta(2.0, 0, id="c", name="write_file", arguments="{}"), ev.ReplyFinished(3.0))


def told(now: float, *events: ev.StreamEvent) -> tuple[str, Progress, float, str]:
    doing = doing_of(Face(now, ChatState().fold([*BEGUN, *events]), model="m"))
    return doing.sign, doing.progress, doing.took_s, doing.word


def test_each_end_has_its_word_and_a_stop_none() -> None:
    assert told(5.0) == ("●", Progress.BUSY, 5.0, "")
    ends = (ev.ReplyFinished(61.0), ev.TurnFinished(61.0))
    assert told(99.0, *ends) == ("", Progress.NONE, 61.0, "the reply is complete after 1 min 01 s")
    failed = told(99.0, ev.TurnFailed(4.0, Fault("cut", "It broke off.")))
    assert failed == ("✗", Progress.FAILED, 4.0, "failed after 4.0 s: It broke off.")
    assert told(99.0, ev.TurnFailed(4.0, Fault("cancelled", "Stopped.")))[1:] == (Progress.NONE, 4.0, "")


def test_a_question_names_its_tool_and_the_time_that_it_waits_counts() -> None:
    asked = told(30.0, *CALL, ev.ApprovalAsked(3.0, "m1.0"))
    assert asked == ("?", Progress.WAITS, 30.0, "may write_file run? It waits for you")
