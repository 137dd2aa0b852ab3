"""A response that goes on at its server: cut streams are read on where they stopped, stopped ones end there, too."""

from __future__ import annotations

import asyncio
import json
import random
from typing import Any

import pytest

from streamtui.core.chat.events import NoticeIssued, TextDelta
from streamtui.core.chat.reply import ReplyState
from streamtui.providers.api_choice import ApiChoice
from tests.known import known
from tests.providers.talk import Talk, listen, make_provider, request, talk_to
from tests.servers import replies
from tests.servers.chat_server import ChatServer, RecordedRequest
from tests.servers.replies import Cut, Step

BACKGROUND = ApiChoice("responses", background=True)


def numbered(*pieces: str) -> list[bytes]:
    """The events of a response, with their numbers from 0."""
    bare: dict[str, Any] = {"id": "resp_1", "model": "test-model", "output": []}
    events: list[tuple[str, dict[str, Any]]] = [("created", {"response": bare})]
    events += [("output_text.delta", {"output_index": 0, "content_index": 0, "delta": piece}) for piece in pieces]
    events.append(
        ("completed", {"response": {**bare, "status": "completed", "output": [replies.said("".join(pieces))]}})
    )
    return [
        replies.response_event(kind, sequence_number=number, **fields) for number, (kind, fields) in enumerate(events)
    ]


def cut(*steps: Step, reset: bool = False) -> replies.Answer:
    return replies.Answer([*steps, Cut(reset=reset)])


async def test_a_stream_that_is_cut_inside_of_an_event_is_read_on_without_a_word_twice() -> None:
    created, one, two, three, completed = numbered("One, ", "two, ", "three.")
    async with ChatServer(cut(created, one, two[:40]), cut(two), replies.raw([three, completed])) as server:
        talk = await talk_to(server.base_url, choice=BACKGROUND)
        first, *rest = server.requests
    assert (first.body["background"], first.body["store"]) == (True, True)
    asked = "/v1/responses/resp_1?stream=true&starting_after="
    assert [(each.method, each.path) for each in rest] == [("GET", f"{asked}1"), ("GET", f"{asked}2")]
    assert (talk.text, talk.reply.state, talk.fault) == ("One, two, three.", ReplyState.COMPLETE, None)
    assert len(talk.of(NoticeIssued)) == 2


QUEUED = {"object": "response", "id": "resp_1", "status": "queued", "output": []}


@pytest.mark.parametrize("body", [json.dumps(QUEUED), json.dumps(QUEUED) + "\n", json.dumps(QUEUED, indent=1)])
@pytest.mark.parametrize("numbers", [True, False], ids=["numbered", "without numbers"])
async def test_one_that_is_queued_in_place_of_its_stream_is_read_from_its_start(body: str, *, numbers: bool) -> None:
    whole = b"".join(numbered("One, ", "two.")) if numbers else replies.response(replies.said("One, two."))
    stream = replies.raw([whole]) if isinstance(whole, bytes) else whole
    async with ChatServer(
        replies.Answer([body.encode()], headers={"content-type": "application/json"}), stream
    ) as server:
        talk = await talk_to(server.base_url, choice=BACKGROUND)
        asked = [(each.method, each.path) for each in server.requests]
    assert asked == [("POST", "/v1/responses"), ("GET", "/v1/responses/resp_1?stream=true")]
    assert (talk.text, talk.fault) == ("One, two.", None)
    [notice] = talk.of(NoticeIssued)
    assert "sends no stream of it yet" in notice.text


async def test_one_that_is_queued_is_asked_for_until_it_is_over_and_ends_there_where_it_is_stopped() -> None:
    queued = replies.document(QUEUED)
    done = replies.document({**QUEUED, "status": "completed", "output": [replies.said("One.")]})
    async with ChatServer(queued, *[queued] * 2 * 4, queued, done) as server:
        talk = await talk_to(server.base_url, choice=BACKGROUND)
        assert len(server.requests) == 11
    assert (talk.text, talk.fault, talk.reply.state) == ("One.", None, ReplyState.COMPLETE)
    async with ChatServer(queued, replies.Answer(before_headers=[replies.Silence()])) as server:
        provider = make_provider(server.base_url, choice=BACKGROUND)
        asking = asyncio.create_task(listen(provider, request()))
        await server.asked(2)
        asking.cancel()
        await asyncio.wait({asking})
        await provider.close()
        assert server.cancelled == ["resp_1"]


async def test_events_that_a_server_sends_again_are_passed_over() -> None:
    whole = numbered("One, ", "two.")
    async with ChatServer(cut(*whole[:2], reset=True), replies.raw(b"".join(whole))) as server:
        talk = await talk_to(server.base_url, choice=BACKGROUND)
    assert (talk.text, talk.fault) == ("One, two.", None)


async def test_a_reply_is_cut_once_the_rest_was_asked_for_often_enough() -> None:
    whole = numbered("One, ", "two.")
    async with ChatServer(cut(*whole[:2]), replies.document({}, 503)) as server:
        talk = await talk_to(server.base_url, choice=BACKGROUND)
        assert len(server.requests) == 4
    assert (talk.text, known(talk.fault).kind, talk.reply.state) == ("One, ", "cut", ReplyState.CUT)


