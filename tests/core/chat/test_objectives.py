"""Limits that a good reply keeps."""

from __future__ import annotations

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.objectives import Objectives, goodput, objectives_of
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.state import ChatState
from streamtui.core.faults.faults import ConfigurationError, Fault
from tests.known import known


def reply(at: float, first_s: float, *gaps_s: float, fails: bool = False) -> Reply:
    """Sent at that instant, with a first token and gaps as given."""
    state = ChatState().fold([ev.RequestSent(at, 1, "m"), ev.ResponseStarted(at)])
    at += first_s
    for gap_s in (0.0, *gaps_s):
        at += gap_s
        state.fold([ev.ChunkReceived(at), ev.TextDelta(at, "word ")])
    state.apply(ev.ReplyFailed(at, Fault("cut", "")) if fails else ev.ReplyFinished(at))
    return known(state.reply)


def test_a_reply_is_good_if_it_is_complete_and_within_every_limit() -> None:
    objectives = objectives_of("ttft=500ms, gap95<=0.08s")
    assert objectives == Objectives({"ttft": 0.5, "gap95": 0.08})
    assert objectives.kept(reply(0.0, 0.5, 0.05))
    assert objectives.missed(reply(0.0, 0.6, 0.1)) == ["ttft", "gap95"]
    assert not objectives.kept(reply(0.0, 0.1, fails=True))


def test_goodput_counts_the_good_ones_a_second_from_the_first_request_to_the_last_end() -> None:
    replies = [reply(10.0, 0.5, 0.5), reply(11.0, 0.9, 0.1), reply(12.0, 0.5, 0.5, fails=True), reply(13.0, 0.25, 0.75)]
    assert goodput(objectives_of("ttft=500ms"), replies) == pytest.approx(2 / 4)
    assert goodput(objectives_of("total=2s"), []) is None


@pytest.mark.parametrize(
    "text", ["", "ttft", "ttft=5", "ttft=500ms,", "ttft=-1s", "ttft=nans", "ttft=" + "9" * 400 + "s"]
)
def test_what_is_no_limit_is_told(text: str) -> None:
    with pytest.raises(ConfigurationError, match="is no limit: write one as ttft=500ms"):
        objectives_of(text)


def test_what_is_not_measured_is_told() -> None:
    with pytest.raises(ConfigurationError, match="There is no measure speed; there is ttft, total"):
        objectives_of("speed=1s")
