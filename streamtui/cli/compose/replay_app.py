"""Recordings on the screen."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from streamtui.core.ports.recordings import ReadRecording


def run_replay(paths: Sequence[Path], read: ReadRecording, *, idle_s: float | None) -> int:
    """Show the recordings until the person leaves; returns the exit code. Raises ConfigurationError.

    Of one chat there is a replay; several, or one of a race, are a race that happened.
    """
    from streamtui.cli.compose.choices import KeptChoices
    from streamtui.cli.compose.continued_chats import ContinuedChats
    from streamtui.cli.compose.keymaps import check_keys
    from streamtui.cli.compose.places import read_places
    from streamtui.cli.compose.replays import Replays
    from streamtui.cli.compose.settings_watch import OF_REPLAY, FileWatch
    from streamtui.cli.compose.shown import shown_of
    from streamtui.config.flags import Flags
    from streamtui.config.paths import data_dir
    from streamtui.frontends.headless.door import no_doors
    from streamtui.frontends.tui.memory import hold_collections
    from streamtui.frontends.tui.replay_app import ReplayApp
    from streamtui.frontends.tui.terminal.raw_terminal import TERMINAL

    hold_collections()
    replays = Replays(paths, read)
    places = read_places(say=lambda _: None)
    choices = KeptChoices(data_dir(places.environ), lambda _: None)
    check_keys(places.configuration.settings.keys)
    look = partial(shown_of, places, choices)
    shown = look()
    stall_s = places.configuration.settings.timeouts.stall_warn_s
    screen = replays.screen(idle_s=idle_s, stall_s=stall_s, low_bandwidth=shown.low_bandwidth)
    screen.tells(replays.name)
    if not os.environ.get("TEXTUAL_DRIVER"):
        TERMINAL.take()  # so that signals, and its loss, are heeded as in the chat
        TERMINAL.ask(shown.theme or choices.theme)
        TERMINAL.listen()
    chats = ContinuedChats(places, Flags(), shown, choices)
    watch = FileWatch(places, look, OF_REPLAY)
    app = ReplayApp(shown, screen, partial(chats.of_recording, replays.header), watch)

    async def run() -> None:
        try:
            await app.run_async()
        finally:
            await chats.close()

    with no_doors():
        asyncio.run(run())
    return app.return_code or 0


def is_shown() -> bool:
    """There is a screen to show it on: a terminal, or what a driver leads to."""
    from streamtui.frontends.tui.terminal.raw_terminal import is_terminal

    drawn = os.environ.get("TERM") not in ("dumb", "unknown")
    return bool(os.environ.get("TEXTUAL_DRIVER")) or (drawn and is_terminal(sys.stdin) and is_terminal(sys.stdout))
