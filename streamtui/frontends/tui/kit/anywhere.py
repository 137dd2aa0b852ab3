"""What can be done on whatever screen there is."""

from __future__ import annotations

from textual.app import App

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.commanded import Commanded


def _lacks_help(app: App[object]) -> bool:
    """The screen has no such key itself."""
    screen = app.screen
    return not (isinstance(screen, Commanded) and any("f1" in command.keys for command in screen.TABLE))


ANYWHERE_COMMANDS: tuple[Command[App[object]], ...] = (
    Command(
        "app.suspend",
        "Suspend; `fg` brings it back",
        lambda app: app.action_suspend_process(),
        keys=("ctrl+z",),
    ),
    Command("app.help", "Help", lambda app: app.push_screen("help"), _lacks_help, keys=("f1",)),
)


class AnywhereApp(Commanded, App[object]):
    """An app with keys of its own, which go before all others."""

    TABLE = ANYWHERE_COMMANDS
    FIRST = True
