"""One thing that the person can do: what keys, key bar, palette, slash words, help and Textual's keymap are made of.

A table of commands stands beside what it commands. Commands of a table may share a key or a word: the first that is
possible at the time is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from streamtui.frontends.tui.kit.keymap import BARE, keymap_now
from streamtui.frontends.tui.kit.keys import shown_key
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
    """In Textual's names, the one to be shown first; a keymap may change them."""
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
        return f"{self.id}{BARE}"

    @property
    def keys_now(self) -> tuple[str, ...]:
        """Its keys by the app's keymap."""
        return keymap_now().of(self.id, self.keys)

    @property
    def bare_keys_now(self) -> tuple[str, ...]:
        """Its bare keys by the app's keymap."""
        return keymap_now().of(self.bare_id, self.bare_keys)

    @property
    def shown_keys(self) -> tuple[str, ...]:
        """All of them as the screen writes them."""
        return tuple(dict.fromkeys(map(shown_key, (*self.bare_keys_now, *self.keys_now))))

    @property
    def key(self) -> str:
        """The key as the screen writes it, or nothing."""
        return next(iter(self.shown_keys), "")

    @property
    def usage(self) -> str:
        """How to give it: `^n  /new  /clear`, `/model NAME`."""
        return "  ".join((*self.shown_keys, *(f"/{word} {self.argument}".rstrip() for word in self.words)))

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
