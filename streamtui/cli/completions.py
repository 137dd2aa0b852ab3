"""How a shell completes the values of options: names that are known on this machine; no server is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import click

from streamtui.core.faults.faults import StreamtuiError

Completion = Callable[[click.Context, click.Parameter, str], list[str]]

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
    from streamtui.config.profiles import LOCAL

    yield from read_places(say=str).configuration.profiles
    yield LOCAL


def _models() -> Iterable[str]:
    """Those of profiles, those that answered before, and those of this machine."""
    from streamtui.cli.compose.places import read_places
    from streamtui.providers.local.catalogue import CATALOGUE

    places = read_places(say=str)
    yield from (profile.model for profile in places.configuration.profiles.values() if profile.model)
    yield from (name for name, _ in places.ratios.items())
    yield from (model.name for model in CATALOGUE)


def _themes() -> Iterable[str]:
    from streamtui.frontends.tui.theme import theme_names

    return ("dark", "light", *theme_names())


def _tools() -> Iterable[str]:
    from streamtui.tools.builtins import BUILTIN_NAMES

    return BUILTIN_NAMES


PROFILES, MODELS, THEMES, TOOLS = map(_completing, (_profiles, _models, _themes, _tools))
