"""A recording on the screen."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from streamtui.core.chat.events import StreamEvent
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.recordings import Lane, ReadRecording


def run_replay(path: Path, read: ReadRecording, *, idle_s: float | None) -> int:
    """Show the recording until the person leaves; returns the exit code. Raises ConfigurationError."""
    from streamtui.cli.clock import SystemClock
    from streamtui.cli.compose.choices import KeptChoices
    from streamtui.cli.compose.places import read_places
    from streamtui.config.paths import data_dir
    from streamtui.core.text.display_safe import display_safe
    from streamtui.frontends.headless.door import no_doors
    from streamtui.frontends.headless.replay import reading
    from streamtui.frontends.tui.desk.services import Shown
    from streamtui.frontends.tui.kit.colours import colours_of
    from streamtui.frontends.tui.kit.raw_terminal import TERMINAL
    from streamtui.frontends.tui.memory import hold_collections
    from streamtui.frontends.tui.replay.screen import ReplayScreen
    from streamtui.frontends.tui.replay_app import ReplayApp

    hold_collections()
    with reading(path):
        recording = read(path)
        events = _events(path, recording.lanes)
    places = read_places(say=lambda _: None)
    slow = "SSH_CONNECTION" in places.environ
    choices = KeptChoices(data_dir(places.environ), lambda _: None)
    shown = Shown(places.configuration.theme, slow, colours_of(places.environ), choices)
    title = display_safe(recording.header.url or path.name, keep_newlines=False)
    untimed = not recording.header.timed
    screen = ReplayScreen(
        events,
        SystemClock(),
        title=title,
        idle_s=idle_s,
        by_chunks=untimed,
        at_end=untimed,
        low_bandwidth=slow,
        stall_s=places.configuration.settings.timeouts.stall_warn_s,
    )
    if not os.environ.get("TEXTUAL_DRIVER"):
        TERMINAL.take()  # so that signals, and its loss, are heeded as in the chat
    app = ReplayApp(shown, screen)
    with no_doors():
        asyncio.run(app.run_async())
    return app.return_code or 0


def is_shown() -> bool:
    """There is a screen to show it on."""
    from streamtui.frontends.tui.kit.raw_terminal import is_terminal

    drawn = os.environ.get("TERM") not in ("dumb", "unknown")
    return drawn and is_terminal(sys.stdin) and is_terminal(sys.stdout)


def _events(path: Path, lanes: Sequence[Lane]) -> list[StreamEvent]:
    if len(lanes) != 1:
        raise ConfigurationError(f"{path} is not the recording of one chat; `streamtui replay --text` prints it.")
    events = list(lanes[0].events)
    if not events:
        raise ConfigurationError(f"There is nothing in {path}.")
    return events
