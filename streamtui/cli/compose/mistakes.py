"""What is wrong in config.toml and the variables: each in a sentence, with its line.

Names and keys are looked at here, as the settings alone can't tell which there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from streamtui.core.faults.faults import ConfigurationError

if TYPE_CHECKING:
    from streamtui.config.declared import SettingPath
    from streamtui.config.file import Reading
    from streamtui.config.tables import Mistake

_NAMING = ("profile", "profiles", "personas", "theme", "looks")
"""Where something is named, or gets its name."""


def mistakes(environ: Mapping[str, str]) -> Sequence[str]:
    """All of them, in the order of the file; none where all is right."""
    from streamtui.config.file import read_file
    from streamtui.config.paths import config_dir

    try:
        reading = read_file(config_dir(environ), environ)
    except ConfigurationError as error:
        return [error.fault.message]
    found = mistakes_in(reading)
    return [*map(reading.sentence, found), *conflicts_in(reading, found)]


def mistakes_in(reading: Reading, table: str = "") -> Sequence[Mistake]:
    """All that is not taken; with a `table` what a change there can bring, as it costs a second to look at keys."""
    names = () if table and table not in _NAMING else _unknown_names(reading)
    return [*reading.mistakes, *names, *(() if table not in ("", "keys") else _wrong_keys(reading))]


def conflicts_in(reading: Reading, found: Sequence[Mistake]) -> Sequence[str]:
    """Which keys do two things, where none of those that were found wrong is one of them."""
    from streamtui.cli.compose.keymaps import check_keys

    return () if any(mistake.path[:1] == ("keys",) for mistake in found) else check_keys(reading.file.keys)


def _unknown_names(reading: Reading) -> Iterator[Mistake]:
    """What is named and not there."""
    from streamtui.cli.completions import profile_names, theme_names
    from streamtui.config.tables import Mistake
    from streamtui.core.text.nearest import perhaps

    file = reading.file
    profiles = partial(profile_names, file.profiles)
    personas = ((("personas", name, "profile"), one.profile or None, profiles) for name, one in file.personas.items())
    named: Iterable[tuple[SettingPath, str | None, Callable[[], Iterable[str]]]] = (
        (("profile",), file.profile, profiles),
        *personas,
        (("theme",), file.theme, theme_names),
        (("looks", "theme"), file.looks.theme, theme_names),
    )
    for path, name, known in named:
        if name is not None and name not in (names := list(known())):
            near = perhaps(name, names) or f"; known are {', '.join(names)}"
            yield Mistake(path, f"is {name!r}, and there is none of that name{near}.")


def _wrong_keys(reading: Reading) -> Iterator[Mistake]:
    """What a keymap can't be."""
    from streamtui.cli.compose.keymaps import key_mistakes
    from streamtui.config.tables import Mistake

    yield from (Mistake(("keys", name), why) for name, why in key_mistakes(reading.file.keys))
