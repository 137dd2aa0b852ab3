"""Servers that keep the person waiting: only payload counts, and pings are none."""

from __future__ import annotations

import asyncio

import pytest

from streamtui.config.settings import Retry, Settings, Timeouts
from streamtui.core.chat.events import (
    FinishReported,
    RequestSent,
    ResponseStarted,
    StallNoticed,
    StreamEvent,
    TextDelta,
)
from streamtui.providers.api_choice import ApiChoice
from streamtui.providers.patience import Patience, Silence
from tests.doubles.clocks import FakeClock
from tests.providers.talk import Talk, listen, make_provider, request
from tests.servers.fault import FaultServer

ONCE = Settings(Retry(attempts=1))


@pytest.mark.parametrize(
    ("scenario", "last"), [("never", RequestSent), ("headers-only", ResponseStarted), ("pings", ResponseStarted)]
)
async def test_no_first_token_in_time_is_a_timeout(
    fault_server: FaultServer, scenario: str, last: type[StreamEvent], choice: ApiChoice
) -> None:
    clock, talk = FakeClock(), Talk()
    provider = make_provider(fault_server.base_url, settings=ONCE, clock=clock, choice=choice)
    listening = asyncio.create_task(listen(provider, request(scenario), talk))
    await talk.until(last)
    await fault_server.asked()
    clock.advance(120)
    await listening
    assert talk.fault is not None
    assert talk.fault.kind == "timeout"
    assert "120 s" in talk.fault.message
    await fault_server.requests[0].gone.wait()
    await provider.close()


@pytest.mark.parametrize("scenario", ["silent", "pings-later"])
async def test_a_stall_is_noticed_at_10_seconds_and_ends_the_reply_at_60(
    fault_server: FaultServer, scenario: str, choice: ApiChoice
) -> None:
    clock, talk = FakeClock(), Talk()
    provider = make_provider(fault_server.base_url, clock=clock, settings=Settings(), choice=choice)
    listening = asyncio.create_task(listen(provider, request(scenario), talk))
    await talk.until(TextDelta, ", wor")
    clock.advance(10)
    await talk.until(StallNoticed)
    assert talk.of(StallNoticed) == [StallNoticed(clock.now(), 10)]
    assert talk.fault is None
    clock.advance(50)
    await listening
    assert talk.fault is not None
    assert (talk.fault.kind, talk.text) == ("stalled", "Hello, wor")
    assert len(fault_server.requests) == 1
    await fault_server.requests[0].gone.wait()
    await provider.close()


async def test_a_reply_with_its_finish_reason_is_complete_though_the_connection_stays_open(
    fault_server: FaultServer, choice: ApiChoice
) -> None:
    clock, talk = FakeClock(), Talk()
    provider = make_provider(fault_server.base_url, clock=clock, settings=Settings(), choice=choice)
    listening = asyncio.create_task(listen(provider, request("silent-finish"), talk))
    await talk.until(FinishReported)
    clock.advance(10)
    await listening
    assert (talk.fault, talk.text, talk.of(StallNoticed)) == (None, "Hello, world.", [])
    await provider.close()


def test_payload_moves_the_deadline_and_a_ping_does_not() -> None:
    patience = Patience(Timeouts(), sent_at=0)
    assert patience.deadline_at == 120
    patience.saw([], 50)
    assert patience.deadline_at == 120
    patience.saw([TextDelta(60, "a")], 60)
    assert patience.deadline_at == 70
    assert patience.expired() is Silence.STALLING
    assert patience.deadline_at == 120
    patience.saw([TextDelta(100, "b")], 100)
    assert patience.deadline_at == 110
    assert patience.expired() is Silence.STALLING
    assert patience.expired() is Silence.STALLED


def test_payload_of_another_choice_after_the_finish_is_waited_for() -> None:
    patience = Patience(Timeouts(), sent_at=0)
    patience.saw([TextDelta(1, "a"), FinishReported(1, "stop")], 1)
    patience.saw([TextDelta(9, "b", choice=1)], 9)
    assert patience.deadline_at == 19
    assert patience.expired() is Silence.OVER
