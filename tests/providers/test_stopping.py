"""Stopping a reply closes its connection at once, and leaves no noise; finished ones leave theirs for the next."""

from __future__ import annotations

import asyncio

import pytest

from streamtui.core.chat.events import RequestSent, TextDelta
from streamtui.core.ports.provider import ChatRequest
from streamtui.providers.openai_chat import OpenAIChatProvider
from tests.providers.talk import Talk, listen, make_provider, request
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.fault import FaultServer


async def read(provider: OpenAIChatProvider, asked: ChatRequest, talk: Talk, seen: asyncio.Event) -> None:
    """Read, and tell when something worth stopping has come."""
    async for event in provider.stream(asked):
        talk.take(event)
        if isinstance(event, TextDelta):
            seen.set()


async def test_cancelling_the_task_in_mid_stream_closes_the_connection_and_keeps_the_text(
    fault_server: FaultServer, caplog: pytest.LogCaptureFixture
) -> None:
    provider, talk, seen = make_provider(fault_server.base_url), Talk(), asyncio.Event()
    reading = asyncio.create_task(read(provider, request("silent"), talk, seen))
    await seen.wait()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await fault_server.requests[0].gone.wait()
    assert talk.text.startswith("Hello")
    assert not [task for task in asyncio.all_tasks() if "Reading" in repr(task)]
    assert not caplog.records
    await provider.close()


async def test_closing_the_generator_closes_the_connection(fault_server: FaultServer) -> None:
    provider = make_provider(fault_server.base_url)
    events = provider.stream(request("silent"))
    async for event in events:
        if isinstance(event, TextDelta):
            break
    await events.aclose()
    await fault_server.requests[0].gone.wait()
    await provider.close()


async def test_cancelling_before_the_headers_closes_the_connection(fault_server: FaultServer) -> None:
    provider, talk = make_provider(fault_server.base_url), Talk()
    reading = asyncio.create_task(read(provider, request("never"), talk, asyncio.Event()))
    asked = await fault_server.asked()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await asked.gone.wait()
    await provider.close()


async def test_the_connection_of_a_complete_reply_is_used_again() -> None:
    async with ChatServer(replies.text("Hi")) as server:
        provider = make_provider(server.base_url)
        for _ in range(3):
            assert (await listen(provider, request())).text == "Hi"
        assert len(server.peers) == 1
        await provider.close()


async def test_a_body_left_open_after_done_is_not_waited_for(fault_server: FaultServer) -> None:
    provider = make_provider(fault_server.base_url)
    talk = await listen(provider, request("silent-done"))
    assert talk.fault is None
    await fault_server.requests[0].gone.wait()
    await provider.close()


async def test_events_come_while_the_reply_is_still_being_written() -> None:
    go_on = asyncio.Event()
    answer = replies.Answer([*replies.text_steps("Hel"), go_on, *replies.text_steps("lo"), *replies.ending()])
    async with ChatServer(answer) as server:
        provider, talk = make_provider(server.base_url), Talk()
        async for event in provider.stream(request()):
            talk.take(event)
            if isinstance(event, TextDelta) and not go_on.is_set():
                assert talk.text == "Hel"
                go_on.set()
        assert talk.text == "Hello"
        assert isinstance(talk.events[0], RequestSent)
        await provider.close()
