"""What can be done on whatever screen there is."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import App

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.kit.mouse import MouseApp


def _unless_screen_does(name: str) -> Callable[[App[object]], bool]:
    """The screen has no command of that name itself, and is not what it would open."""

    def lacks(app: App[object]) -> bool:
        screen = app.screen
        return not (isinstance(screen, Commanded) and any(name in command.id.split(".") for command in screen.TABLE))

    return lacks


ANYWHERE_COMMANDS: tuple[Command[App[object]], ...] = (
    Command(
        "app.suspend",
        "Suspend; fg brings it back",
        lambda app: app.action_suspend_process(),
        keys=("ctrl+z",),
    ),
    Command("app.help", "Help", lambda app: app.push_screen("help"), _unless_screen_does("help"), keys=("f1",)),
    Command(
        "app.palette",
        "All commands",
        lambda app: app.action_command_palette(),
        _unless_screen_does("palette"),
        keys=("ctrl+p",),
    ),
    Command(
        "app.mouse",
        "Mouse to the terminal, or back",
        lambda app: app.switch_mouse() if isinstance(app, MouseApp) else None,
        _unless_screen_does("mouse"),
        keys=("f9",),
    ),
    Command(
        "app.quit",
        "Quit",
        lambda app: app.run_worker(app.action_quit()),
        _unless_screen_does("quit"),
        keys=("ctrl+q",),
    ),
)


class AnywhereApp(Commanded, MouseApp, inherit_bindings=False):
    """An app with keys of its own, which go before all others."""

    TABLE = ANYWHERE_COMMANDS
    FIRST = True
    ENABLE_COMMAND_PALETTE = False  # Textual's, with a key of its own
