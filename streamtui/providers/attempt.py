"""One attempt of one request: what is read becomes events, what goes wrong becomes a fault."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from streamtui.config.settings import Timeouts
from streamtui.core.chat.events import (
    CostReported,
    ResponseStarted,
    StallNoticed,
    StreamEvent,
    TurnFailed,
    UsageReported,
)
from streamtui.core.chat.usage import Usage
from streamtui.core.faults.faults import Fault, ProviderError
from streamtui.core.faults.server_words import host
from streamtui.core.ports.clock import Clock
from streamtui.core.text.secrets import redact
from streamtui.core.wire.reply_decoder import ReplyDecoder
from streamtui.providers.failures import AttemptError, Target, failure_of, is_transient
from streamtui.providers.patience import Patience, Silence
from streamtui.providers.reading import Ended, Opened, Reading
from streamtui.providers.sdk import ByteStream

Price: TypeAlias = Callable[[Usage], "float | None"]
"""US dollars, or `None` where the price is unknown."""


_PRICE_SOURCE = "genai-prices"


class Attempt:
    """Reads one reply; made anew for each attempt, when the request is sent."""

    def __init__(self, target: Target, timeouts: Timeouts, clock: Clock, price: Price | None) -> None:
        self._target = target
        self._timeouts = timeouts
        self._clock = clock
        self._price = price
        self._decoder = ReplyDecoder(url=target.url, model=target.model)
        self._patience = Patience(timeouts, clock.now())
        self._usage: Usage | None = None
        self._cost_known = False

    async def events(
        self, open_stream: Callable[[], Awaitable[ByteStream]]
    ) -> AsyncGenerator[Sequence[StreamEvent], None]:
        """Batches of events, at most one for each read, the last ending with ReplyFinished.

        Raises AttemptError before the first payload and ProviderError after it, with the connection closed.
        """
        patience, failure = self._patience, None
        async with Reading(open_stream, self._clock, patience.deadline_at) as reading:
            while not self._decoder.over:
                at, item = await reading.next()
                events: list[StreamEvent] = []
                if isinstance(item, bytes):
                    events = self._decoder.feed(item, at)
                elif isinstance(item, Opened):
                    events = [ResponseStarted(at, item.status, item.request_id)]
                elif isinstance(item, Ended):
                    failure = self._broken(item.error)
                    events = self._decoder.close(at)
                elif at >= patience.deadline_at:
                    silence = patience.expired()
                    if silence is Silence.STALLING:
                        events = [StallNoticed(at, at - (patience.payload_at or at))]
                    else:
                        failure = self._silent(silence)
                        events = self._decoder.close(at)
                patience.saw(events, at)
                reading.expect_by(patience.deadline_at)
                await self._add_cost(events, at)
                if events and isinstance(ending := events[-1], TurnFailed):
                    yield events[:-1]
                    raise failure or self._failed(ending.fault)
                yield events
            await reading.drain()

    async def _add_cost(self, events: list[StreamEvent], at: float) -> None:
        """Put the price before the end of the reply; in a thread, as the price list is loaded when first asked."""
        for event in events:
            if isinstance(event, UsageReported):
                self._usage = event.usage
            elif isinstance(event, CostReported):
                self._cost_known = True
        if self._decoder.over and self._price and self._usage and not self._cost_known:
            usd = await asyncio.to_thread(self._price, self._usage)
            if usd is not None:
                events.insert(-1, CostReported(at, usd, _PRICE_SOURCE))

    def _broken(self, error: Exception | None) -> ProviderError | None:
        if error is None:
            return None
        failure = failure_of(error, self._target)
        if self._patience.payload_at is None:
            return failure
        message = f"{host(self._target.url)} broke off in mid-reply; what arrived is kept, continue or ask again."
        return self._failed(Fault("cut", message))

    def _silent(self, silence: Silence) -> ProviderError:
        server, timeouts = host(self._target.url), self._timeouts
        if silence is Silence.NO_FIRST_TOKEN:
            message = f"{server} sent no token within {timeouts.first_token_s:g} s: it may be overloaded; ask again."
            return self._failed(Fault("timeout", message))
        silent = f"fell silent in mid-reply for {timeouts.stall_s:g} s"
        message = f"{server} {silent}; what arrived is kept, continue or ask again."
        return self._failed(Fault("stalled", message))

    def _failed(self, fault: Fault) -> ProviderError:
        fault = replace(fault, message=redact(fault.message, self._target.api_key))
        if self._patience.payload_at is None:
            return AttemptError(fault, transient=is_transient(fault))
        return ProviderError(fault)
