"""A configured server as an endpoint: imports the SDK off the loop, and asks for a model where none was named."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from streamtui.config.settings import RequestSettings
from streamtui.core.faults.faults import Fault, ProviderError
from streamtui.core.faults.server_words import address, is_loopback
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.model_facts import UNKNOWN, ModelFacts
from streamtui.core.ports.provider import Access, Progress
from streamtui.core.text.secrets import Secrets
from streamtui.providers.api_choice import ApiChoice
from streamtui.providers.limits import RequestLimits

if TYPE_CHECKING:
    from streamtui.providers.openai_api import OpenAIProvider


async def connect(
    base_url: str,
    api_key: str,
    *,
    settings: RequestSettings,
    clock: Clock,
    limits: RequestLimits,
    place: str = "",
    choice: ApiChoice | None = None,
    secrets: Secrets | None = None,
    headers: Mapping[str, str] | None = None,
    extra_body: Mapping[str, Any] | None = None,
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
            headers=headers,
            extra_body=extra_body,
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
        settings: RequestSettings,
        clock: Clock,
        limits: RequestLimits,
        model: str = "",
        options: Mapping[str, Any] | None = None,
        choice: ApiChoice | None = None,
        secrets: Secrets | None = None,
        headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, Any] | None = None,
    ) -> None:
        self.label = label
        self.model = model
        self.may_cost = not is_loopback(base_url)
        self.options = options or {}
        self._access = Access(base_url, api_key, headers or {}, extra_body or {})
        self._settings = settings
        self._clock = clock
        self._limits = limits
        self._choice = choice or ApiChoice()
        self._secrets = secrets
        self._provider: OpenAIProvider | None = None

    def use_model(self, name: str) -> None:
        """See core.ports.provider.Endpoint. Whether the server has it shows at the next request."""
        self.model = name

    @property
    def api(self) -> str:
        """See core.ports.provider.Endpoint."""
        return self._choice.api

    def use_api(self, name: str) -> None:
        """See core.ports.provider.Endpoint."""
        self._choice.api = name

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
        """See core.ports.provider.Endpoint. Our list takes a moment to load: the server is asked first."""
        if not self.model:
            return None
        return self._told(self.model).context or self.facts(self.model).context

    def facts(self, model: str) -> ModelFacts:
        """See core.ports.provider.Endpoint. What the server says goes before our list."""
        from streamtui.providers.prices import listed_facts

        return self._told(model).over(listed_facts(model, self._access.base_url))

    def _told(self, model: str) -> ModelFacts:
        return self._provider.facts.get(model, UNKNOWN) if self._provider is not None else UNKNOWN

    async def models(self) -> Sequence[str]:
        """See core.ports.provider.Endpoint."""
        return await (await self._connected()).models()

    async def access(self) -> Access:
        """See core.ports.provider.Endpoint."""
        return self._access

    async def close(self) -> None:
        """See core.ports.provider.Endpoint."""
        if self._provider is not None:
            await self._provider.close()
            self._provider = None

    async def _connected(self) -> OpenAIProvider:
        if self._provider is None:
            self._provider = await connect(
                self._access.base_url,
                self._access.api_key,
                settings=self._settings,
                clock=self._clock,
                limits=self._limits,
                place=self.label,
                choice=self._choice,
                secrets=self._secrets,
                headers=self._access.headers,
                extra_body=self._access.extra_body,
            )
        return self._provider

    async def _first_model(self) -> str:
        models = await self.models()
        if not models:
            message = (
                f"{address(self._access.base_url)} names no model: say which one to use, by --model or OPENAI_MODEL."
            )
            raise ProviderError(Fault("not_found", message))
        return models[0]
