"""At most so many streams at once, and so many requests a minute."""

from __future__ import annotations

import asyncio

import pytest

from streamtui.config.settings import Limits, Settings
from streamtui.core.chat.events import NoticeIssued
from streamtui.providers.api_choice import ApiChoice
from streamtui.providers.limits import RequestLimits
from tests.doubles.clocks import FakeClock
from tests.providers.talk import UNTIMED, FakeHurriedClock, listen, make_provider, request
from tests.servers import replies
from tests.servers.chat_server import ChatServer


async def test_no_more_streams_are_open_at_once_than_set_over_all_providers(choice: ApiChoice) -> None:
    go_on = asyncio.Event()
    clock = FakeHurriedClock()
    limits = RequestLimits(Limits(concurrent_streams=2), clock)
    async with ChatServer(replies.Answer([go_on, *replies.text_steps("Hi"), *replies.ending()])) as server:
        providers = [make_provider(server.base_url, clock=clock, limits=limits, choice=choice) for _ in range(5)]
        talks = [asyncio.create_task(listen(provider, request())) for provider in providers]
        await server.asked(2)
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(server.requests) == 2
        go_on.set()
        heard = await asyncio.gather(*talks)
        assert [talk.text for talk in heard] == ["Hi"] * 5
        told = [notice.text for talk in heard for notice in talk.of(NoticeIssued)]
        assert told == ["No more streams than 2 are open at once; this one waits until another one ends."] * 3
        for provider in providers:
            await provider.close()


async def test_a_stream_that_is_stopped_makes_room(choice: ApiChoice) -> None:
    clock = FakeHurriedClock()
    limits = RequestLimits(Limits(concurrent_streams=1), clock)
    hanging = replies.Answer([replies.Silence()])
    async with ChatServer(hanging, replies.text("Hi")) as server:
        provider = make_provider(server.base_url, clock=clock, limits=limits, choice=choice)
        first = asyncio.create_task(listen(provider, request()))
        await server.asked()
        second = asyncio.create_task(listen(provider, request()))
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert (await second).text == "Hi"
        await provider.close()


def test_no_minute_holds_more_requests_than_set() -> None:
    clock = FakeClock()
    limits = RequestLimits(Limits(requests_per_minute=2), clock)
    assert [limits.book() for _ in range(5)] == [0, 0, 60, 60, 120]
    clock.advance(90)
    assert limits.book() == 30
    clock.advance(1000)
    assert [limits.book() for _ in range(3)] == [0, 0, 60]


async def test_the_wait_for_the_next_minute_is_told(choice: ApiChoice) -> None:
    clock = FakeHurriedClock()
    settings = Settings(timeouts=UNTIMED.timeouts, limits=Limits(requests_per_minute=1))
    async with ChatServer(replies.text("Hi")) as server:
        provider = make_provider(server.base_url, settings=settings, clock=clock, choice=choice)
        first, second = [await listen(provider, request()) for _ in range(2)]
        assert first.of(NoticeIssued) == []
        assert len(second.of(NoticeIssued)) == 1
        assert 60 in clock.slept
        assert second.text == "Hi"
        await provider.close()


def test_others_have_streams_of_their_own_but_no_minute_of_their_own() -> None:
    limits = RequestLimits(Limits(concurrent_streams=2, requests_per_minute=3), FakeClock())
    others = limits.room_for(4)
    assert (others.most_streams, limits.most_streams, limits.room_for(1).most_streams) == (4, 2, 2)
    assert [limits.book(), others.book(), limits.book(), others.book(), limits.book()] == [0, 0, 0, 60, 60]


async def test_other_limits_hold_for_the_next_streams_and_what_is_open_stays() -> None:
    limits = RequestLimits(Limits(concurrent_streams=3), FakeClock())
    opened: list[int] = []

    async def stream(number: int, end: asyncio.Event) -> None:
        async with limits.stream():
            opened.append(number)
            await end.wait()

    ends = [asyncio.Event() for _ in range(8)]
    tasks = [asyncio.create_task(stream(number, end)) for number, end in enumerate(ends)]

    async def turn() -> list[int]:
        for _ in range(20):
            await asyncio.sleep(0)
        return opened

    assert await turn() == [0, 1, 2]
    limits.change(Limits(concurrent_streams=1, requests_per_minute=1))
    ends[0].set()
    ends[1].set()
    assert (await turn(), limits.full) == ([0, 1, 2], True)
    ends[2].set()
    assert await turn() == [0, 1, 2, 3]
    limits.change(Limits(concurrent_streams=3))
    assert await turn() == [0, 1, 2, 3, 4, 5]
    limits.change(Limits(concurrent_streams=2))
    limits.change(Limits(concurrent_streams=4))
    assert await turn() == [0, 1, 2, 3, 4, 5, 6]
    for end in ends:
        end.set()
    await asyncio.gather(*tasks)
    assert not limits.full
    assert limits.book() == 0
