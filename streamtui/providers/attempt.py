"""One attempt of one request: what is read becomes events, what goes wrong becomes a fault.

The response is read in a task of its own: a stop, or a silence, cancels the very task that opened the connection, and
so it is closed at once and without a complaint.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from streamtui.config.settings import Timeouts
from streamtui.core.chat.events import (
    PAYLOAD,
    BytesReceived,
    ChunkReceived,
    CostReported,
    ReplyFailed,
    ReplyFinished,
    ResponseStarted,
    StallNoticed,
    StreamEvent,
    UsageReported,
)
from streamtui.core.chat.usage import Usage
from streamtui.core.faults.bugs import log_bug, survived
from streamtui.core.faults.faults import Fault, ProviderError
from streamtui.core.faults.server_words import host
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.provider import Take
from streamtui.core.wire.masked_body import MaskedBody
from streamtui.core.wire.masked_reply import MaskedReply
from streamtui.core.wire.reply_decoder import ReplyDecoder
from streamtui.providers.failures import AttemptError, Target, failure_of, is_transient
from streamtui.providers.patience import Patience, Silence
from streamtui.providers.sdk import ByteStream

Price: TypeAlias = Callable[[Usage], "float | None"]
"""US dollars, or `None` where the price is unknown."""

_FREQUENT = {*PAYLOAD, BytesReceived, ChunkReceived}
_PRICE_SOURCE = "genai-prices"
_DRAIN_S = 0.1
_LONGEST_ID = 200
"""Characters of a request's id; servers make up some forty."""


