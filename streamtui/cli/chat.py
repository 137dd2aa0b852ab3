"""The full-screen chat, put together."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from streamtui.config.environment import load_environment
from streamtui.config.file import read_configuration
from streamtui.config.paths import config_dir
from streamtui.config.profiles import Flags
from streamtui.core.faults.faults import ConfigurationError, StreamtuiError

if TYPE_CHECKING:
    from streamtui.cli.tools import Tools
    from streamtui.core.ports.provider import ChatProvider
    from streamtui.core.ports.session import Session
    from streamtui.frontends.tui.desk.services import Services


def run_chat(
    flags: Flags, *, system: str | None, theme: str | None, low_bandwidth: bool | None, tool_files: Sequence[Path]
) -> int:
    """Open the chat until the person quits; returns the exit code.

    Only what the first paint needs is loaded before it.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise ConfigurationError("The chat needs a terminal; without one use `streamtui ask PROMPT`.")
    from streamtui.frontends.tui.app import StreamtuiApp
    from streamtui.frontends.tui.desk.services import LaterServices

    load_environment()
    theme = theme or read_configuration(config_dir(os.environ), os.environ).theme
    slow = "SSH_CONNECTION" in os.environ if low_bandwidth is None else low_bandwidth
    at_end = AsyncExitStack()

    def prepare() -> Services:
        services, tools = _services(flags, tool_files, system)
        at_end.push_async_callback(tools.close)
        return replace(services, theme=theme, low_bandwidth=slow)

    app = StreamtuiApp(LaterServices(prepare, theme, slow))

    async def run() -> object:
        async with at_end:
            return await app.run_async()

    ending = asyncio.run(run())
    if isinstance(ending, StreamtuiError):
        raise ending
    return app.return_code or 0


def _services(flags: Flags, tool_files: Sequence[Path], system: str | None) -> tuple[Services, Tools]:
    from streamtui.cli.app_races import AppRaces
    from streamtui.cli.compose import compose
    from streamtui.cli.tools import Tools
    from streamtui.frontends.tui.desk.services import Services
    from streamtui.storage.code_files import add_code_files

    composition = compose(flags)
    tools = Tools(composition.configuration, tool_files)

    def start_session(provider: ChatProvider) -> Session:
        session = composition.session(provider, tools.toolbox())
        if system:
            session.set_system(system)
        return session

    services = Services(
        composition.endpoint,
        start_session,
        composition.clock,
        open_inspector=composition.configuration.settings.tools.open_inspector,
        races=AppRaces(flags, composition),
        save_code=add_code_files,
    )
    return services, tools
