"""Messages that follow one another to turns that do: each from a question to the end of what was replied to it.

Nothing about the links is taken for granted: they may lead nowhere, or around.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from streamtui.storage.imports.said import Said, digest

_NAMELESS = "?"
"""A message without a key; nothing follows it, as to follow nothing is to be a first one."""
_MOST_COPIES = 20
"""So often the size of the messages their turns may be: a question stands in the turn of each of its answers."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what was replied, once."""

    key: str
    parent: str
    messages: Sequence[Said]


@dataclass(frozen=True, slots=True)
class Turns:
    """All of them, each after the one that it follows, and the last one of the path that was shown."""

    turns: Sequence[Turn]
    head: str
    left_out: int = 0
    """Ends of other branches that would be too much."""


def turns_of(said: Iterable[Said], head: str) -> Turns:
    """The turns; the later one of two messages of one key is another version of it and counts."""
    messages = {one.key or _NAMELESS: one for one in said}
    parents = _without_circles(messages)
    children: defaultdict[str, list[str]] = defaultdict(list)
    for key, parent in parents.items():
        children[parent].append(key)
    ends = [key for key in parents if _ends(children[key], messages)]
    if not ends:
        return Turns((), "")
    last = _end_below(head, children, ends) if head in messages else ends[-1]
    most = _MOST_COPIES * sum(one.size for one in messages.values())
    kept = list(_paths(ends, messages, parents, most))
    if len(kept) < len(ends):
        shown = set(_above(last, parents))
        kept = list(_paths([end for end in ends if end in shown], messages, parents, most))
    keys = {path[-1]: digest(*path) for path in kept}
    turns = [
        Turn(_name(keys[path[-1]]), _name(keys.get(parents[path[0]], "")), [messages[key] for key in path])
        for path in kept
    ]
    return Turns(turns, _name(keys[last]), len(ends) - len(kept))


def _without_circles(messages: dict[str, Said]) -> dict[str, str]:
    """Of each message the one that it follows, in an order in which that comes first; nothing where it follows none."""
    children: defaultdict[str, list[str]] = defaultdict(list)
    roots: list[str] = []
    for key, one in messages.items():
        known = one.parent in messages and one.parent != key
        (children[one.parent] if known else roots).append(key)
    order = {key: number for number, key in enumerate(messages)}
    found: dict[str, str] = {}
    for root in (*roots, *messages):  # what no root leads to goes around
        waiting = [(root, "")] if root not in found else []
        for key, parent in waiting:
            if key not in found:
                found[key] = parent
                below = sorted(children[key], key=lambda one: (messages[one].at or 0.0, order[one]))
                waiting += [(child, key) for child in below]
    return found


def _ends(below: Sequence[str], messages: dict[str, Said]) -> bool:
    """A turn ends with a message that nothing follows, or a question."""
    return not below or any(messages[key].role == "user" for key in below)


def _end_below(key: str, children: dict[str, list[str]], ends: Sequence[str]) -> str:
    """The end of a turn that goes on from there, as it grew last."""
    known = set(ends)
    while key not in known:
        key = children[key][-1]
    return key


def _paths(
    ends: Iterable[str], messages: dict[str, Said], parents: dict[str, str], most: int
) -> Iterator[tuple[str, ...]]:
    """The messages of each turn, by their keys, as long as all together are no more than that."""
    for end in ends:
        path = [end]
        while messages[path[-1]].role != "user" and parents[path[-1]]:
            most -= messages[path[-1]].size
            if most < 0:
                return
            path.append(parents[path[-1]])
        most -= messages[path[-1]].size
        if most < 0:
            return
        yield tuple(reversed(path))


def _above(key: str, parents: dict[str, str]) -> Iterator[str]:
    while key:
        yield key
        key = parents[key]


def _name(key: str) -> str:
    """As the turn is called, wherever it is imported: never a number, as the first version of the store had them."""
    return f"t{key[:12]}" if key else ""
