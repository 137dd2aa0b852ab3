"""The window of a tap, with its keys."""

from __future__ import annotations

from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.kit.key_bar import KeyBar
from streamtui.frontends.tui.tap.commands import TAP_COMMANDS
from streamtui.frontends.tui.tap.panes import TapPanes


class TapScreen(Commanded, TapPanes):
    """Its panes, which obey keys."""

    TABLE = TAP_COMMANDS
    FIRST = True

    def draw_keys(self) -> None:
        keys, possible = self.query_one(KeyBar), self.possible()
        leads = [command for command in possible if "escape" in command.keys or command.id == "tap.help"]
        if self.in_wire:
            keys.show_keys(leads, self.wire.possible())
        elif self.inspector.has_focus:
            keys.show_keys(leads, self.inspector.possible())
        elif self.transcript.has_focus:
            keys.show_keys(leads, self.transcript.possible())
        else:
            keys.show_keys(possible)
