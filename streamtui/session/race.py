"""A race: the same messages to several places at the same time; whatever happens to one, the others go on.

All start together, once each is ready or has failed to be, so that none measures how another one loads its model.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from streamtui.core.chat.events import StreamEvent, TurnFailed
from streamtui.core.chat.parameters import in_force
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.token_ratios import TokenRatios
from streamtui.core.faults.bugs import fault_of, survived
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.provider import ChatProvider, ChatRequest, Endpoint, Progress
from streamtui.core.ports.race import Contestant, OnEvent
from streamtui.core.ports.session import Recorder
from streamtui.session.one_reply import one_reply
from streamtui.session.recorded import recorded, written
from streamtui.session.turn import STOPPED


class Race:
    """See core.ports.race.Race. Runs once; closes the endpoints it is given.

    The parameters are sent to all, and win over what a place gives.
    """

    def __init__(
        self,
        endpoints: Mapping[str, Endpoint],
        messages: Sequence[Mapping[str, Any]],
        clock: Clock,
        *,
        parameters: Mapping[str, Any] | None = None,
        runs: int = 1,
        ratios: TokenRatios | None = None,
        recorders: Iterable[Sequence[Recorder]] = (),
    ) -> None:
        """`recorders`: for each endpoint, if for any, those that record what comes of it."""
        self.contestants = [Contestant(label) for label in endpoints]
        self._endpoints = dict(zip(self.contestants, endpoints.values(), strict=True))
        self._messages = messages
        self._clock = clock
        self._parameters = parameters or {}
        self._runs = runs
        self._ratios = ratios
        self._recorders = dict(zip(self.contestants, recorders, strict=False))
        self._tasks: dict[Contestant, asyncio.Task[None]] = {}
        self._providers: dict[Contestant, ChatProvider] = {}
        self._preparing = set(self.contestants)
        self._start = asyncio.Event()
        self._on_event: OnEvent = _ignore

    async def run(self, on_event: OnEvent | None = None) -> None:
        """See core.ports.race.Race. An OSError is of `on_event`."""
        self._on_event = on_event or _ignore
        for contestant in self.contestants:
            task = self._tasks[contestant] = asyncio.create_task(self._take_part(contestant))
            task.add_done_callback(partial(self._leave, contestant))
        tasks = self._tasks.values()
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in tasks:
            if not task.cancelled():
                task.result()

    def stop(self, contestant: Contestant) -> None:
        """See core.ports.race.Race."""
        if contestant in self._tasks:
            self._tasks[contestant].cancel()

    def retry_now(self, contestant: Contestant) -> None:
        """See core.ports.race.Race."""
        if contestant in self._providers:
            self._providers[contestant].retry_now()

    async def _take_part(self, contestant: Contestant) -> None:
        endpoint = self._endpoints[contestant]
        try:
            provider = await self._prepared(contestant, endpoint)
            if provider is None:
                return
            self._providers[contestant] = provider
            self._be_ready(contestant)
            await self._start.wait()
            request = ChatRequest(endpoint.model, self._messages, options=in_force(endpoint.options, self._parameters))
            for _ in range(self._runs):
                state = contestant.state = ChatState(self._ratios)
                recorders = self._recorders.get(contestant, ())
                take = recorded(partial(self._take, contestant), state, recorders)
                await one_reply(provider, request, self._clock, take, partial(written, recorders))
        except OSError:
            raise  # of who listens: for all others, too, nobody hears any more
        except Exception as bug:
            fault = fault_of(bug, f"the race of {contestant.label}")
            with survived(f"the end of {contestant.label}"):
                if contestant.state.phase.busy or not contestant.replies:
                    contestant.state = ChatState()  # the one there is may be what fails
                    self._take(contestant, TurnFailed(self._clock.now(), fault))
        finally:
            with survived(f"the closing of {contestant.label}"):
                await endpoint.close()

    async def _prepared(self, contestant: Contestant, endpoint: Endpoint) -> ChatProvider | None:
        """Open the endpoint; `None` where that failed, which is told."""

        def show(progress: Progress) -> None:
            contestant.progress = progress

        named = endpoint.model
        try:
            provider = await endpoint.open(show)
            if not named:
                self._name(contestant, endpoint)
            return provider
        except Exception as error:
            fault = fault_of(error, f"the preparation of {contestant.label}")
        finally:
            contestant.progress = None
        self._take(contestant, TurnFailed(self._clock.now(), fault))
        return None

    def _name(self, contestant: Contestant, endpoint: Endpoint) -> None:
        """Its place was asked for a model: now that one is known."""
        taken = {other.label for other in self.contestants}
        alone = contestant.label == endpoint.label and endpoint.model not in taken
        contestant.label = endpoint.model if alone else f"{contestant.label} · {endpoint.model}"

    def _take(self, contestant: Contestant, event: StreamEvent) -> None:
        contestant.apply(event)
        self._on_event(contestant, event)

    def _be_ready(self, contestant: Contestant) -> None:
        self._preparing.discard(contestant)
        if not self._preparing:
            self._start.set()

    def _leave(self, contestant: Contestant, _: asyncio.Task[None]) -> None:
        """Also called for one that was stopped before its task had begun."""
        self._be_ready(contestant)
        contestant.over = True
        if not contestant.replies:
            with survived(f"the end of {contestant.label}"):
                self._take(contestant, TurnFailed(self._clock.now(), STOPPED))


def _ignore(contestant: Contestant, event: StreamEvent) -> None:
    """Nobody wants to hear of it."""