async def test_a_server_that_has_it_no_more_is_asked_once() -> None:
    whole = numbered("One, ", "two.")
    async with ChatServer(cut(*whole[:2]), replies.document({"error": {"message": "Gone."}}, 404)) as server:
        talk = await talk_to(server.base_url, choice=BACKGROUND)
        assert len(server.requests) == 2
    assert known(talk.fault).kind == "cut"


async def test_events_without_numbers_are_read_as_ever_and_not_asked_for_again() -> None:
    whole = replies.response(replies.said("Half a word"))
    async with ChatServer(cut(*whole.steps[:3])) as server:
        talk = await talk_to(server.base_url, choice=BACKGROUND)
        assert len(server.requests) == 1
    assert (talk.text, known(talk.fault).kind) == ("Half a word", "cut")


async def test_a_stop_cancels_it_at_the_server() -> None:
    async with ChatServer(replies.Answer([*numbered("One, ", "two.")[:2], replies.Silence()])) as server:
        provider, talk = make_provider(server.base_url, choice=BACKGROUND), Talk()
        reading = asyncio.create_task(provider.ask(request(), talk.take))
        await talk.until(TextDelta, "One, ")
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await provider.close()
        assert server.cancelled == ["resp_1"]


async def test_a_server_that_takes_no_background_is_asked_without() -> None:
    refusal = replies.document({"error": {"message": "Unknown parameter: 'background'."}}, 400)
    async with ChatServer(refusal, replies.response(replies.said("Hello."))) as server:
        provider = make_provider(server.base_url, choice=BACKGROUND)
        talk = await listen(provider, request())
        await provider.close()
        sent = [(each.body.get("background"), each.body["store"]) for each in server.requests]
    assert sent == [(True, True), (None, False)]
    assert talk.text == "Hello."


async def test_packets_of_a_byte_are_whole_events_to_who_reads() -> None:
    body = b"".join(numbered("One, ", json.dumps({"sequence_number": 0}))).replace(b"\n", b"\r\n")
    async with ChatServer(replies.raw([bytes([byte]) for byte in body])) as server:
        talk = await talk_to(server.base_url, choice=BACKGROUND)
    assert (talk.text, talk.fault) == ('One, {"sequence_number": 0}', None)


@pytest.mark.parametrize(
    "odd",
    [
        b'data: {"type": [], "sequence_number": {}, "response": []}\n\n',
        b'data: {"sequence_number": 1e999, "response": {"id": 7}}\n\n',
        b"data: " + b"[" * 100_000 + b"\n\n",
        b"data: \xff\xfe\n\n",
        b"data: 1\n\ndata:\n\n: \n\n\n\n",
    ],
)
async def test_numbers_and_ids_that_can_not_be_are_none(odd: bytes) -> None:
    async with ChatServer(replies.raw([odd, *numbered("One.")])) as server:
        talk = await talk_to(server.base_url, choice=BACKGROUND)
        assert len(server.requests) == 1
    assert talk.text == "One."


async def test_an_id_stays_within_its_part_of_the_address() -> None:
    created, *rest = [event.replace(b"resp_1", b"../models?a=b#c") for event in numbered("One.")]
    async with ChatServer(cut(created), replies.raw(rest)) as server:
        talk = await talk_to(server.base_url, choice=BACKGROUND)
        assert server.requests[1].path.startswith("/v1/responses/..%2Fmodels%3Fa%3Db%23c?")
    assert talk.text == "One."


@pytest.mark.parametrize("identity", [".", ".."])
async def test_an_id_that_is_a_step_in_an_address_is_none(identity: str) -> None:
    created, *_ = [event.replace(b"resp_1", identity.encode()) for event in numbered("One.")]
    async with ChatServer(cut(created)) as server:
        talk = await talk_to(server.base_url, choice=BACKGROUND)
        assert {each.method for each in server.requests} == {"POST"}
        assert server.cancelled == []
    assert known(talk.fault).kind == "connection"


class Unsteady(ChatServer):
    """Breaks off wherever it likes, says again what it said before, and now and then has no time."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._random = random.Random(seed)

    def answer(self, request: RecordedRequest) -> replies.Answer:
        chance, after = self._random.random(), -1
        if request.method == "GET":
            after = int(request.path.rpartition("=")[2])
            if chance < 0.2:
                return replies.document({}, 503)
        body = b"".join(STORY[max(0, after - 2) :])
        size = len(STORY[0]) + self._random.randrange(len(body))
        packets = [body[:size][start : start + 50] for start in range(0, min(size, len(body)), 50)]
        return cut(*packets, reset=self._random.random() < 0.5)


TALE = [f"sentence {number}, " for number in range(8)]
STORY = numbered(*TALE)


@pytest.mark.parametrize("seed", range(25))
async def test_wherever_it_breaks_nothing_comes_twice_and_nothing_is_left_out(seed: int) -> None:
    async with Unsteady(seed) as server:
        talk = await talk_to(server.base_url, choice=BACKGROUND)
    whole = "".join(TALE)
    assert talk.text == whole if talk.fault is None else whole.startswith(talk.text)
