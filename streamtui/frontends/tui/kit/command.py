"""One thing that the person can do: what keys, key bar, palette, slash words, help and Textual's keymap are made of.

A table of commands stands beside what it commands. Commands of a table may share a key or a word: the first that is
possible at the time is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from streamtui.frontends.tui.kit.offer import Arguments

T = TypeVar("T", contravariant=True)
U = TypeVar("U")


def always(_: object) -> bool:
    """Possible at any time."""
    return True


@dataclass(frozen=True, slots=True)
class Command(Generic[T]):
    """What can be done with a `T`."""

    id: str
    """What a keymap calls it: `chat.stop`."""
    title: str
    do: Callable[[T], object]
    possible: Callable[[T], bool] = always
    keys: tuple[str, ...] = ()
    """In Textual's names, the one to be shown first."""
    bare_keys: tuple[str, ...] = ()
    """Keys that do it while the prompt is empty; in a text they are what they always are."""
    words: tuple[str, ...] = ()
    """Slash commands, without the slash."""
    argument: str = ""
    """What a slash command takes, as the help names it; empty for one that takes nothing."""
    do_with: Callable[[T, str], object] | None = None
    """Does it with what stands after the slash word, which may be nothing."""
    arguments: Callable[[T, str], Arguments] | None = None
    """What is offered for it, after what is typed of it."""
    label: str = ""
    """What the key bar says; empty for a command that is not in it."""
    at_once: bool = False
    """Typed as a slash command it waits for nothing, as it has to do with the look alone."""
    opens: bool = False
    """A screen comes up where nothing stands after the slash word, which is not to take the keys of who is writing."""

    @property
    def bare_id(self) -> str:
        """What a keymap calls its bare keys."""
        return f"{self.id}.bare"

    @property
    def key(self) -> str:
        """The key as the screen writes it, or nothing."""
        return next(map(shown_key, (*self.bare_keys, *self.keys)), "")

    @property
    def usage(self) -> str:
        """How to give it: `^n  /new  /clear`, `/model NAME`."""
        keys = dict.fromkeys(map(shown_key, (*self.bare_keys, *self.keys)))
        return "  ".join((*keys, *(f"/{word} {self.argument}".rstrip() for word in self.words)))

    def click(self, on: str = "screen") -> str:
        """The action of a click that does it, on the screen or on what is `focused`."""
        return f"{on}.do({self.id!r})"

    def of(self, part: Callable[[U], T]) -> Command[U]:
        """The same, for something that has a `T`."""
        do_with, arguments = self.do_with, self.arguments
        return Command(
            self.id,
            self.title,
            lambda whole: self.do(part(whole)),
            lambda whole: self.possible(part(whole)),
            self.keys,
            self.bare_keys,
            self.words,
            self.argument,
            None if do_with is None else lambda whole, argument: do_with(part(whole), argument),
            None if arguments is None else lambda whole, typed: arguments(part(whole), typed),
            self.label,
            self.at_once,
            self.opens,
        )


_SHOWN_KEYS = {
    "tab": "Tab",
    "escape": "Esc",
    "enter": "Enter",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "alt+enter": "Alt+Enter",
    "shift+enter": "Shift+Enter",
    "shift+up": "Shift+↑",
    "shift+down": "Shift+↓",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "space": "Space",
    "underscore": "_",
    "slash": "/",
    "comma": ",",
    "full_stop": ".",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "shift+left": "Shift+←",
    "shift+right": "Shift+→",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "backslash": "\\",
}


def shown_key(key: str) -> str:
    """A key as the screen writes it: `^n`, `Esc`, `F1`, `r`, `Shift+R`."""
    if len(key) == 1 and key.isupper():
        return f"Shift+{key}"
    if key.startswith("alt+") and len(key) == 5:
        return f"Alt+{key[4:].upper()}"
    if key.startswith("ctrl+"):
        return "^" + (key[5:] if len(key) == 6 else shown_key(key[5:]))
    return _SHOWN_KEYS.get(key, key.capitalize() if len(key) == 2 else key)
