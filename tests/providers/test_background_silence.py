"""A response that goes on at its server while its stream says nothing: the rest is asked for, or what it came to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from streamtui.config.settings import Retry, Settings, Timeouts
from streamtui.core.chat.events import ChunkReceived, NoticeIssued, RequestSent, ResponseNamed, StallNoticed, TextDelta
from streamtui.core.chat.reply import ReplyState
from streamtui.core.wire import bounds
from streamtui.providers import sdk
from tests.doubles.clocks import FakeClock
from tests.known import known
from tests.providers.talk import Talk, listen, make_provider, request, talk_to
from tests.providers.test_background import BACKGROUND, cut, numbered
from tests.servers import replies
from tests.servers.chat_server import ChatServer

GONE = replies.document({"error": {"message": "No such response."}}, 404)
REFUSED = replies.document({"error": {"message": "It can be streamed no more."}}, 400)


class FakeHurriedTries(FakeClock):
    """Waits between tries are over at once; a silence lasts until the clock is moved on."""

    async def sleep(self, seconds: float) -> None:
        if seconds >= Timeouts().stall_warn_s:
            await super().sleep(seconds)
        self.slept.append(seconds)


def silent(*steps: replies.Step) -> replies.Answer:
    return replies.Answer([*steps, replies.Silence()])


def settled(text: str, status: str = "completed", **more: Any) -> replies.Answer:
    whole = {"object": "response", "id": "resp_1", "model": "test-model", "status": status}
    return replies.document({**whole, "output": [replies.said(text)], **more})


class Asking:
    """One request that goes on in the background while the test moves the clock on."""

    def __init__(self, server: ChatServer, tries: int) -> None:
        self.clock, self.talk = FakeHurriedTries(), Talk()
        settings = Settings(Retry(attempts=tries))
        self.provider = make_provider(server.base_url, settings=settings, clock=self.clock, choice=BACKGROUND)
        self.task = asyncio.create_task(listen(self.provider, request(), self.talk))
        self._server = server

    async def fall_silent(self, said: str = "One, ") -> None:
        """Once that was said nothing more comes, for as long as is borne."""
        await self.talk.until(TextDelta, said)
        self.clock.advance(10)
        await self.talk.until(StallNoticed)
        self.clock.advance(50)

    async def stay_silent(self, *requests: int) -> None:
        """After each of these requests nothing comes for as long again."""
        for number in requests:
            await self._server.asked(number)
            self.clock.advance(60)


@asynccontextmanager
async def asking(server: ChatServer, tries: int = 3) -> AsyncIterator[Asking]:
    asked = Asking(server, tries)
    try:
        yield asked
    finally:
        asked.task.cancel()
        await asyncio.gather(asked.task, return_exceptions=True)
        await asked.provider.close()


async def test_a_stream_that_falls_silent_is_read_on_where_it_stopped() -> None:
    created, one, two, completed = numbered("One, ", "two.")
    async with ChatServer(silent(created, one, two[:30]), replies.raw([two, completed])) as server:
        async with asking(server) as asked:
            await asked.fall_silent()
            talk = await asked.task
        first, second = server.requests
        await first.gone.wait()
        assert (second.method, second.path) == ("GET", "/v1/responses/resp_1?stream=true&starting_after=1")
        assert server.cancelled == []
    assert (talk.text, talk.fault, talk.reply.state) == ("One, two.", None, ReplyState.COMPLETE)
    assert len(talk.of(RequestSent)) == 1
    [notice] = talk.of(NoticeIssued)
    assert "fell silent; the reply goes on there and is read on" in notice.text


async def test_one_without_a_first_token_is_asked_for_its_rest_and_not_made_again() -> None:
    created, *rest = numbered("One.")
    async with ChatServer(silent(created), replies.raw(rest)) as server:
        async with asking(server) as asked:
            await asked.talk.until(ResponseNamed)
            asked.clock.advance(120)
            talk = await asked.task
        assert [each.method for each in server.requests] == ["POST", "GET"]
    assert (talk.text, talk.fault) == ("One.", None)


async def test_a_server_that_stays_silent_is_asked_so_often_and_then_it_ends_there_too() -> None:
    async with ChatServer(silent(*numbered("One, ", "two.")[:2]), silent()) as server:
        async with asking(server, tries=2) as asked:
            await asked.fall_silent()
            await asked.stay_silent(2, 3)
            talk = await asked.task
        assert [each.method for each in server.requests] == ["POST", "GET", "GET"]
        assert server.cancelled == ["resp_1"]
    assert (talk.text, known(talk.fault).kind) == ("One, ", "stalled")


async def test_what_says_nothing_new_of_the_reply_is_a_silence_however_often_it_comes() -> None:
    created, one, *_ = numbered("One, ", "two.")
    busy = [
        silent(replies.response_event("in_progress", sequence_number=number, response={})) for number in range(9, 99)
    ]
    async with ChatServer(silent(created, one), *busy) as server:
        async with asking(server) as asked:
            await asked.fall_silent()
            for number in (2, 3, 4):
                await asked.talk.until_there_are(number + 1, ChunkReceived)
                await asked.stay_silent(number)
            talk = await asked.task
        assert len(server.requests) == 4
    assert (talk.text, known(talk.fault).kind) == ("One, ", "stalled")


@pytest.mark.parametrize("break_off", [cut, silent], ids=["cut", "silent"])
@pytest.mark.parametrize("streamed_no_more", [[REFUSED], []], ids=["refused", "as a document"])
async def test_one_that_is_over_meanwhile_is_complete_by_what_it_came_to(
    break_off: Any, streamed_no_more: list[replies.Answer]
) -> None:
    usage = {"input_tokens": 10, "output_tokens": 5, "total_tokens": 15}
    answers = [*(streamed_no_more or [settled("")]), settled("One, two.", usage=usage)]
    async with ChatServer(break_off(*numbered("One, ", "two.")[:2]), *answers) as server:
        async with asking(server) as asked:
            if break_off is silent:
                await asked.fall_silent()
            talk = await asked.task
        assert [each.path for each in server.requests[1:]] == [
            "/v1/responses/resp_1?stream=true&starting_after=1",
            "/v1/responses/resp_1",
        ]
        assert server.cancelled == []
    assert (talk.text, talk.fault, talk.reply.state) == ("One, two.", None, ReplyState.COMPLETE)
    assert known(talk.reply.statistics.usage).completion_tokens == 5


async def test_one_that_came_to_nothing_meanwhile_fails_as_it_did_there() -> None:
    failed = settled("One, ", "failed", error={"code": "server_error", "message": "The model died."})
    async with ChatServer(cut(*numbered("One, ", "two.")[:2]), REFUSED, failed) as server:
        talk = await talk_to(server.base_url, choice=BACKGROUND)
    assert (talk.text, known(talk.fault).kind) == ("One, ", "server")
    assert "The model died" in known(talk.fault).message


async def test_one_that_is_not_over_yet_is_asked_for_again() -> None:
    created, one, *rest = numbered("One, ", "two.")
    answers = [REFUSED, settled("One, ", "in_progress"), replies.raw(rest)]
    async with ChatServer(cut(created, one), *answers) as server:
        talk = await talk_to(server.base_url, choice=BACKGROUND)
    assert (talk.text, talk.fault) == ("One, two.", None)


async def test_one_that_goes_on_for_long_is_asked_for_until_it_is_over() -> None:
    """More often than a server is asked that does not answer."""
    under_way = [REFUSED, settled("", "queued"), *[REFUSED, settled("One, ", "in_progress")] * 5]
    async with ChatServer(cut(*numbered("One, ", "two.")[:2]), *under_way, REFUSED, settled("One, two.")) as server:
        talk = await talk_to(server.base_url, choice=BACKGROUND)
        assert len(server.requests) == 15
    assert (talk.text, talk.fault) == ("One, two.", None)
    assert len(talk.of(NoticeIssued)) == 1


async def test_one_that_was_cancelled_elsewhere_fails() -> None:
    async with ChatServer(cut(*numbered("One, ", "two.")[:2]), REFUSED, settled("One, ", "cancelled")) as server:
        talk = await talk_to(server.base_url, choice=BACKGROUND)
        assert len(server.requests) == 3
    assert talk.text == "One, "
    assert "was cancelled" in known(talk.fault).message


async def test_one_that_is_not_known_any_more_failed_as_it_did() -> None:
    async with ChatServer(silent(*numbered("One, ", "two.")[:2]), GONE) as server:
        async with asking(server) as asked:
            await asked.fall_silent()
            talk = await asked.task
        assert len(server.requests) == 2
    assert (talk.text, known(talk.fault).kind) == ("One, ", "stalled")
    assert "fell silent in mid-reply for 60 s" in known(talk.fault).message


async def test_a_limit_of_requests_is_waited_for_as_long_as_it_says() -> None:
    created, one, *rest = numbered("One, ", "two.")
    limited = replies.document({"error": {"message": "Slow down."}}, 429, retry_after="7")
    async with ChatServer(cut(created, one), limited, replies.raw(rest)) as server, asking(server) as asked:
        talk = await asked.task
    assert (talk.text, talk.fault) == ("One, two.", None)
    assert 7 in asked.clock.slept


@pytest.mark.parametrize("moment", ["silent", "asking again", "waiting"])
async def test_a_stop_cancels_it_at_the_server_at_any_moment(moment: str) -> None:
    whole, waiting = numbered("One, ", "two."), moment == "waiting"
    broken = cut(*whole[:2]) if waiting else silent(*whole[:2])
    limited = replies.document({}, 429, retry_after="60")
    async with ChatServer(broken, limited if waiting else replies.Answer(before_headers=[replies.Silence()])) as server:
        async with asking(server) as asked:
            await asked.talk.until(TextDelta, "One, ")
            if moment == "asking again":
                await asked.fall_silent()
            if moment != "silent":
                await server.asked(2)
            asked.task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asked.task
        assert server.cancelled == ["resp_1"]
        assert len(server.requests) == (1 if moment == "silent" else 2)
    assert asked.talk.text == "One, "


async def test_an_end_counts_whatever_its_number_and_a_piece_without_one_does_not() -> None:
    """A server that numbers anew, or not at all, once it is asked for the rest."""
    created, one, _, completed = numbered("One, ", "two.")
    piece = replies.response_event("output_text.delta", output_index=0, content_index=0, delta="One, ")
    ended = completed.replace(b'"sequence_number": 3', b'"sequence_number": 0')
    assert ended != completed
    async with ChatServer(cut(created, one), replies.raw([piece, ended])) as server:
        talk = await talk_to(server.base_url, choice=BACKGROUND)
    assert (talk.text, talk.fault) == ("One, two.", None)


async def test_a_rest_may_be_as_long_as_a_reply_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "LIST", 1_000)
    monkeypatch.setattr(bounds, "BODY", 20_000)
    created, *rest = numbered("One, " * 2_000)
    async with ChatServer(cut(created), replies.raw(rest[:1] * 9)) as server:
        talk = await talk_to(server.base_url, choice=BACKGROUND)
        assert len(server.requests) == 2
    assert talk.text == "One, " * 2_000
    assert "more than 20,000 bytes" in known(talk.fault).message


async def test_a_server_that_cuts_for_ever_is_left_at_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streamtui.providers.background._MOST_CONNECTIONS", 5)
    pieces = numbered(*"abcdefghij")
    async with ChatServer(*(cut(piece) for piece in pieces)) as server:
        talk = await talk_to(server.base_url, choice=BACKGROUND)
        assert len(server.requests) == 6
    assert (talk.text, known(talk.fault).kind) == ("abcde", "cut")


async def test_an_end_of_the_connection_is_none_of_the_response() -> None:
    created, one, *rest = numbered("One, ", "two.")
    async with ChatServer(replies.raw([created, one, replies.DONE]), replies.raw([*rest, replies.DONE])) as server:
        talk = await talk_to(server.base_url, choice=BACKGROUND)
    assert (talk.text, talk.fault) == ("One, two.", None)


class Deaf(ChatServer):
    """Never says that it has cancelled anything."""

    async def _cancel(self, request: web.Request) -> web.StreamResponse:
        await super()._cancel(request)
        await asyncio.Event().wait()
        raise AssertionError


async def test_a_server_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sdk, "CANCEL_S", 0.05)
    async with Deaf(silent(*numbered("One, ", "two.")[:2])) as server:
        async with asking(server) as asked:
            await asked.talk.until(TextDelta, "One, ")
            asked.task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asked.task
            await server.told_to_cancel("resp_1")
        assert (asked.talk.text, server.cancelled) == ("One, ", ["resp_1"])