class Attempt:
    """Reads one reply; made anew for each attempt, when the request is sent."""

    def __init__(
        self,
        target: Target,
        decoder: ReplyDecoder,
        *,
        timeouts: Timeouts,
        clock: Clock,
        price: Price | None,
        take: Take,
    ) -> None:
        self._target = target
        self._timeouts = timeouts
        self._clock = clock
        self._price = price
        self._take = take
        self._decoder = decoder
        self._body = MaskedBody(target.secrets)
        self._reply = MaskedReply(target.secrets, decoder.taken)
        self._patience = Patience(timeouts, clock.now())
        self._usage: Usage | None = None
        self._cost_known = False
        self._answered = False
        """The response's headers came: from then on all trouble is with what the server sends."""
        self._ending: asyncio.Future[ReplyFinished | ReplyFailed] = asyncio.get_running_loop().create_future()
        """The last event of the reply, which is held back; or what `take` raised."""

    async def run(self, open_stream: Callable[[], Awaitable[ByteStream]]) -> None:
        """Hand over the events as they come, the last one being ReplyFinished.

        Raises AttemptError before the first payload and ProviderError after it, with the connection closed.
        """
        failure: ProviderError | None = None
        reader = asyncio.create_task(self._read(open_stream))
        watchdog = asyncio.create_task(self._watch())
        try:
            over: set[asyncio.Future[Any]] = {reader, watchdog, self._ending}
            await asyncio.wait(over, return_when=asyncio.FIRST_COMPLETED)
            if not self._ending.done():
                failure = self._silent(watchdog.result()) if watchdog.done() else self._broken(reader.result())
                self._close()
            ending = self._ending.result()
            if self._decoder.bug is not None:
                log_bug(self._decoder.bug, "the reading of a chunk")
            await self._report_cost(ending.at)
            if isinstance(ending, ReplyFailed):
                raise failure or self._failed(ending.fault)
            self._take(ending)
            await asyncio.wait({reader}, timeout=_DRAIN_S)  # a body read to its end leaves its connection to the next
        finally:
            reader.cancel()
            watchdog.cancel()
            await asyncio.gather(reader, watchdog, return_exceptions=True)
            if not self._ending.done():
                self._let_go()

    async def _read(self, open_stream: Callable[[], Awaitable[ByteStream]]) -> Exception | None:
        """Read the body to its end; returns what broke it."""
        try:
            async with await open_stream() as stream:
                at, response = self._clock.now(), stream.response
                request_id = self._target.secrets.hide(response.headers.get("x-request-id", ""))[:_LONGEST_ID]
                self._answered = True
                self._hand_over([ResponseStarted(at, response.status_code, request_id or None)], at)
                async for data in stream:
                    at = self._clock.now()
                    if data := self._body.feed(data):
                        self._hand_over([BytesReceived(at, data), *self._decoder.feed(data, at)], at)
        except Exception as error:
            return error
        return None

    async def _watch(self) -> Silence:
        """Tell of a stall; returns what the silence means that ends the attempt.

        A deadline that is moved lies at least `stall_warn_s` ahead, so no longer sleep misses one.
        """
        while True:
            now = self._clock.now()
            if (left_s := self._patience.deadline_at - now) > 0:
                await self._clock.sleep(min(left_s, self._timeouts.stall_warn_s))
            elif (silence := self._patience.expired()) is Silence.STALLING:
                self._hand_over([StallNoticed(now, now - (self._patience.payload_at or now))], now)
            else:
                return silence

    def _close(self) -> None:
        """The body is over: hand over the last events."""
        at = self._clock.now()
        events: list[StreamEvent] = []
        try:
            if rest := self._body.end():
                events = [BytesReceived(at, rest), *self._decoder.feed(rest, at)]
            events += self._decoder.close(at)
        except Exception as error:
            events += [ReplyFailed(at, failure_of(error, self._target, answered=True).fault)]
        self._hand_over(events, at)

    def _let_go(self) -> None:
        """The reply was stopped: what waited, lest it be a part of a key, has arrived, too."""
        at = self._clock.now()
        rest = self._body.end()
        self._hand_on([*self._reply.feed([BytesReceived(at, rest)] if rest else []), *self._reply.end()])

    def _hand_over(self, events: Sequence[StreamEvent], at: float) -> None:
        if self._ending.done():
            return
        self._patience.saw(events, at)
        self._hand_on(self._reply.feed(events))

    def _hand_on(self, events: Sequence[StreamEvent]) -> None:
        try:
            for event in events:
                if type(event) in _FREQUENT:
                    self._take(event)
                elif isinstance(event, ReplyFinished | ReplyFailed):
                    self._ending.set_result(event)
                else:
                    self._note_cost(event)
                    self._take(event)
        except Exception as error:  # not the network's: it goes to whoever listens
            self._ending.set_exception(error)

    def _note_cost(self, event: StreamEvent) -> None:
        if isinstance(event, UsageReported):
            self._usage = event.usage
        elif isinstance(event, CostReported):
            self._cost_known = True

    async def _report_cost(self, at: float) -> None:
        """In a thread, as the price list is loaded when first asked."""
        if self._price and self._usage and not self._cost_known:
            usd = None
            with survived("the price list"):
                usd = await asyncio.to_thread(self._price, self._usage)
            if usd is not None:
                self._take(CostReported(at, usd, _PRICE_SOURCE))

    def _broken(self, error: Exception | None) -> ProviderError | None:
        if error is None:
            return None
        failure = failure_of(error, self._target, answered=self._answered)
        if self._patience.payload_at is None:
            return failure
        if failure.fault.kind == "malformed":
            return self._failed(replace(failure.fault, message=_with_text_kept(failure.fault.message)))
        message = f"{host(self._target.url)} broke off in mid-reply; what arrived is kept."
        return self._failed(Fault("cut", message))

    def _silent(self, silence: Silence) -> ProviderError:
        server, timeouts = host(self._target.url), self._timeouts
        if silence is Silence.NO_FIRST_TOKEN:
            message = f"{server} sent no token within {timeouts.first_token_s:g} s: it may be overloaded; ask again."
            return self._failed(Fault("timeout", message))
        silent = f"fell silent in mid-reply for {timeouts.stall_s:g} s"
        message = f"{server} {silent}; what arrived is kept."
        return self._failed(Fault("stalled", message))

    def _failed(self, fault: Fault) -> ProviderError:
        fault = replace(fault, message=self._target.secrets.redact(fault.message))
        if self._patience.payload_at is None:
            return AttemptError(fault, transient=is_transient(fault))
        return ProviderError(fault)


def _with_text_kept(sentence: str) -> str:
    return f"{sentence.removesuffix('.')}; what arrived is kept."
