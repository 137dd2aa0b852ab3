"""The connection to the endpoint: whether there is one, and how far it is."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from streamtui.core.faults.bugs import survived
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.provider import ChatProvider, Endpoint, Progress


class Connection:
    """An endpoint, and what came of opening it."""

    def __init__(self, endpoint: Endpoint, clock: Clock) -> None:
        self.provider: ChatProvider | None = None
        """The last one that was opened."""
        self.ready = False
        """The endpoint can be asked."""
        self.reopen = False
        """Another model is to be asked, which has not been prepared yet."""
        self.progress: Progress | None = None
        """How far the preparation is."""
        self.opening_since: float | None = None
        """When the preparation that is under way began."""
        self._endpoint = endpoint
        self._next: Endpoint | None = None
        """Another one, that takes its place when it is opened."""
        self._clock = clock
        self._settled = asyncio.Event()
        self._settled.set()

    @property
    def endpoint(self) -> Endpoint:
        """The one that is asked."""
        return self._endpoint

    @property
    def place(self) -> str:
        """What the endpoint is called."""
        return self._endpoint.label

    @property
    def hint(self) -> str:
        """What the person should know about the endpoint, or nothing."""
        return self._endpoint.hint

    @property
    def model(self) -> str:
        """The model that is asked, or will be."""
        return self._endpoint.model

    @property
    def options(self) -> Mapping[str, Any]:
        """Parameters that the endpoint gives every request."""
        return self._endpoint.options

    @property
    def context_limit(self) -> int | None:
        """Tokens that the model has room for, where that is known."""
        return self._endpoint.context_limit

    async def open(self) -> ChatProvider:
        """Prepare the endpoint. Raises StreamtuiError."""
        self.reopen, self.progress, self.opening_since = False, None, self._clock.now()
        self._settled.clear()
        try:
            if self._next is not None:
                left, self._endpoint, self._next = self._endpoint, self._next, None
                with survived("the end of an endpoint"):
                    await left.close()
            self.provider = await self._endpoint.open(self._show_progress)
        finally:
            self.opening_since = None
            self._settled.set()
        self.ready = not self.reopen  # another one may have been chosen meanwhile
        return self.provider

    async def settled(self) -> None:
        """Wait until no preparation is under way, however it ended."""
        await self._settled.wait()

    def use_model(self, name: str) -> None:
        """Ask another model, once it is opened. Raises StreamtuiError where the place has no such model."""
        self._endpoint.use_model(name)
        self.ready, self.reopen = False, True

    @property
    def api(self) -> str:
        """What is spoken there."""
        return self._endpoint.api

    def use_api(self, name: str) -> None:
        """Speak another one from the next request on."""
        (self._next or self._endpoint).use_api(name)

    def move(self, endpoint: Endpoint) -> None:
        """Ask another endpoint, once it is opened."""
        self._next = endpoint
        self.ready, self.reopen = False, True

    async def close(self) -> None:
        """Give back the endpoint and all it holds."""
        await self._endpoint.close()

    def _show_progress(self, progress: Progress) -> None:
        self.progress = progress
