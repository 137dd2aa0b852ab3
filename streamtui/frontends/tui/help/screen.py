"""The help: every key and command, from the one table."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from streamtui.frontends.tui.help.rows import help_rows
from streamtui.frontends.tui.kit.lines import Lines


class HelpText(Lines):
    """As high as it needs to be."""

    FITS = True


class HelpScreen(ModalScreen[None]):
    """Shown over the chat; any of its keys leads back."""

    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("escape,f1,q,enter", "dismiss")]

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help"):
            yield HelpText()

    def on_mount(self) -> None:
        self.query_one(HelpText).rows = help_rows()
