"""A prompt that takes keys, before anything that is slow to load: the chat takes its place a moment later."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Static

from streamtui.core.text.display_safe import display_safe
from streamtui.frontends.tui.kit.guard import Guard
from streamtui.frontends.tui.kit.in_order import InOrder
from streamtui.frontends.tui.kit.keymap import keymap_now
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, WARN
from streamtui.frontends.tui.kit.slash import slash_command
from streamtui.rows.row import Run, cells, clip

if TYPE_CHECKING:
    from streamtui.frontends.tui.desk.desk import Desk

CONNECTED_WITHIN_S = 0.2
"""What is not connected by then takes its time."""
FOR_THE_CHAT = ("enter", "up", "pageup", "pagedown", "ctrl+c", "ctrl+d", "ctrl+v")
"""Keys of the prompt that mean something else to the chat, or more."""


class OpeningScreen(Screen[None]):
    """Looks like the chat with nothing in it yet. What is written in its prompt goes on in the chat's.

    As soon as there is a desk it takes prompts.
    """

    AUTO_FOCUS = "PromptInput"
    BINDINGS = [Binding("tab", "answer", show=False, priority=True)]  # noqa: RUF012  # Textual annotates it so

    def __init__(self) -> None:
        super().__init__()
        self.prompt = PromptInput()
        self.painted = asyncio.Event()
        """The prompt is there, with what was typed before."""
        self._desk: Desk | None = None
        self._guard: Guard | None = None
        """Of the question that comes before the chat, if one does."""

    def compose(self) -> ComposeResult:
        yield Lines(fits=True, id="waiting")
        with Horizontal(id="prompt-row"):
            yield Static("❯", id="prompt-sign")
            yield self.prompt

    def on_mount(self) -> None:
        self.post_message(PromptInput.Ready())
        self.call_after_refresh(self.painted.set)

    async def sit_at(self, desk: Desk) -> None:
        """Send the prompt to this desk; returns when it is connected, or takes its time to be."""
        self._desk = desk
        desk.folds = self.prompt.folds
        connected = asyncio.Event()

        def look() -> None:
            if desk.connection.ready:
                connected.set()

        desk.watch(look, look, self.prompt.write)
        self.post_message(PromptInput.Ready())
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(connected.wait(), CONNECTED_WITHIN_S)

    async def wait_for_quiet(self, guard: Guard, asks: str) -> None:
        """Wait until a question may come up; what `asks` is said above the prompt as long as the person types."""
        self._guard = guard
        assert isinstance(self.app, InOrder)
        self.app.typed.subscribe(self, guard.typed, immediate=True)
        waiting, does = self.query_one(Lines), (Run(" · ", DIM), Run("Tab", ACCENT), Run(" answers", DIM))
        asks = clip(display_safe(asks, keep_newlines=False), self.size.width - 4 - cells(does))
        waiting.show((Run("? ", WARN), Run(asks, BRIGHT), *does))
        await guard.turn(lambda: bool(self.prompt.text))
        waiting.show()

    def action_answer(self) -> None:
        """Show the question that waits."""
        if self._guard is not None:
            self._guard.call()

    def takes(self, event: events.Event) -> bool:
        """Whether it does what the chat would do with it."""
        if not self.is_mounted:
            return False
        if not isinstance(event, events.Key) or event.is_printable:
            return True
        if event.key == "tab":
            return self._guard is not None and self._guard.waits
        keymap = keymap_now()
        if event.key in keymap.of("prompt.send", ("enter",)):
            return self._can_send()
        return self.prompt.edits_by(event.key) and event.key not in keymap.more_than(FOR_THE_CHAT)

    def _can_send(self) -> bool:
        text, desk = self.prompt.text, self._desk
        return desk is not None and bool(text.strip()) and slash_command(text) is None

    @on(PromptInput.Submitted)
    def _send(self, event: PromptInput.Submitted) -> None:
        if self._desk is not None:
            self._desk.submit(event.text)
            self.prompt.accept()
