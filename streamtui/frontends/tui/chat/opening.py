"""A prompt that takes keys, before anything that is slow to load: the chat takes its place a moment later."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from importlib import import_module

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from streamtui.core.faults.faults import StreamtuiError
from streamtui.frontends.tui.desk.services import LaterServices, Services
from streamtui.frontends.tui.kit.prompt_input import PromptInput

REST_S = 0.02
"""In which the keys that were pressed before are shown."""


class OpeningScreen(Screen[None]):
    """Looks like the chat with nothing in it yet. What is typed is shown, and is the chat's to take."""

    AUTO_FOCUS = "PromptInput"

    @dataclass
    class Loaded(Message):
        """The chat can begin."""

        services: Services

    def __init__(self, services: LaterServices) -> None:
        super().__init__()
        self._services = services
        self._prompt = PromptInput(lambda _: False)

    def compose(self) -> ComposeResult:
        yield Widget(id="body")
        yield Static(id="opening-rule")
        with Horizontal(id="prompt-row"):
            yield Static("❯", id="prompt-sign")
            yield self._prompt
        yield Static(id="keys")

    def on_mount(self) -> None:
        self.call_after_refresh(self.set_timer, REST_S, self._load)

    def show(self, event: events.Key | events.Paste) -> None:
        """Show a letter that was typed."""
        if isinstance(event, events.Key) and event.is_printable:
            self._prompt.post_message(events.Key(event.key, event.character))

    @work
    async def _load(self) -> None:
        try:
            services = await asyncio.to_thread(self._prepare)
        except StreamtuiError as error:
            self.app.exit(error)
        else:
            self.post_message(self.Loaded(services))

    def _prepare(self) -> Services:
        import_module("streamtui.frontends.tui.chat.screen")
        return self._services.prepare()
