"""A chat over another screen: leaving it leaves that screen as it is."""

from __future__ import annotations

from streamtui.frontends.tui.chat.screen import ChatScreen


class ChatOver(ChatScreen):
    """Goes on with what a request carries."""

    CSS_PATH = "chat.tcss"

    def quit(self) -> None:
        """Back to that screen; in the middle of a reply that is to be said twice."""
        if not self.desk.state.phase.busy or self._notes.sure("A reply is still coming; quit once more to leave it"):
            self.dismiss(None)
