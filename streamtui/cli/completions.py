"""How a shell completes the values of options: names that are known on this machine; no server is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import click
from click.shell_completion import CompletionItem

from streamtui.core.faults.faults import StreamtuiError

Completion = Callable[[click.Context, click.Parameter, str], list[str]]

_MOST_IDS, _SHORT, _LONGEST_TITLE = 50, 8, 60
_can_stand_on_a_line = re.compile(r"[\w.:/@+-]+").fullmatch
"""Others than the person may have named it."""


def _completing(names: Callable[[], Iterable[str]]) -> Completion:
    def complete(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
        try:
            known = dict.fromkeys(names())
        except (StreamtuiError, OSError):
            return []  # the command itself says what is wrong
        return [name for name in known if name.startswith(begun) and _can_stand_on_a_line(name)]

    return complete


def _profiles() -> Iterable[str]:
    from streamtui.cli.compose.places import read_places

    return profile_names(read_places(say=str).configuration.profiles)


def profile_names(own: Iterable[str]) -> Iterable[str]:
    """Those of the file, and those that are there without one."""
    from streamtui.config.profiles import LOCAL
    from streamtui.config.ready_profiles import READY

    return (*own, LOCAL, *READY)


def _models() -> Iterable[str]:
    """Those of profiles, those that answered before, and those of this machine."""
    from streamtui.cli.compose.places import read_places
    from streamtui.providers.local.catalogue import CATALOGUE

    places = read_places(say=str)
    yield from (profile.model for profile in places.configuration.profiles.values() if profile.model)
    yield from (name for name, _ in places.ratios.items())
    yield from (model.name for model in CATALOGUE)


def _personas() -> Iterable[str]:
    from streamtui.cli.compose.places import read_places

    return read_places(say=str).configuration.personas


def theme_names() -> Iterable[str]:
    """The app's own, then Textual's."""
    from streamtui.frontends.tui import theme

    return (*theme.OWN_NAMES, *theme.theme_names())


def _tools() -> Iterable[str]:
    from streamtui.tools.builtins import BUILTIN_NAMES

    return BUILTIN_NAMES


def _settings() -> Iterable[str]:
    """With the names of tables that the file has, where there is one of each."""
    import os

    from streamtui.config.declared import NAME
    from streamtui.config.file import read_file
    from streamtui.config.paths import config_dir
    from streamtui.config.shown import set_values, shown_settings
    from streamtui.core.text.secrets import Secrets

    yield from (setting.name for setting in shown_settings() if NAME not in setting.name.split("."))
    yield from (value.name for value in set_values(read_file(config_dir(os.environ), os.environ), Secrets()))


def ids(begun: str) -> list[CompletionItem]:
    """How those of the conversations begin that changed last, with their titles."""
    import os

    from streamtui.config.paths import data_dir
    from streamtui.core.text.display_safe import display_safe
    from streamtui.storage.conversations.looked_at import newest_kept

    try:
        kept = newest_kept(data_dir(os.environ), _MOST_IDS)
    except StreamtuiError:
        return []
    return [
        CompletionItem(identity[:_SHORT], help=display_safe(title, keep_newlines=False)[:_LONGEST_TITLE] or None)
        for identity, title in kept
        if identity.startswith(begun)
    ]


PROFILES, MODELS, PERSONAS, THEMES, TOOLS, SETTINGS = map(
    _completing, (_profiles, _models, _personas, theme_names, _tools, _settings)
)
