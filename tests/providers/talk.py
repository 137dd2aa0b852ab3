"""One reply through the real SDK, folded as the program folds it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from streamtui.config.settings import Settings, Timeouts
from streamtui.core.chat.events import StreamEvent, TurnFailed
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.state import ChatState
from streamtui.core.faults.faults import Fault, ProviderError
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.provider import ChatRequest
from streamtui.providers.api_choice import ApiChoice
from streamtui.providers.limits import RequestLimits
from streamtui.providers.openai_api import OpenAIProvider, Price
from tests.doubles.clocks import FakeClock

KEY = "the-secret-key-of-the-tests"
_DAY_S = 86400
UNTIMED = Settings(timeouts=Timeouts(first_token_s=_DAY_S, stall_warn_s=_DAY_S, stall_s=_DAY_S))
"""The default settings without time-outs, for a clock that hurries."""
TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}

_Event = TypeVar("_Event", bound=StreamEvent)


class FakeHurriedClock(FakeClock):
    """Waits of less than an hour are over at once, having taken their time; longer ones never."""

    async def sleep(self, seconds: float) -> None:
        if seconds >= 3600:
            await super().sleep(seconds)
        self.slept.append(seconds)
        self._now += seconds
        await asyncio.sleep(0)


@dataclass(slots=True)
class Talk:
    """What came of one request."""

    events: list[StreamEvent] = field(default_factory=list)
    state: ChatState = field(default_factory=ChatState)
    fault: Fault | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def reply(self) -> Reply:
        assert self.state.reply is not None
        return self.state.reply

    @property
    def text(self) -> str:
        return str(self.reply.text)

    def of(self, kind: type[_Event]) -> list[_Event]:
        """The events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]

    def take(self, event: StreamEvent) -> None:
        self.events.append(event)
        self.state.apply(event)
        self._news.set()

    async def until(self, kind: type[StreamEvent], text: str = "") -> None:
        """Wait until an event of that kind has come, with that text where one is given."""
        while not any(getattr(event, "text", "") == text for event in self.of(kind)):
            self._news.clear()
            await self._news.wait()

    async def until_there_are(self, number: int, kind: type[StreamEvent]) -> None:
        """Wait until so many events of that kind have come."""
        while len(self.of(kind)) < number:
            self._news.clear()
            await self._news.wait()


def make_provider(
    base_url: str,
    *,
    settings: Settings = UNTIMED,
    clock: Clock | None = None,
    limits: RequestLimits | None = None,
    price: Price | None = None,
    api_key: str = KEY,
    choice: ApiChoice | None = None,
) -> OpenAIProvider:
    clock = clock or FakeHurriedClock()
    limits = limits or RequestLimits(settings.limits, clock)
    return OpenAIProvider(
        base_url,
        api_key,
        settings=settings,
        clock=clock,
        limits=limits,
        price=price,
        choice=choice,
    )


def request(model: str = "test-model", **fields: Any) -> ChatRequest:
    messages: Sequence[Mapping[str, Any]] = [{"role": "user", "content": "Hi"}]
    return ChatRequest(model, messages, **fields)


async def listen(provider: OpenAIProvider, asked: ChatRequest, talk: Talk | None = None) -> Talk:
    """Read one reply to its end, with what a session adds when it fails."""
    talk = talk or Talk()
    try:
        await provider.ask(asked, talk.take)
    except ProviderError as error:
        talk.fault = error.fault
        talk.take(TurnFailed(talk.events[-1].at, error.fault))
    return talk


async def talk_to(base_url: str, model: str = "test-model", talk: Talk | None = None, **how: Any) -> Talk:
    """One reply from a provider made for it."""
    provider = make_provider(base_url, **how)
    try:
        return await listen(provider, request(model), talk)
    finally:
        await provider.close()
