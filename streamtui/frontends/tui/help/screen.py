"""The help: every key and command, from the tables."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from streamtui.frontends.tui.help.rows import help_rows
from streamtui.frontends.tui.help.tables import TABLES
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.kit.lines import Lines

HELP_COMMANDS: tuple[Command[HelpScreen], ...] = (
    Command("help.close", "Back", lambda screen: screen.dismiss(), keys=("escape", "f1", "q", "enter")),
)


class HelpScreen(Commanded, ModalScreen[None]):
    """Shown over the chat; any of its keys leads back."""

    CSS_PATH = "screen.tcss"
    TABLE = HELP_COMMANDS

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help"):
            yield Lines(fits=True)

    def on_mount(self) -> None:
        self.query_one(Lines).show(*help_rows(TABLES))
