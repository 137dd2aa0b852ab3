"""How things look, and who is told of them: as it is set, was chosen, and the terminal can have it."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from streamtui.cli.compose.keymaps import keymap_of
from streamtui.cli.compose.places import Places
from streamtui.config.paths import data_dir
from streamtui.copying.desktop import DesktopCopying
from streamtui.core.ports.choices import Choices
from streamtui.frontends.tui.desk.services import Shown
from streamtui.frontends.tui.terminal.colours import colours_of
from streamtui.frontends.tui.terminal.telling import telling_of


def shown_of(places: Places, choices: Choices, *, theme: str | None = None, low_bandwidth: bool | None = None) -> Shown:
    """What every app is given; what the command line says wins."""
    settings, environ = places.configuration.settings, places.environ
    told = settings.told
    return Shown(
        theme=theme or places.configuration.theme,
        low_bandwidth="SSH_CONNECTION" in environ if low_bandwidth is None else low_bandwidth,
        colours=colours_of(environ),
        compact=settings.looks.spacing == "compact",
        telling=telling_of(
            environ, notify=told.notify, after_s=told.after_s, titled=told.title, progress=told.progress
        ),
        copying=DesktopCopying(places.child_environ, sys.platform, data_dir(environ) / "copied"),
        choices=choices,
        keymap=keymap_of(settings.keys),
        mouse=settings.keys.mouse,
        told_settings=_told_settings,
    )


def _told_settings() -> Mapping[str, str]:
    """All that can be set in config.toml, by its name, with what it is for and may be."""
    from streamtui.config.shown import shown_settings

    return {setting.name: f"{setting.doc}: {setting.wanted}".strip(": ") for setting in shown_settings()}
