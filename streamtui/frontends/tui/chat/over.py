"""A chat over another screen: leaving it leaves that screen as it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from streamtui.frontends.tui.chat.commands import QUIT
from streamtui.frontends.tui.chat.screen import ChatScreen
from streamtui.frontends.tui.kit.command import Command

_BACK: Command[Any] = replace(QUIT, title="Back to where it was opened", label="Back")


class ChatOver(ChatScreen):
    """Goes on with what a request carries."""

    CSS_PATH = "chat.tcss"

    def possible(self) -> list[Command[Any]]:
        return [_BACK if command is QUIT else command for command in super().possible()]

    def quit(self) -> None:
        """Back to that screen; in the middle of a reply that is to be said twice."""
        if not self.desk.state.phase.busy or self._notes.sure("A reply is still coming; quit once more to leave it"):
            self.dismiss(None)
