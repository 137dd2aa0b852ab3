"""The help: every key and command there is, on one screen."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from streamtui.frontends.tui.help.rows import Table, help_rows
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.kit.lines import Lines

HELP_COMMANDS: tuple[Command[HelpScreen], ...] = (
    Command("help.close", "Back to the chat", lambda screen: screen.dismiss(), keys=("escape", "f1", "q", "enter")),
)


class HelpScreen(Commanded, ModalScreen[None]):
    """Shown over the chat; any of its keys leads back."""

    CSS_PATH = "help.tcss"
    TABLE = HELP_COMMANDS

    def __init__(self, tables: Iterable[Table]) -> None:
        super().__init__()
        self._rows = help_rows(tables)

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help"):
            yield Lines(fits=True)

    def on_mount(self) -> None:
        self.query_one(Lines).show(*self._rows)
