"""What changed since the request of the reply before, by the events that are kept."""

from __future__ import annotations

import json

from streamtui.core.chat import events as ev
from streamtui.core.chat.keeping import kept_reply
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.state import ChatState
from streamtui.core.wire.attempts import Attempts
from streamtui.core.wire.request_changes import RequestChanges, change_at
from tests.known import known


def request(model: str, *, body: bool = True, reply: str = "") -> list[ev.StreamEvent]:
    sent = json.dumps({"model": model, "messages": [{"role": "user", "content": "Hi"}]})
    prepared = [ev.RequestPrepared(1.0, sent, "POST", "http://h/v1")] if body else []
    return [ev.RequestSent(1.0, 1, model, reply=reply), *prepared]


END: list[ev.StreamEvent] = [ev.ReplyFinished(2.0), ev.TurnFinished(2.0)]


def differs(events: list[ev.StreamEvent]) -> tuple[str, ...] | None:
    last = max(number for number, event in enumerate(events) if isinstance(event, ev.RequestSent))
    change = change_at(events, last)
    return None if change is None else change.differs


def test_it_is_the_request_of_the_reply_before_and_no_earlier_attempt() -> None:
    assert differs([*request("a"), *END, *request("b")]) == ("model “a” → “b”",)
    assert differs([*request("a"), *END, *request("b"), *request("b")]) == ("model “a” → “b”",)
    assert differs([*request("a"), *request("b"), *END, *request("c")]) == ("model “b” → “c”",)
    assert differs([*request("a"), *END, *request("b"), *request("b", body=False), *END, *request("c")]) == (
        "model “b” → “c”",
    )


def test_the_first_has_none_and_neither_has_one_of_which_nothing_is_kept() -> None:
    state = ChatState().fold([ev.PromptSubmitted(0.0, "Hi"), *request("b", reply="r"), *END])
    kept = kept_reply(known(state.reply))
    assert differs(request("a")) is None
    assert differs([*request("a"), *END, *request("b", body=False)]) is None
    assert differs([*request("a"), *END, kept, *END, *request("c")]) is None


def test_it_is_known_as_soon_as_the_body_is() -> None:
    events = [*request("a", reply="r1"), *END, *request("b", body=False, reply="r2")]
    changes = RequestChanges(Attempts(lambda: events, list))
    assert changes.of(Reply(id="r2")) is None
    events += request("b")[1:]
    change = known(changes.of(Reply(id="r2")))
    assert change.differs == ("model “a” → “b”",)
    events += END
    assert changes.of(Reply(id="r2")) is change
    assert changes.of(Reply(id="r1")) is None
    assert changes.of(Reply(id="unknown")) is None
