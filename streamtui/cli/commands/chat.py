"""The full-screen chat."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from streamtui.cli.options import CHOSEN
from streamtui.config.flags import Flags
from streamtui.config.library_variables import require_textuals
from streamtui.core.faults.faults import ConfigurationError, StreamtuiError
from streamtui.frontends.tui.terminal.raw_terminal import TERMINAL, is_terminal

if TYPE_CHECKING:
    from streamtui.frontends.tui.desk.services import Services


def run_chat(
    flags: Flags,
    *,
    system: str | None,
    theme: str | None,
    low_bandwidth: bool | None,
    tool_files: Sequence[Path],
    persona: str | None,
    resume: str | None,
    no_store: bool,
    say: Callable[..., object],
) -> int:
    """Open the chat until the person quits; returns the exit code. `resume` as for `store_to_keep`.

    `say`, which writes as click.echo does, hears how the conversation can be gone on with, and what could not be kept.

    Only what the first paint needs is loaded before it.
    """
    if not ((is_terminal(sys.stdin) and is_terminal(sys.stdout)) or os.environ.get("TEXTUAL_DRIVER")):
        raise ConfigurationError("The chat needs a terminal; without one use `streamtui ask PROMPT`.")
    if (term := os.environ.get("TERM")) in ("dumb", "unknown"):
        raise ConfigurationError(
            f"The chat can't be drawn on this terminal, which is called {term}; set TERM to what it is, "
            "or use `streamtui ask PROMPT`."
        )
    require_textuals(os.environ)
    from streamtui.frontends.tui.memory import hold_collections

    hold_collections()
    from streamtui.cli.compose.budgets import within_budget
    from streamtui.cli.compose.choices import KeptChoices
    from streamtui.cli.compose.places import read_places
    from streamtui.cli.compose.shown import shown_of
    from streamtui.cli.compose.stores import close_store, store_to_keep
    from streamtui.cli.compose.typed_keys import KeptTypedKeys
    from streamtui.config.paths import data_dir
    from streamtui.frontends.headless.complaint import complaint

    remarks: list[str] = []
    places = read_places(say=remarks.append, no_store=no_store)
    choices = KeptChoices(data_dir(places.environ), remarks.append)
    look = partial(shown_of, places, choices, theme=theme, low_bandwidth=low_bandwidth)
    shown = look()
    TERMINAL.ask(shown.theme or choices.theme)  # it answers while the app is loaded
    from streamtui.frontends.tui.app import StreamtuiApp
    from streamtui.frontends.tui.desk.services import KeyAnswers, LaterServices

    at_end = AsyncExitStack()
    store = store_to_keep(places, no_store=no_store, resume=resume)

    def prepare() -> Services:
        from streamtui.cli.compose.chat_app import chat_services
        from streamtui.cli.compose.keymaps import check_keys
        from streamtui.cli.compose.settings_watch import FileWatch

        said = check_keys(places.configuration.settings.keys)
        chooses = resume == CHOSEN
        left = None if chooses else resume
        services, closed = chat_services(places, flags, tool_files, system, choices, store, left, persona)
        for each in closed:
            at_end.push_async_callback(each.close)
        if left is None:  # what was said is seen first, where something was
            import_module("streamtui.providers.openai_api")
        watch = FileWatch(places, look)
        remarks = [*said, *services.remarks]
        return replace(services, begins_with_history=chooses, settings=watch, remarks=remarks, **shown.of_every_app())

    TERMINAL.listen()
    app = StreamtuiApp(
        LaterServices(
            prepare,
            KeyAnswers(places.clock, places.answers.keep),
            KeptTypedKeys(places),
            remarks,
            **shown.of_every_app(),
        )
    )

    async def run() -> object:
        async with at_end:
            return await app.run_async()

    try:
        with within_budget(places, store):
            ending = asyncio.run(run())
    finally:
        if store is not None:
            with suppress(OSError):  # the terminal may be gone
                close_store(store, lambda sentence: say(complaint(sentence), err=True))
    if isinstance(ending, StreamtuiError):
        raise ending
    if store is not None and not app.return_code and (kept := store.last):
        say(f"Go on with this conversation: streamtui --resume {kept[:8]}")
    return app.return_code or 0
