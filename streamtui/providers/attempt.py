"""One attempt of one request: what is read becomes events, what goes wrong becomes a fault.

The response is read in a task of its own: a stop, or a silence, cancels the very task that opened the connection, and
so it is closed at once and without a complaint.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeAlias

import httpx2
from openai import APIStatusError

from streamtui.config.settings import Timeouts
from streamtui.core.chat.events import (
    PAYLOAD,
    BodyEnded,
    BytesReceived,
    ChunkReceived,
    ReplyFailed,
    ReplyFinished,
    StallNoticed,
    StreamEvent,
)
from streamtui.core.faults.bugs import log_bug
from streamtui.core.faults.faults import Fault, ProviderError
from streamtui.core.faults.server_words import host
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.provider import Take
from streamtui.core.wire.masked_body import MaskedBody
from streamtui.core.wire.masked_reply import MaskedReply
from streamtui.core.wire.reply_decoder import ReplyDecoder
from streamtui.core.wire.shown_exchange import prepared, started
from streamtui.providers.background import BackgroundResponse, NoRestError
from streamtui.providers.cost import Cost, PriceOf
from streamtui.providers.failures import AttemptError, Target, failure_of, is_transient
from streamtui.providers.patience import Patience, Silence
from streamtui.providers.sdk import ByteStream

OpenStream: TypeAlias = Callable[[Callable[[httpx2.Request], None]], Awaitable["ByteStream | BackgroundResponse"]]
"""Asks for the reply, and tells of the request that leaves; returns when the headers have arrived."""

_FREQUENT = {*PAYLOAD, BytesReceived, ChunkReceived}
_DRAIN_S = 0.1
LOOP_SHARE = 4096
"""Bytes, a millisecond or two of reading, after which others have the loop: a body that is there already never waits,
and a key goes through the loop some fifty times before it shows."""
PART = 4 * LOOP_SHARE
"""Bytes that are taken at once of what one read brought: together they cost less."""


class _Loop:
    """What attempts share: those whose bodies are there take, together, no more of it than one alone."""

    def __init__(self) -> None:
        self._giving_way = 0

    async def give_way(self) -> None:
        """Wait as many turns as there are attempts that do."""
        self._giving_way += 1
        try:
            for _ in range(self._giving_way):
                await asyncio.sleep(0)
        finally:
            self._giving_way -= 1


_LOOP = _Loop()


class Attempt:
    """Reads one reply; made anew for each attempt, when the request is sent."""

    def __init__(
        self,
        target: Target,
        decoder: ReplyDecoder,
        *,
        timeouts: Timeouts,
        clock: Clock,
        price_of: PriceOf | None,
        take: Take,
    ) -> None:
        self._target = target
        self._timeouts = timeouts
        self._clock = clock
        self._take = take
        self._decoder = decoder
        self._body = MaskedBody(target.secrets)
        self._reply = MaskedReply(target.secrets, decoder.taken)
        self._patience = Patience(timeouts, clock.now())
        self._cost = Cost(price_of)
        self._answered = False
        """The response's headers came: from then on all trouble is with what the server sends."""
        self._body_open = False
        """A response began, and how its body ended was not told."""
        self._asked_again = 0
        """How often for the rest of the response, since the last payload."""
        self._payload_before: float | None = None
        """That of which this is counted."""
        self._ending: asyncio.Future[ReplyFinished | ReplyFailed] = asyncio.get_running_loop().create_future()
        """The last event of the reply, which is held back; or what `take` raised."""

    async def run(self, open_stream: OpenStream, background: BackgroundResponse | None = None) -> None:
        """Hand over the events as they come; the last one is ReplyFinished, at the instant at which that was known.

        What the body holds behind it is read as bytes before. Of what goes on in the `background` the rest is asked for
        where it is silent. Raises AttemptError before the first payload and ProviderError after it, with the connection
        closed.
        """
        failure: ProviderError | None = None
        reader = asyncio.create_task(self._read(open_stream))
        watchdog = asyncio.create_task(self._watch())
        silence = Silence.STALLED
        try:
            await self._first_of(reader, watchdog)
            while watchdog.done() and not reader.done() and background is not None and self._bears(background):
                silence, watchdog = watchdog.result(), asyncio.create_task(self._watch())
                if not background.pausing:
                    reader.cancel()
                    await asyncio.wait({reader})
                    reader = asyncio.create_task(self._read(background.rest))
                await self._first_of(reader, watchdog)
            if not self._ending.done():
                if watchdog.done() or isinstance(reader.result(), NoRestError):
                    failure = self._silent(watchdog.result() if watchdog.done() else silence)
                else:
                    failure = self._broken(reader.result())
                self._close(self._end_of_body(reader, failure))
            ending = self._ending.result()
            if self._decoder.bug is not None:
                log_bug(self._decoder.bug, "the reading of a chunk")
            if (cost := await self._cost.reckoned(ending.at)) is not None:
                self._take(cost)
            await asyncio.wait({reader}, timeout=_DRAIN_S)  # a body read to its end leaves its connection to the next
            self._let_go(self._end_of_body(reader, None))
            if isinstance(ending, ReplyFailed):
                raise failure or self._failed(ending.fault)
            self._take(ending)
        finally:
            reader.cancel()
            watchdog.cancel()
            await asyncio.gather(reader, watchdog, return_exceptions=True)
            self._let_go(BodyEnded(self._clock.now(), "stopped"))

    async def _first_of(self, reader: asyncio.Task[Exception | None], watchdog: asyncio.Task[Silence]) -> None:
        over: set[asyncio.Future[Any]] = {reader, watchdog, self._ending}
        await asyncio.wait(over, return_when=asyncio.FIRST_COMPLETED)

    def _bears(self, background: BackgroundResponse) -> bool:
        """A silence ends nothing yet where the rest can be asked for: so often, until payload comes."""
        if not background.pausing:
            if self._payload_before != self._patience.payload_at:
                self._payload_before, self._asked_again = self._patience.payload_at, 0
            self._asked_again += 1
            if self._ending.done() or not background.resumable or self._asked_again > background.tries:
                return False
        self._patience.begin_again(self._clock.now())
        return True

    async def _read(self, open_stream: OpenStream) -> Exception | None:
        """Read the body to its end; returns what broke it."""
        try:
            async with await open_stream(self._prepared) as stream:
                self._answered = True
                if not self._body_open:
                    self._start(stream.response)
                read = 0
                async for data in stream:
                    for start in range(0, len(data), PART):
                        at = self._clock.now()
                        if shown := self._body.feed(part := data[start : start + PART]):
                            self._hand_over([BytesReceived(at, shown), *self._decoder.feed(shown, at)], at)
                        read += len(part)
                        if read >= LOOP_SHARE:
                            read = 0
                            await _LOOP.give_way()
        except APIStatusError as refusal:
            self._start(refusal.response)
            with suppress(httpx2.ResponseNotRead):
                self._hand_over([BytesReceived(at := self._clock.now(), self._body.feed(refusal.response.content))], at)
            return refusal
        except Exception as error:
            return error
        return None

    def _prepared(self, request: httpx2.Request) -> None:
        at, secrets = self._clock.now(), self._target.secrets
        body = secrets.hide(request.content.decode(errors="replace"))
        self._hand_on([prepared(at, request.method, str(request.url), request.headers.raw, body, secrets)])

    def _start(self, response: httpx2.Response) -> None:
        at = self._clock.now()
        self._body_open = True
        self._hand_over([started(at, response.status_code, response.headers.raw, self._target.secrets)], at)

    def _end_of_body(self, reader: asyncio.Task[Exception | None], failure: ProviderError | None) -> BodyEnded:
        """How it came to its end, which is known; if not it is left, or was by what failed."""
        at, why = self._clock.now(), failure.fault.message if failure is not None else ""
        if not reader.done():
            return BodyEnded(at, "stopped" if why else "left", why)
        error = reader.result()
        return BodyEnded(at) if error is None or isinstance(error, APIStatusError) else BodyEnded(at, "broken", why)

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

    def _close(self, ended: BodyEnded) -> None:
        """The body is over: hand over the last events."""
        at = ended.at
        events: list[StreamEvent] = []
        try:
            if rest := self._body.end():
                events = [BytesReceived(at, rest), *self._decoder.feed(rest, at)]
            if self._body_open:
                events.append(ended)
            self._body_open = False
            events += self._decoder.close(at)
        except Exception as error:
            events += [ReplyFailed(at, failure_of(error, self._target, answered=True).fault)]
        self._hand_over(events, at)

    def _let_go(self, ended: BodyEnded) -> None:
        """No more is read, though the reply was over, or stopped: what waited, lest it be a key's part, has come."""
        if self._body_open:
            self._body_open = False
            rest = self._body.end()
            waited = self._reply.feed([BytesReceived(ended.at, rest)] if rest else [])
            self._hand_on([*waited, *self._reply.end(), ended])

    def _hand_over(self, events: Sequence[StreamEvent], at: float) -> None:
        if self._ending.done():
            events = [event for event in events if type(event) is BytesReceived]
        self._patience.saw(events, at)
        self._hand_on(self._reply.feed(events))

    def _hand_on(self, events: Sequence[StreamEvent]) -> None:
        if self._ending.done() and self._ending.exception() is not None:
            return
        try:
            for event in events:
                if type(event) in _FREQUENT:
                    self._take(event)
                elif isinstance(event, ReplyFinished | ReplyFailed):
                    self._ending.set_result(event)
                else:
                    self._cost.take(event)
                    self._take(event)
        except Exception as error:  # not the network's: it goes to whoever listens
            if self._ending.done():
                raise
            self._ending.set_exception(error)

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
            refusal = self._decoder.refusal
            said = "" if refusal is None else self._target.secrets.hide(json.dumps(refusal))
            return AttemptError(fault, transient=is_transient(fault), said=said)
        return ProviderError(fault)


def _with_text_kept(sentence: str) -> str:
    return f"{sentence.removesuffix('.')}; what arrived is kept."
