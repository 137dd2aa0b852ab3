"""What is wrong with a keymap: ids that no command has, keys that are none, keys with two meanings in one place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from streamtui.core.text.nearest import perhaps
from streamtui.frontends.tui.help.tables import TABLES
from streamtui.frontends.tui.kit.anywhere import ANYWHERE_COMMANDS
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.keymap import BARE, Keymap
from streamtui.frontends.tui.kit.keys import fault_of, shown_key, writes

_WRITTEN_IN = ("app.", "chat.", "prompt.", "menu.", "pick.", "history.", "race_picker.", "edit.", "parameters.")
"""How the ids of commands begin that can be given where one writes."""

_IN_PANES = ("chat.to_prompt", "chat.pane_up", "chat.pane_down")
"""But for these, which do nothing there."""


def ids() -> Mapping[str, Command[Any]]:
    """All that a keymap may name, with the command that it is of."""
    commands = [command for table in TABLES for command in table.commands]
    return {
        **{command.id: command for command in commands},
        **{command.bare_id: command for command in commands if command.bare_keys},
    }


def faults(
    changes: Mapping[str, Collection[str]], known: Mapping[str, object] | None = None
) -> Iterator[tuple[str, str]]:
    """What cannot be taken, by the id and in the end of a sentence; the keys are as the person wrote them."""
    known = ids() if known is None else known
    for name, keys in changes.items():
        if name not in known:
            yield name, f"is no command{perhaps(name, known)}; `streamtui config keys` has them all."
            continue
        for written in keys:
            if fault := fault_of(written):
                yield name, f"can't be given so: {fault}."
            elif name.startswith(_WRITTEN_IN) and not name.endswith((BARE, *_IN_PANES)) and writes_text(written):
                yield name, f"can't have {written!r}, which is a text where one writes: choose a key with Ctrl or Alt."


def writes_text(written: str) -> bool:
    """A key as a person wrote it is text where one writes."""
    from streamtui.frontends.tui.kit.keys import key_named

    return (key := key_named(written)) is not None and writes(key)


def conflicts(keymap: Keymap) -> Sequence[str]:
    """Each key that two commands of one place have, which don't share one of themselves: in a sentence."""
    places = [(*ANYWHERE_COMMANDS, *around, *table.commands) for table in TABLES for around in table.within or ((),)]
    pairs = (pair for place in places for pair in combinations(place, 2) if pair[0].id != pair[1].id)
    told = [_told(key, *pair) for pair in pairs for key in sorted(_shared(*pair, keymap))]
    return list(dict.fromkeys(told))


def _told(key: str, first: Command[Any], second: Command[Any]) -> str:
    both = f"{first.id} and to {second.id}"
    return f"{shown_key(key)} is given to {both} in the same place: {first.id} goes first."


def _shared(first: Command[Any], second: Command[Any], keymap: Keymap) -> set[str]:
    """Keys that both have, where that is not meant: commands that share a key of themselves are possible in turn."""
    apart = first.id in (*_IN_PANES, "chat.end_of_input"), second.id in _IN_PANES or second.id.startswith("prompt.")
    if all(apart) or {*first.keys} & {*second.keys} or _same(first, second):
        return set()
    return {*keymap.of(first.id, first.keys)} & {*keymap.of(second.id, second.keys)}


def _same(first: Command[Any], second: Command[Any]) -> bool:
    """The app's own is done where the screen has none of that name."""
    return first.id.startswith("app.") and first.id.rpartition(".")[2] in second.id.split(".")
