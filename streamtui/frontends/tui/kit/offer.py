"""One thing of a list that typing narrows down: a command, a model, a theme; and what is offered after a slash word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

V = TypeVar("V", covariant=True)
_WORDS = re.compile(r"[^\W_]+")
_TELLING = 3
"""Letters; fewer begin too many words of what things are."""


@dataclass(frozen=True, slots=True)
class Offer(Generic[V]):
    """One thing to choose."""

    name: str
    """How it is called; whoever gave it the name may have written anything into it."""
    value: V
    about: str = ""
    """In a few words, what it is."""
    right: str = ""
    """What stands at the right end: its key, its place."""
    also: tuple[str, ...] = ()
    """Other names that it is found by."""
    short: str = ""
    """What stands for the name where there is little room."""
    group: str = ""
    """The heading that it stands under, while nothing is typed."""

    def distance(self, typed: str) -> int | None:
        """How far it is from what was typed: 0 is the very name; `None` where it has nothing to do with it."""
        typed = " ".join(typed.casefold().split())
        names = [name.casefold() for name in (self.name, *self.also)]
        if not typed or typed in names:
            return 0
        if any(name.startswith(typed) for name in names):
            return 1
        parts, named = typed.split(), _WORDS.findall(" ".join(names))
        words = [*named, *_WORDS.findall(self.about.casefold())]
        if all(part in words for part in parts):
            return 2
        if all(any(word.startswith(part) for word in (named if len(part) < _TELLING else words)) for part in parts):
            return 3
        if all(any(part in name for name in names) for part in parts):
            return 4
        return 5 if _is_within(typed.replace(" ", ""), names[0]) else None


def _is_within(typed: str, name: str) -> bool:
    """Whether its letters stand in the name in that order."""
    letters = iter(name)
    return all(letter in letters for letter in typed)


@dataclass(frozen=True, slots=True)
class Arguments:
    """What may stand after a slash word."""

    offers: Sequence[Offer[str]] = ()
    """Their values are what is written; one that ends with a blank wants more."""
    free: bool = False
    """Anything else may stand there as well."""
    note: str = ""
    """What is waited for, or why nothing can be offered."""
