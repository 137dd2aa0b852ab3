"""Which keys do what: those that commands have by themselves, those of a preset, and those of the person.

The app has one; whatever shows or obeys a key asks `keymap_now` for it, so that a key is changed in one place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from streamtui.frontends.tui.kit.keys import shown_key

BARE = ".bare"
"""What a keymap adds to a command's id for its keys in an empty prompt."""


@dataclass(frozen=True, slots=True)
class Preset:
    """Keys of a school of editors."""

    keys: Mapping[str, Collection[str]] = field(default_factory=dict)
    """By the id of the command, in place of its own."""
    beside: Mapping[str, str] = field(default_factory=dict)
    """Keys that do what others do, by these."""
    places: tuple[str, ...] = ("",)
    """How the ids of commands begin that hear those."""


@dataclass(frozen=True)
class Keymap:
    """What a command's keys are now."""

    preset: Preset = Preset()
    changes: Mapping[str, Collection[str]] = field(default_factory=dict)
    """By the id of the command; no key at all is one of the choices."""

    def of(self, name: str, own: Collection[str]) -> tuple[str, ...]:
        """The keys of the command of that id, whose own ones are those; the one to be shown first."""
        if name in self.changes:
            return tuple(self.changes[name])
        keys = self.preset.keys.get(name, own)
        return (*keys, *self._beside(name, keys))

    def more_than(self, keys: Iterable[str]) -> frozenset[str]:
        """These, and all that the chat hears by this keymap alone."""
        known = set(keys)
        known |= {added for key, added in self.preset.beside.items() if key in known}
        for given in (self.preset.keys, self.changes):
            known |= {key for name, held in given.items() if not name.startswith("prompt.") for key in held}
        return frozenset(known)

    def _beside(self, name: str, keys: Collection[str]) -> Iterable[str]:
        if not name.startswith(self.preset.places):
            return ()
        return [added for key in keys if (added := self.preset.beside.get(key)) is not None and added not in keys]


USUAL = Keymap()
"""The keys that commands have by themselves."""


def keymap_now() -> Keymap:
    """The keymap of the app in which this is asked; outside of one the usual keys."""
    from textual._context import active_app  # what knows commands is loaded where nothing is drawn, too

    keymap: Keymap = getattr(active_app.get(None), "keymap", USUAL)
    return keymap


def key_of(name: str, *own: str) -> str:
    """The first key of the command of that id, whose own ones are those, as the screen writes it."""
    return next(map(shown_key, keymap_now().of(name, own)), "")
