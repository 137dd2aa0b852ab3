"""A configured server as an endpoint: imports the SDK off the loop, and asks for a model where none was named."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from streamtui.config.settings import Settings
from streamtui.core.faults.faults import Fault, ProviderError
from streamtui.core.faults.server_words import address, is_loopback
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.provider import Access, Progress
from streamtui.core.text.secrets import Secrets
from streamtui.providers.api_choice import CHAT, ApiChoice
from streamtui.providers.limits import RequestLimits

if TYPE_CHECKING:
    from streamtui.providers.openai_api import OpenAIProvider


async def connect(
    base_url: str,
    api_key: str,
    *,
    settings: Settings,
    clock: Clock,
    limits: RequestLimits,
    place: str = "",
    choice: ApiChoice = CHAT,
    secrets: Secrets | None = None,
) -> OpenAIProvider:
    """A provider for the server at `base_url`; nothing is asked of the server yet.

    The SDK takes about a second to import and its client a tenth, so both happen in a thread.
    """

    def make() -> OpenAIProvider:
        from streamtui.providers.openai_api import OpenAIProvider
        from streamtui.providers.prices import price_usd

        return OpenAIProvider(
            base_url,
            api_key,
            settings=settings,
            clock=clock,
            limits=limits,
            price=price_usd,
            place=place,
            choice=choice,
            secrets=secrets,
        )

    return await asyncio.to_thread(make)


class ServerEndpoint:
    """core.ports.provider.Endpoint for a server that runs already, here or elsewhere."""

    hint = ""
    takes_tools = True
    """Where a server or model can't, it says so at the first request, and the provider remembers."""

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        label: str,
        settings: Settings,
        clock: Clock,
        limits: RequestLimits,
        model: str = "",
        options: Mapping[str, Any] | None = None,
        choice: ApiChoice = CHAT,
        secrets: Secrets | None = None,
    ) -> None:
        self.label = label
        self.model = model
        self.may_cost = not is_loopback(base_url)
        self.options = options or {}
        self._base_url = base_url
        self._api_key = api_key
        self._settings = settings
        self._clock = clock
        self._limits = limits
        self._choice = choice
        self._secrets = secrets
        self._provider: OpenAIProvider | None = None

    def use_model(self, name: str) -> None:
        """See core.ports.provider.Endpoint. Whether the server has it shows at the next request."""
        self.model = name

    async def open(self, on_progress: Callable[[Progress], None]) -> OpenAIProvider:
        """See core.ports.provider.Endpoint. The server is only asked when no model was named."""
        if self._provider is None:
            on_progress(Progress("Getting ready"))
        provider = await self._connected()
        if not self.model:
            on_progress(Progress("asking for the model's name"))
            self.model = await self._first_model()
        return provider

    @property
    def context_limit(self) -> int | None:
        """See core.ports.provider.Endpoint. What the server says goes before our list, which takes a moment to load."""
        if not self.model:
            return None
        if self._provider is not None and (limit := self._provider.context_limits.get(self.model)):
            return limit
        from streamtui.providers.prices import context_limit

        return context_limit(self.model, self._base_url)

    async def models(self) -> Sequence[str]:
        """See core.ports.provider.Endpoint."""
        return await (await self._connected()).models()

    async def access(self) -> Access:
        """See core.ports.provider.Endpoint."""
        return Access(self._base_url, self._api_key)

    async def close(self) -> None:
        """See core.ports.provider.Endpoint."""
        if self._provider is not None:
            await self._provider.close()
            self._provider = None

    async def _connected(self) -> OpenAIProvider:
        if self._provider is None:
            self._provider = await connect(
                self._base_url,
                self._api_key,
                settings=self._settings,
                clock=self._clock,
                limits=self._limits,
                place=self.label,
                choice=self._choice,
                secrets=self._secrets,
            )
        return self._provider

    async def _first_model(self) -> str:
        models = await self.models()
        if not models:
            message = f"{address(self._base_url)} names no model: say which one to use, by --model or OPENAI_MODEL."
            raise ProviderError(Fault("not_found", message))
        return models[0]
