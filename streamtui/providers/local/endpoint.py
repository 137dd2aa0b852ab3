"""The local model as a place to talk to: its weights fetched, its server started, its provider connected."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from streamtui.core.ports.model_facts import ModelFacts
from streamtui.core.ports.provider import Access, ChatProvider, Progress
from streamtui.providers.api_choice import ApiChoice
from streamtui.providers.local.catalogue import LocalModel
from streamtui.providers.local.provider import Connect, LocalProvider
from streamtui.providers.local.pull import pull
from streamtui.providers.local.runtime import require_runtime
from streamtui.providers.local.server import SERVE_COMMAND, LocalServer
from streamtui.providers.local.weights import facts_here, find_model, models_here, require_gguf, weights_path

_LOG_NAME = "local-model.log"


_ITS_SERVERS = {"return_progress": True}
"""What llama.cpp's server knows, which is the one that is started here: it tells how much of a prompt it has read."""


class LocalEndpoint:
    """A model of this machine, kept in `models_dir`."""

    may_cost = False

    def __init__(
        self,
        model: LocalModel,
        models_dir: Path,
        connect: Connect,
        environ: Mapping[str, str],
        options: Mapping[str, Any] | None = None,
        command: Sequence[str] = SERVE_COMMAND,
        choice: ApiChoice | None = None,
    ) -> None:
        """`environ` is what pip and the server, which are programs of their own, get to know.

        `choice` is the one that `connect` goes by.
        """
        self._choice = choice or ApiChoice()
        self._model = model
        self._environ = environ
        self._own_options = options or {}
        self._models_dir = models_dir
        self._connect = connect
        self._command = command
        self._provider: LocalProvider | None = None

    @property
    def label(self) -> str:
        """How the screen names it."""
        return "local"

    @property
    def model(self) -> str:
        """The model's short name."""
        return self._model.name

    @property
    def hint(self) -> str:
        """What to expect of the model."""
        return self._model.hint

    @property
    def options(self) -> Mapping[str, Any]:
        """What every request should say unless the person says otherwise."""
        return {**_ITS_SERVERS, **self._model.options, **self._own_options}

    @property
    def context_limit(self) -> int:
        """Tokens that its server has room for."""
        return self._model.context

    def facts(self, model: str) -> ModelFacts:
        """See core.ports.provider.Endpoint."""
        return facts_here(self._models_dir, model)

    @property
    def takes_tools(self) -> bool:
        """Whether offering it functions makes sense."""
        return self._model.takes_tools

    def use_model(self, name: str) -> None:
        """See core.ports.provider.Endpoint."""
        model = find_model(self._models_dir, name)
        if model != self._model:
            self._model = model
            if self._provider is not None:
                self._provider.renew()

    @property
    def api(self) -> str:
        """See core.ports.provider.Endpoint."""
        return self._choice.api

    def use_api(self, name: str) -> None:
        """See core.ports.provider.Endpoint."""
        self._choice.api = name

    async def models(self) -> Sequence[str]:
        """See core.ports.provider.Endpoint. Those whose weights are here."""
        return models_here(self._models_dir)

    async def open(self, on_progress: Callable[[Progress], None]) -> ChatProvider:
        """Fetch the weights if they are not here, start the child if it does not live, and connect.

        Raises LocalModelError; after that, or after a cancellation, it may be called again and goes on.
        """
        require_runtime()
        await self._fetched(on_progress)
        on_progress(Progress(f"Starting {self._model.title}"))
        if self._provider is None:
            self._provider = LocalProvider(self._start_server, self._connect)
        await self._provider.ready()
        return self._provider

    async def access(self) -> Access:
        """See core.ports.provider.Endpoint."""
        assert self._provider is not None, "open it first"
        return await self._provider.access()

    async def close(self) -> None:
        """End the child."""
        if self._provider is not None:
            await self._provider.close()

    async def _start_server(self) -> LocalServer:
        weights = weights_path(self._models_dir, self._model)
        require_gguf(weights)
        return await LocalServer.start(self._model, weights, self._models_dir / _LOG_NAME, self._environ, self._command)

    async def _fetched(self, on_progress: Callable[[Progress], None]) -> None:
        """Pull in a thread, which ends soon after this is cancelled."""
        loop = asyncio.get_running_loop()
        cancelled = threading.Event()

        def tell(progress: Progress) -> None:
            if cancelled.is_set():
                raise asyncio.CancelledError
            loop.call_soon_threadsafe(on_progress, progress)

        try:
            await asyncio.to_thread(pull, self._models_dir, self._model, tell, self._environ)
        except asyncio.CancelledError:
            cancelled.set()
            raise
