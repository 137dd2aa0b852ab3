"""Which recorded answer a request gets."""

from __future__ import annotations

import json
from typing import Any

import pytest

from streamtui.core.chat.events import StreamEvent
from streamtui.serve.asked import Asked, asked_in, said_in
from streamtui.serve.playlist import Match, NothingServedError, Playlist
from tests.serve.exchanges import JSON, URL, exchange, served

HELLO = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hello"}]
BYE = [{"role": "user", "content": "Bye"}]


def kept(answer: str, **more: Any) -> list[StreamEvent]:
    return exchange((0.2, answer.encode()), **more)


def asked(messages: Any = (), model: str = "m", *, stream: bool = True, url: str = URL, **body: Any) -> Asked:
    said = {"model": model, "messages": messages, "stream": stream, **body}
    return asked_in("POST", url, json.dumps(said).encode())


def answers(playlist: Playlist, *requests: Asked) -> list[str]:
    return [playlist.choose(one).body.decode() for one in requests]


def test_it_is_that_of_the_same_messages_however_they_are_written() -> None:
    playlist = Playlist(served(kept("hello", messages=HELLO), kept("bye", messages=BYE)))
    turned = [dict(reversed(message.items())) for message in HELLO]
    assert answers(playlist, asked(BYE, "other"), asked(turned)) == ["bye", "hello"]


def test_else_it_is_one_of_the_same_model_and_else_the_next() -> None:
    playlist = Playlist(served(kept("one", model="a"), kept("two", model="b"), kept("three", model="b")))
    assert answers(playlist, asked(HELLO, "b"), asked(HELLO, "b"), asked(HELLO, "c")) == ["two", "three", "one"]


def test_the_system_s_word_counts() -> None:
    playlist = Playlist(served(kept("hello", messages=HELLO)), match="messages")
    with pytest.raises(NothingServedError, match=r"No recorded request asks .*Hello.*\(1 request of m\)"):
        playlist.choose(asked(HELLO[1:]))


@pytest.mark.parametrize("match", ["auto", "messages", "model", "turn"])
@pytest.mark.parametrize(("loop", "last"), [(False, ["b", "b"]), (True, ["a", "b"])])
def test_behind_the_last_comes_the_last_again_or_the_first(match: Match, loop: bool, last: list[str]) -> None:
    playlist = Playlist(served(kept("a", messages=BYE), kept("b", messages=BYE)), match=match, loop=loop)
    assert answers(playlist, *[asked(BYE)] * 4) == ["a", "b", *last]


def test_a_retry_that_was_recorded_is_one_again() -> None:
    refused = kept("{}", messages=BYE, status=429, headers=JSON)
    chosen = Playlist(served(refused, kept("bye", messages=BYE)))
    assert [chosen.choose(asked(BYE)).status for _ in range(3)] == [429, 200, 200]


def test_a_model_that_was_not_recorded_is_told_with_what_there_is() -> None:
    playlist = Playlist(served(kept("a", model="gpt-4.1"), kept("b", model="qwen3")), match="model")
    with pytest.raises(NothingServedError) as refused:
        playlist.choose(asked(model="gpt-4"))
    assert str(refused.value) == (
        "No answer of the model 'gpt-4' is recorded (perhaps gpt-4.1): there is gpt-4.1, qwen3."
    )
    assert (refused.value.status, refused.value.code) == (404, "model_not_found")


def test_a_whole_answer_is_none_for_who_asks_for_a_stream() -> None:
    playlist = Playlist(served(kept("{}", headers=JSON)))
    assert answers(playlist, asked(stream=False)) == ["{}"]
    with pytest.raises(NothingServedError, match=r"A stream is asked for, and what is recorded .kept #1. is a whole"):
        playlist.choose(asked())


def test_of_both_forms_each_gets_its_own() -> None:
    playlist = Playlist(served(kept("{}", headers=JSON), kept("data: {}\n\n")), loop=True)
    assert answers(playlist, asked(), asked(stream=False), asked()) == ["data: {}\n\n", "{}", "data: {}\n\n"]


def test_what_was_asked_elsewhere_is_served_there_alone() -> None:
    embeddings = URL.replace("chat/completions", "embeddings")
    playlist = Playlist(served(kept("[1]", url=embeddings, headers=JSON, input="x"), kept("hello")))
    assert answers(playlist, asked(url="/v1/embeddings?x=1", stream=False), asked()) == ["[1]", "hello"]


def test_input_of_the_responses_api_is_the_same_as_text_and_as_a_message() -> None:
    text, listed = {"input": "Hello"}, {"input": [{"role": "user", "content": "Hello"}]}
    assert said_in("responses", text) == said_in("responses", listed)
    assert said_in("responses", text) != said_in("responses", {**text, "instructions": "Be kind."})
