"""The keymap of the settings, and what is wrong with it: to know that every table of commands is loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from streamtui.config.settings import Keys
from streamtui.core.faults.faults import ConfigurationError
from streamtui.frontends.tui.kit.keymap import Keymap
from streamtui.frontends.tui.kit.keys import key_named, shown_key
from streamtui.frontends.tui.kit.presets import PRESETS


def keymap_of(keys: Keys) -> Keymap:
    """What the settings make of the keys; what is no key is left out, as it will be told."""
    changes = {
        name: [key for each in written if (key := key_named(each)) is not None]
        for name, written in _written(keys).items()
    }
    return Keymap(PRESETS[keys.preset], changes)


def key_mistakes(keys: Keys) -> Iterator[tuple[str, str]]:
    """What can't be taken of it, by the id and in the end of a sentence."""
    if keys.bound:
        from streamtui.frontends.tui.help.conflicts import faults

        yield from faults(_written(keys))


def check_keys(keys: Keys) -> Sequence[str]:
    """What is to be said of it at the start: which keys do two things. Raises ConfigurationError for what is wrong."""
    for name, why in key_mistakes(keys):
        raise ConfigurationError(f"keys.{name!r} in config.toml {why}".replace("'", '"', 2))
    if not keys.bound:
        return ()
    from streamtui.frontends.tui.help.conflicts import conflicts

    return conflicts(keymap_of(keys))


def told_keys(keys: Keys) -> Iterator[tuple[str, str, str]]:
    """Each id, its keys by these settings, and what it does."""
    from streamtui.frontends.tui.help.conflicts import ids

    keymap = keymap_of(keys)
    for name, command in ids().items():
        own = command.bare_keys if name == command.bare_id else command.keys
        yield name, " ".join(map(shown_key, keymap.of(name, own))), command.title


def _written(keys: Keys) -> Mapping[str, Sequence[str]]:
    return {
        name: ([written] if written.strip() else []) if isinstance(written, str) else written
        for name, written in keys.bound.items()
    }
