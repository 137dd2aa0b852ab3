"""What can be done on whatever screen there is."""

from __future__ import annotations

from textual.app import App

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.commanded import Commanded

ANYWHERE_COMMANDS: tuple[Command[App[object]], ...] = (
    Command(
        "app.suspend",
        "Suspend; `fg` brings it back",
        lambda app: app.action_suspend_process(),
        keys=("ctrl+z",),
    ),
)


class AnywhereApp(Commanded, App[object]):
    """An app with keys of its own, which go before all others."""

    TABLE = ANYWHERE_COMMANDS
    FIRST = True
