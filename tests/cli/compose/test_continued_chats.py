"""A request of another program, opened as a conversation of the person's."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path

import pytest
from msgspec.structs import replace

from streamtui.cli.compose.choices import KeptChoices
from streamtui.cli.compose.continued_chats import ContinuedChats
from streamtui.cli.compose.places import read_places
from streamtui.config.flags import Flags
from streamtui.config.paths import data_dir
from streamtui.core.chat import events as ev
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.usage import Usage
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.recordings import RecordingHeader
from streamtui.core.ports.tap import Tapped
from streamtui.frontends.tui.desk.services import Shown
from tests.doubles.taps import STARTED

BODY = {
    "model": "m-2",
    "temperature": 0.2,
    "stream": True,
    "messages": [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Hello."},
        {"role": "user", "content": "And then?"},
    ],
}


def events(body: str) -> list[ev.StreamEvent]:
    return [
        ev.PromptSubmitted(0.0, "And then?"),
        ev.RequestSent(0.0, 1, "m-2", "http://127.0.0.1:9/v1/chat/completions"),
        ev.RequestPrepared(0.0, body),
        ev.ResponseStarted(0.1),
        ev.TextDelta(0.2, "This."),
        ev.UsageReported(0.2, Usage(100, 50, 150)),
        ev.ReplyFinished(0.3),
        ev.TurnFinished(0.3),
    ]


def tapped() -> Tapped:
    return Tapped(3, 0.0, STARTED, "POST", "/v1/chat/completions", "http://127.0.0.1:9/v1", api="chat", model="m-2")


def chats() -> ContinuedChats:
    places = read_places()
    choices = KeptChoices(data_dir(places.environ), lambda _: None)
    return ContinuedChats(places, Flags(base_url="http://127.0.0.1:9/v1"), Shown(), choices)


async def test_it_is_kept_and_opened_with_its_parameters_at_its_model() -> None:
    made, asked = chats(), tapped()
    asked.started = datetime.now(timezone.utc).isoformat()
    try:
        chat = made.of_tapped(asked, events(json.dumps(BODY)))
        assert chat.parameters == {"temperature": 0.2}
        assert chat.services.endpoint.model == "m-2"
        said = [str(getattr(one, "text", "")) for one in ChatState().fold(chat.services.before).conversation.messages]
        assert said == ["Hi", "Hello.", "And then?", "This."]
        again = made.of_tapped(asked, events(json.dumps(BODY)))
        assert chat.services.history is not None
        assert again.services.history is not None
        assert len(await again.services.history.search("")) == 1, "it is the same conversation"
        assert chat.services.spending is not None
        spent = await chat.services.spending.read()
        assert [of.tokens for of in spent or ()] == [0, 0], "this program spent nothing"
    finally:
        await made.close()


async def test_what_carries_no_conversation_is_said() -> None:
    made = chats()
    try:
        with pytest.raises(ConfigurationError, match="#3 carries no conversation"):
            made.of_tapped(tapped(), events("{}"))
    finally:
        await made.close()


async def test_where_nothing_is_kept_nothing_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMTUI_STORE_KEEP", "false")
    with pytest.raises(ConfigurationError, match="kept conversation"):
        chats().of_tapped(tapped(), events(json.dumps(BODY)))


async def test_a_recording_is_gone_on_with_at_its_own_place_from_any_of_its_instants(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text('[profiles.there]\nbase_url = "http://127.0.0.1:9/v1"\nmodel = "other"\n')
    monkeypatch.setenv("STREAMTUI_CONFIG_DIR", str(tmp_path))
    made, whole = chats(), events(json.dumps(BODY))
    header = RecordingHeader(STARTED, "m-2", profile="there")
    try:
        first, last = made.of_recording(header, whole[:5]), made.of_recording(header, whole)
        assert (first.services.endpoint.model, first.parameters) == ("m-2", {"temperature": 0.2})
        for chat, ended in ((first, False), (last, True)):
            reply = ChatState().fold(chat.services.before).conversation.messages[-1]
            assert isinstance(reply, Reply)
            assert (str(reply.text), reply.state is ReplyState.COMPLETE) == ("This.", ended)
        with pytest.raises(ConfigurationError, match="What is recorded up to here carries no conversation"):
            made.of_recording(header, whole[:1])
    finally:
        await made.close()


async def test_a_recording_without_bodies_is_gone_on_with_by_what_was_said() -> None:
    made, first = chats(), [event for event in events("") if not isinstance(event, ev.RequestPrepared)]
    second = [replace(event, at=event.at + 1) for event in first]
    try:
        chat = made.of_recording(RecordingHeader(), [*first, *second])
        said = [str(getattr(one, "text", "")) for one in ChatState().fold(chat.services.before).conversation.messages]
        assert said == ["And then?", "This."] * 2
    finally:
        await made.close()
