"""Servers that keep the person waiting: only payload counts, and pings are none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from streamtui.config.settings import Retry, Settings, Timeouts
from streamtui.core.chat.events import (
    FinishReported,
    RequestSent,
    ResponseStarted,
    StallNoticed,
    StreamEvent,
    TextDelta,
    TurnFailed,
)
from streamtui.core.faults.faults import ProviderError
from streamtui.providers.patience import Patience, Silence
from tests.fakes import FakeClock
from tests.providers.talk import Talk, make_provider, request
from tests.servers.fault import FaultServer

ONCE = Settings(Retry(attempts=1))


@dataclass(slots=True)
class SilentTalk(Talk):
    """Lets time pass between two events."""

    server: FaultServer = field(kw_only=True)

    async def read_until(self, events: AsyncIterator[StreamEvent], kind: type[StreamEvent], text: str = "") -> None:
        """Read up to an event of that kind, with that text where one is given."""
        while True:
            event = await anext(events)
            self.take(event)
            if isinstance(event, kind) and text == getattr(event, "text", ""):
                return

    async def read_on(self, events: AsyncIterator[StreamEvent], clock: FakeClock, seconds: float) -> None:
        """Let that time pass while the next event is waited for, and take what comes then."""
        waiting = asyncio.ensure_future(anext(events))
        await self.server.asked()
        clock.advance(seconds)
        try:
            self.take(await waiting)
        except StopAsyncIteration:
            return
        except ProviderError as error:
            self.fault = error.fault
            self.take(TurnFailed(clock.now(), error.fault))


@pytest.mark.parametrize(
    ("scenario", "last"), [("never", RequestSent), ("headers-only", ResponseStarted), ("pings", ResponseStarted)]
)
async def test_no_first_token_in_time_is_a_timeout(
    fault_server: FaultServer, scenario: str, last: type[StreamEvent]
) -> None:
    clock, talk = FakeClock(), SilentTalk(server=fault_server)
    provider = make_provider(fault_server.base_url, settings=ONCE, clock=clock)
    events = provider.stream(request(scenario))
    await talk.read_until(events, last)
    await talk.read_on(events, clock, 120)
    assert talk.fault is not None
    assert talk.fault.kind == "timeout"
    assert "120 s" in talk.fault.message
    await fault_server.requests[0].gone.wait()
    await provider.close()


@pytest.mark.parametrize("scenario", ["silent", "pings-later"])
async def test_a_stall_is_noticed_at_10_seconds_and_ends_the_reply_at_60(
    fault_server: FaultServer, scenario: str
) -> None:
    clock, talk = FakeClock(), SilentTalk(server=fault_server)
    provider = make_provider(fault_server.base_url, clock=clock, settings=Settings())
    events = provider.stream(request(scenario))
    await talk.read_until(events, TextDelta, ", wor")
    await talk.read_on(events, clock, 10)
    assert talk.of(StallNoticed) == [StallNoticed(clock.now(), 10)]
    assert talk.fault is None
    await talk.read_on(events, clock, 50)
    assert talk.fault is not None
    assert (talk.fault.kind, talk.text) == ("stalled", "Hello, wor")
    assert len(fault_server.requests) == 1
    await fault_server.requests[0].gone.wait()
    await provider.close()


async def test_a_reply_with_its_finish_reason_is_complete_though_the_connection_stays_open(
    fault_server: FaultServer,
) -> None:
    clock, talk = FakeClock(), SilentTalk(server=fault_server)
    provider = make_provider(fault_server.base_url, clock=clock, settings=Settings())
    events = provider.stream(request("silent-finish"))
    while not talk.of(FinishReported):
        talk.take(await anext(events))
    await talk.read_on(events, clock, 10)
    assert (talk.fault, talk.text, talk.of(StallNoticed)) == (None, "Hello, world.", [])
    await events.aclose()
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
