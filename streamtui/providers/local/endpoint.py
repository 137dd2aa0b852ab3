"""The local model as a place to talk to: its weights fetched, its server started, its provider connected."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from streamtui.core.ports import ChatProvider, Progress
from streamtui.providers.local.catalogue import LocalModel
from streamtui.providers.local.provider import Connect, LocalProvider
from streamtui.providers.local.pull import pull
from streamtui.providers.local.runtime import require_runtime
from streamtui.providers.local.server import SERVE_COMMAND, LocalServer
from streamtui.providers.local.weights import require_gguf

_LOG_NAME = "local-model.log"


class LocalEndpoint:
    """A model of this machine, kept in `models_dir`."""

    def __init__(
        self, model: LocalModel, models_dir: Path, connect: Connect, command: Sequence[str] = SERVE_COMMAND
    ) -> None:
        self._model = model
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
        return self._model.options

    @property
    def takes_tools(self) -> bool:
        """Whether offering it functions makes sense."""
        return self._model.takes_tools

    async def open(self, on_progress: Callable[[Progress], None]) -> ChatProvider:
        """Fetch the weights if they are not here, start the child if it does not live, and connect.

        Raises LocalModelError; after that, or after a cancellation, it may be called again and goes on.
        """
        require_runtime()
        weights = await self._fetched(on_progress)
        require_gguf(weights)
        on_progress(Progress(f"Starting {self._model.title}"))
        if self._provider is None:
            log = self._models_dir / _LOG_NAME
            self._provider = LocalProvider(
                lambda: LocalServer.start(self._model, weights, log, self._command), self._connect
            )
        await self._provider.ready()
        return self._provider

    async def close(self) -> None:
        """End the child."""
        if self._provider is not None:
            await self._provider.close()

    async def _fetched(self, on_progress: Callable[[Progress], None]) -> Path:
        """Pull in a thread, which ends soon after this is cancelled."""
        loop = asyncio.get_running_loop()
        cancelled = threading.Event()

        def tell(progress: Progress) -> None:
            if cancelled.is_set():
                raise asyncio.CancelledError
            loop.call_soon_threadsafe(on_progress, progress)

        try:
            return await asyncio.to_thread(pull, self._models_dir, self._model, tell)
        except asyncio.CancelledError:
            cancelled.set()
            raise
