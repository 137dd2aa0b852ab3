"""Stopping a reply closes its connection at once, and leaves no noise; finished ones leave theirs for the next."""

from __future__ import annotations

import asyncio

import pytest

from streamtui.core.chat.events import ReplyFailed, RequestSent, StreamEvent, TextDelta
from streamtui.core.chat.reply import Reply
from streamtui.providers.api_choice import ApiChoice
from tests.providers.talk import Talk, listen, make_provider, request
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.fault import FaultServer


async def test_cancelling_the_task_in_mid_stream_closes_the_connection_and_keeps_the_text(
    fault_server: FaultServer, caplog: pytest.LogCaptureFixture, choice: ApiChoice
) -> None:
    provider, talk = make_provider(fault_server.base_url, choice=choice), Talk()
    reading = asyncio.create_task(provider.ask(request("silent"), talk.take))
    await talk.until(TextDelta, ", wor")
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await fault_server.requests[0].gone.wait()
    assert talk.text == "Hello, wor"
    assert not [task for task in asyncio.all_tasks() if "Attempt" in repr(task)]
    assert not caplog.records
    await provider.close()


async def test_what_the_listener_raises_closes_the_connection_and_is_raised(
    fault_server: FaultServer, choice: ApiChoice
) -> None:
    def take(event: StreamEvent) -> None:
        if isinstance(event, TextDelta):
            raise BrokenPipeError

    provider = make_provider(fault_server.base_url, choice=choice)
    with pytest.raises(BrokenPipeError):
        await provider.ask(request("silent"), take)
    await fault_server.requests[0].gone.wait()
    await provider.close()


async def test_a_reply_that_breaks_off_is_told_of_as_failed_and_raised(
    fault_server: FaultServer, choice: ApiChoice
) -> None:
    provider = make_provider(fault_server.base_url, choice=choice)
    talk = await listen(provider, request("cut-between"))
    *_, failed, _ = talk.events
    assert isinstance(failed, ReplyFailed)
    assert failed.fault == talk.fault == talk.reply.fault
    assert isinstance(talk.state.conversation.messages[-1], Reply)
    await provider.close()


async def test_cancelling_before_the_headers_closes_the_connection(
    fault_server: FaultServer, choice: ApiChoice
) -> None:
    provider, talk = make_provider(fault_server.base_url, choice=choice), Talk()
    reading = asyncio.create_task(provider.ask(request("never"), talk.take))
    asked = await fault_server.asked()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await asked.gone.wait()
    await provider.close()


async def test_the_connection_of_a_complete_reply_is_used_again(choice: ApiChoice) -> None:
    async with ChatServer(replies.text("Hi")) as server:
        provider = make_provider(server.base_url, choice=choice)
        for _ in range(3):
            assert (await listen(provider, request())).text == "Hi"
        assert len(server.peers) == 1
        await provider.close()


async def test_a_body_left_open_after_done_is_not_waited_for(fault_server: FaultServer, choice: ApiChoice) -> None:
    provider = make_provider(fault_server.base_url, choice=choice)
    talk = await listen(provider, request("silent-done"))
    assert talk.fault is None
    await fault_server.requests[0].gone.wait()
    await provider.close()


async def test_events_come_while_the_reply_is_still_being_written(choice: ApiChoice) -> None:
    go_on = asyncio.Event()
    answer = replies.Answer([*replies.text_steps("Hel"), go_on, *replies.text_steps("lo"), *replies.ending()])
    async with ChatServer(answer) as server:
        provider, talk = make_provider(server.base_url, choice=choice), Talk()
        asking = asyncio.create_task(provider.ask(request(), talk.take))
        await talk.until(TextDelta, "Hel")
        go_on.set()
        await asking
        assert talk.text == "Hello"
        assert isinstance(talk.events[0], RequestSent)
        await provider.close()
