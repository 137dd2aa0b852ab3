"""A tap with the app as its window."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from streamtui.cli.compose.places import read_places
from streamtui.cli.compose.shown_program import ShownProgram
from streamtui.cli.compose.taps import Listen, opened_tap, program_environment, proxy_remark, to_the_same
from streamtui.config.environment import working_folder
from streamtui.config.flags import Flags
from streamtui.core.chat.events import RequestPrepared, StreamEvent
from streamtui.core.faults.faults import ConfigurationError, StreamtuiError
from streamtui.core.faults.server_words import address
from streamtui.core.ports.recordings import Lane, Recording, RecordingHeader
from streamtui.core.ports.tap import Tapped
from streamtui.core.words.curl import curl_of
from streamtui.files.whole import write_named
from streamtui.frontends.headless.complaint import complaint
from streamtui.frontends.headless.door import doors, no_doors
from streamtui.storage.recordings.forms import FORMS, read_stream, write_stream

KEPT_MB = 16
"""Of streams that are over so much stays in memory; the events that are made of them are some times that."""
_SHELL = ".sh"


def run_window(command: Sequence[str], listen: Listen, flags: Flags, *, record: Path | None) -> int:
    """Show what a tap sees until the person leaves; returns the exit code, which is the program's where it ended.

    Raises StreamtuiError where there is no tap.
    """
    from streamtui.cli.compose.choices import KeptChoices
    from streamtui.cli.compose.continued_chats import ContinuedChats
    from streamtui.cli.compose.keymaps import check_keys
    from streamtui.cli.compose.settings_watch import OF_TAP, FileWatch
    from streamtui.cli.compose.shown import shown_of
    from streamtui.config.paths import data_dir
    from streamtui.frontends.tui.memory import hold_collections
    from streamtui.frontends.tui.tap.screen import TapScreen
    from streamtui.frontends.tui.tap.window import TapWindow
    from streamtui.frontends.tui.tap_app import TapApp
    from streamtui.frontends.tui.terminal.raw_terminal import TERMINAL

    hold_collections()
    remarks: list[str] = []
    places = read_places(say=remarks.append)
    choices = KeptChoices(data_dir(places.environ), remarks.append)
    remarks += check_keys(places.configuration.settings.keys)
    look = partial(shown_of, places, choices)
    shown = look()

    async def run() -> int:
        async with opened_tap(listen, flags, places, record=record, kept_mb=KEPT_MB, shown=True) as tap:
            if remark := proxy_remark(tap.upstream):
                remarks.append(remark)
            chats = ContinuedChats(places, to_the_same(flags, places), shown, choices)
            program = ShownProgram(command, program_environment(places.environ, tap)) if command else None
            screen = TapScreen(
                TapWindow(
                    tap,
                    places.clock,
                    listen.shown(tap.base_url),
                    address(tap.upstream),
                    read_events,
                    keep,
                    program,
                    chats.of_tapped,
                    remarks,
                    shown.low_bandwidth,
                    places.configuration.settings.timeouts.stall_warn_s,
                )
            )
            if not os.environ.get("TEXTUAL_DRIVER"):
                TERMINAL.take()  # so that signals, and its loss, are heeded as in the chat
                TERMINAL.ask(shown.theme or choices.theme)
                TERMINAL.listen()
            app = TapApp(shown, screen, FileWatch(places, look, OF_TAP))
            running = asyncio.create_task(tap.run(screen.take))
            running.add_done_callback(partial(_tell_end, screen.break_off))
            told = asyncio.create_task(program.run(screen.hear)) if program is not None else None
            try:
                await app.run_async()
                code = program.code if program is not None else None
            finally:
                if program is not None and told is not None:
                    await program.stop(_say)
                    told.cancel()  # what it started may hold its output
                    await asyncio.wait({told})
                await chats.close()
                await tap.stop()
                await asyncio.wait({running})
        return app.return_code or code or 0

    with no_doors():
        return asyncio.run(run())


def _say(sentence: str) -> None:
    """On what the screen was before; nobody may be there any more."""
    with suppress(OSError), doors():
        print(complaint(sentence), file=sys.stderr, flush=True)


def _tell_end(break_off: Callable[[str], None], running: asyncio.Task[None]) -> None:
    if not running.cancelled() and (error := running.exception()) is not None:
        break_off(error.fault.message if isinstance(error, StreamtuiError) else f"A bug of streamtui: {error}")


def read_events(path: Path) -> list[StreamEvent]:
    """The events of the recording of one request. Raises StreamtuiError, OSError."""
    return [event for lane in read_stream(path).lanes for event in lane.events]


def keep(tapped: Tapped, events: Sequence[StreamEvent], target: str) -> str:
    """Write a request to a new file, in the form that its ending names; tells where. Raises StreamtuiError.

    `.sh` is the request alone, as a line for curl.
    """
    if not target.strip():
        raise ConfigurationError("Name a file.")
    path = working_folder() / Path(target.strip()).expanduser()
    if path.suffix not in (*FORMS, _SHELL):
        raise ConfigurationError(f"{path} has none of the endings {', '.join((*FORMS, _SHELL))}: they say the form.")
    if not events and tapped.recording is not None:
        events = read_events(tapped.recording)
    if not events:
        raise ConfigurationError(f"What came of #{tapped.number} is not kept any more; --record DIR keeps all.")
    try:
        if path.suffix == _SHELL:
            request = next((event for event in events if isinstance(event, RequestPrepared)), None)
            if request is None:
                raise ConfigurationError(f"The request #{tapped.number} has not come whole yet.")
            write_named(path, [curl_of(request).encode("utf-8", "replace")])
        else:
            header = RecordingHeader(tapped.started, tapped.model, tapped.url, api=tapped.api, clock=tapped.at)
            named = f"#{tapped.number}"
            write_stream(Recording(header, [Lane("", list(events))]), path, Path(named))
    except OSError as error:
        raise ConfigurationError(f"{path} can't be written: {error.strerror or error}.") from error
    return str(path)
