"""The full-screen chat, put together."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from streamtui.cli.compose import compose
from streamtui.cli.tools import Tools
from streamtui.config.profiles import Flags
from streamtui.core.faults import ConfigurationError
from streamtui.core.ports import ChatProvider, Session


def run_chat(
    flags: Flags, *, system: str | None, theme: str | None, low_bandwidth: bool | None, tool_files: Sequence[Path]
) -> int:
    """Open the chat until the person quits; returns the exit code."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise ConfigurationError("The chat needs a terminal; without one use `streamtui ask PROMPT`.")
    composition = compose(flags)
    tools = Tools(composition.configuration, tool_files)

    def start_session(provider: ChatProvider) -> Session:
        session = composition.session(provider, tools.toolbox())
        if system:
            session.set_system(system)
        return session

    from streamtui.frontends.tui.app import StreamtuiApp
    from streamtui.frontends.tui.services import Services

    app = StreamtuiApp(
        Services(
            endpoint=composition.endpoint,
            start_session=start_session,
            clock=composition.clock,
            theme=theme or composition.configuration.theme,
            low_bandwidth="SSH_CONNECTION" in os.environ if low_bandwidth is None else low_bandwidth,
        )
    )

    async def run() -> None:
        try:
            await app.run_async()
        finally:
            await tools.close()

    asyncio.run(run())
    return app.return_code or 0
