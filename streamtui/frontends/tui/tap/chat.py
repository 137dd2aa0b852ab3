"""A chat over the window of a tap: leaving it leaves the window as it is."""

from __future__ import annotations

from streamtui.frontends.tui.chat.screen import ChatScreen


class ChatOverTap(ChatScreen):
    """Goes on with what a program asked."""

    CSS_PATH = "../chat/chat.tcss"

    def quit(self) -> None:
        """Back to the window; in the middle of a reply that is to be said twice."""
        if not self.desk.state.phase.busy or self._notes.sure("A reply is still coming; quit once more to leave it"):
            self.dismiss(None)
