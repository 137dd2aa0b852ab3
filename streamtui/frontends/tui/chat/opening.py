"""A prompt that takes keys, before anything that is slow to load: the chat takes its place a moment later."""

from __future__ import annotations

import asyncio

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from streamtui.frontends.tui.kit.prompt_input import PromptInput

REST_S = 0.02
"""In which the keys that were pressed before are shown."""
FOR_THE_CHAT = ("enter", "pageup", "pagedown")
"""Keys of the prompt that mean something else to the chat, or more."""


class OpeningScreen(Screen[None]):
    """Looks like the chat with nothing in it yet. What is written in its prompt goes on in the chat's."""

    AUTO_FOCUS = "PromptInput"

    def __init__(self) -> None:
        super().__init__()
        self.prompt = PromptInput()
        self.painted = asyncio.Event()
        """The prompt is there, with what was typed before."""

    def compose(self) -> ComposeResult:
        yield Widget(id="body")
        yield Static(id="opening-rule")
        with Horizontal(id="prompt-row"):
            yield Static("❯", id="prompt-sign")
            yield self.prompt
        yield Static(id="keys")

    def on_mount(self) -> None:
        self.call_after_refresh(self.post_message, PromptInput.Ready())
        self.call_after_refresh(self.set_timer, REST_S, self.painted.set)

    def takes(self, event: events.Event) -> bool:
        """Whether it does what the chat would do with it: change the text, or move in it."""
        if not self.is_mounted:
            return False
        if not isinstance(event, events.Key) or event.is_printable:
            return True
        return self.prompt.edits_by(event.key) and event.key not in FOR_THE_CHAT
