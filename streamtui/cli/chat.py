"""The full-screen chat, put together."""

from __future__ import annotations

import os
import sys

from streamtui.cli.compose import compose, toolbox_of
from streamtui.config.profiles import Flags
from streamtui.core.faults import ConfigurationError
from streamtui.core.ports import ChatProvider, Session


def run_chat(flags: Flags, *, system: str | None, theme: str | None, low_bandwidth: bool | None) -> int:
    """Open the chat until the person quits; returns the exit code."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise ConfigurationError("The chat needs a terminal; without one use `streamtui ask PROMPT`.")
    composition = compose(flags)
    toolbox = toolbox_of()

    def start_session(provider: ChatProvider) -> Session:
        session = composition.session(provider, toolbox)
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
    app.run()
    return app.return_code or 0
