"""The palette of all commands."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette


class Palette(CommandPalette):
    """Textual's, which can be closed twice: Enter takes a command a moment later, and Escape may come in between."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close it where it is still open."""
        return super().dismiss(result) if self.is_current else AwaitComplete()
