"""Retries: how long each wait is, how it is told, ended and cancelled."""

from __future__ import annotations

import asyncio

import pytest

from streamtui.config.settings import Retry, Settings
from streamtui.core.chat.events import RequestSent, RetryScheduled
from streamtui.core.chat.phase import Phase
from streamtui.core.faults.faults import Fault
from streamtui.providers.api_choice import ApiChoice
from streamtui.providers.failures import is_transient
from streamtui.providers.retry import wait_s
from streamtui.providers.retry_after import retry_after
from tests.doubles.clocks import FakeClock
from tests.providers.talk import UNTIMED, FakeHurriedClock, Talk, listen, make_provider, request, talk_to
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.fault import FaultServer

LIMITED = Fault("rate_limit", "Slow down.", 429)
YEAR_S = 366 * 86400


def waits(talk: Talk) -> list[float]:
    return [event.delay_s for event in talk.events if isinstance(event, RetryScheduled)]


async def test_without_a_wish_of_the_server_the_waits_grow_within_4_and_10_seconds(
    fault_server: FaultServer, choice: ApiChoice
) -> None:
    clock = FakeHurriedClock()
    talk = await talk_to(fault_server.base_url, "429", clock=clock, choice=choice)
    first, second = waits(talk)
    assert 4 <= first <= 5
    assert 8 <= second <= 9
    assert [seconds for seconds in clock.slept if seconds < 3600] == [first, second]


@pytest.mark.parametrize(("attempt", "jitter_s", "wait"), [(1, 0, 4), (1, 1, 5), (2, 0.5, 8.5), (3, 0, 10), (9, 1, 10)])
def test_the_wait_doubles_up_to_its_bound(attempt: int, jitter_s: float, wait: float) -> None:
    assert wait_s(LIMITED, attempt, Retry(), jitter_s) == wait


@pytest.mark.parametrize(("scenario", "wait"), [("429-seconds", 3), ("429-ms", 1.5)])
async def test_what_the_server_asks_for_wins(
    fault_server: FaultServer, scenario: str, wait: float, choice: ApiChoice
) -> None:
    talk = await talk_to(fault_server.base_url, scenario, choice=choice)
    assert waits(talk) == [wait, wait]


async def test_what_the_server_asks_for_in_words_alone_wins(choice: ApiChoice) -> None:
    error = {"error": {"code": "rate_limit_exceeded", "message": "Rate limit reached. Please try again in 1.5s."}}
    async with ChatServer(replies.document(error, 429), replies.raw(replies.sse(error)), replies.text("Hi")) as server:
        talk = await talk_to(server.base_url, choice=choice)
    assert (waits(talk), str(talk.reply.text)) == ([1.5, 1.5], "Hi")


async def test_a_date_is_waited_for(fault_server: FaultServer, choice: ApiChoice) -> None:
    talk = await talk_to(fault_server.base_url, "429-date", choice=choice)
    assert all(19 <= wait <= 20 for wait in waits(talk))
    assert len(waits(talk)) == 2


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0"}, 0),
        ({"retry-after": "1.5", "retry-after-ms": "200"}, 0.2),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:30 GMT", "date": "Wed, 21 Oct 2026 07:28:00 GMT"}, 30),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT", "date": "Wed, 21 Oct 2026 07:28:30 GMT"}, 0),
        ({"retry-after": "Fri, 01 Jan 1999 00:00:00 GMT"}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "\u0661\u0662"}, None),
        ({"retry-after": "1_0"}, None),
        ({"retry-after": "x" * 100_000}, None),
        ({"retry-after": "9" * 400}, YEAR_S),
        ({"retry-after-ms": "9" * 400}, YEAR_S),
        ({"retry-after": "99999999999"}, YEAR_S),
        ({"retry-after": "Fri, 31 Dec 9999 23:59:59 GMT"}, YEAR_S),
        ({"retry-after": "Fri, 31 Dec 99999999999 23:59:59 GMT"}, None),
        ({"retry-after": "Fri, 31 Dec 2026 23:59:59 +9999"}, None),
        ({"retry-after": "Mon, 01 Jan 0001 00:00:00 +2359"}, 0),
        ({}, None),
    ],
)
def test_retry_after_is_read_in_every_form(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


@pytest.mark.parametrize(
    ("fault", "should_retry", "transient"),
    [
        (Fault("rate_limit", "", 429), None, True),
        (Fault("rate_limit", "", 429, 120), None, True),
        (Fault("rate_limit", "", 429, 121), None, False),
        (Fault("rate_limit", "", 429, 121), "true", False),
        (Fault("quota", "", 429), "true", False),
        (Fault("server", "", 500), "false", False),
        (Fault("bad_request", "", 400), "true", True),
        (Fault("bad_request", "", 400), "perhaps", False),
        (Fault("server", "overloaded"), None, True),
        (Fault("connection", ""), None, True),
        (Fault("authentication", ""), None, False),
    ],
)
def test_only_what_may_pass_is_retried(fault: Fault, should_retry: str | None, transient: bool) -> None:
    assert is_transient(fault, should_retry) is transient


async def test_one_attempt_is_no_retry(fault_server: FaultServer, choice: ApiChoice) -> None:
    settings = Settings(Retry(attempts=1), UNTIMED.timeouts)
    talk = await talk_to(fault_server.base_url, "500", settings=settings, choice=choice)
    assert (len(fault_server.requests), waits(talk)) == (1, [])


async def test_every_attempt_is_told_and_the_fault_that_caused_it(fault_server: FaultServer, choice: ApiChoice) -> None:
    talk = await talk_to(fault_server.base_url, "500-twice", choice=choice)
    told = [event for event in talk.events if isinstance(event, (RequestSent, RetryScheduled))]
    assert [(type(event).__name__, event.attempt) for event in told] == [
        ("RequestSent", 1),
        ("RetryScheduled", 2),
        ("RequestSent", 2),
        ("RetryScheduled", 3),
        ("RequestSent", 3),
    ]
    scheduled = talk.of(RetryScheduled)[0]
    assert (scheduled.attempts, scheduled.fault.kind, scheduled.fault.status) == (3, "server", 500)


async def test_retry_now_ends_the_wait(fault_server: FaultServer, choice: ApiChoice) -> None:
    provider = make_provider(fault_server.base_url, clock=FakeClock(), choice=choice)
    talk = Talk()
    listening = asyncio.create_task(listen(provider, request("429-once"), talk))
    await talk.until(RetryScheduled)
    assert talk.state.phase is Phase.RETRYING
    provider.retry_now()
    await listening
    assert len(talk.of(RequestSent)) == 2
    assert talk.text == "Hello, world."
    await provider.close()


async def test_a_wait_that_is_cancelled_asks_no_more(fault_server: FaultServer, choice: ApiChoice) -> None:
    provider = make_provider(fault_server.base_url, clock=FakeClock(), choice=choice)
    talk = Talk()
    reading = asyncio.create_task(provider.ask(request("429"), talk.take))
    await talk.until(RetryScheduled)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    provider.retry_now()
    assert len(fault_server.requests) == 1
    await provider.close()


async def test_the_next_request_is_answered_after_a_failed_one(fault_server: FaultServer, choice: ApiChoice) -> None:
    provider = make_provider(fault_server.base_url, choice=choice)
    failed = await listen(provider, request("503"))
    talk = await listen(provider, request("good"))
    assert failed.fault is not None
    assert (talk.fault, talk.text) == (None, "Hello, world.")
    await provider.close()
