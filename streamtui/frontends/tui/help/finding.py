"""What of the help has the words that are looked for: commands by all that is said of them, parameters, settings,
figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from streamtui.core.chat.parameters import PARAMETERS
from streamtui.frontends.tui.help.rows import FIGURES, Section, Table
from streamtui.frontends.tui.kit.command import Command

SETTINGS = "SETTINGS, IN CONFIG.TOML"
PARAMETERS_TITLE = "PARAMETERS, BY /set OR /parameters"


def found(tables: Iterable[Table], settings: Mapping[str, str], typed: str) -> Sequence[Section]:
    """Sections with what has all these words; `settings` are their names, and what they are for."""
    words = typed.casefold().split()
    told = [_section(table.title, _commands(table, words)) for table in tables]
    for title, entries in (
        (PARAMETERS_TITLE, {name: f"{known.about}: {known.wanted}" for name, known in PARAMETERS.items()}),
        (SETTINGS, settings),
        (FIGURES.title, {name: how[0] for name, how in FIGURES.entries.items()}),
    ):
        told.append(_section(title, ((name, doc) for name, doc in entries.items() if _has(words, title, name, doc))))
    return [section for section in told if section.entries] or [Section("NOTHING", {}, "Nothing here has these words.")]


def _commands(table: Table, words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """How it is given, and what it does and is called."""
    for command in table.commands:
        if _has(words, table.title, table.note, command.title, command.id, command.label, *_ways(command)):
            yield command.usage or command.id, f"{command.title} · {command.id}"


def _ways(command: Command[Any]) -> Iterable[str]:
    return (command.usage, *command.keys_now, *command.bare_keys_now)


def _has(words: Sequence[str], *texts: str) -> bool:
    text = " ".join(texts).casefold()
    return all(word in text for word in words)


def _section(title: str, entries: Iterable[tuple[str, str]]) -> Section:
    told: dict[str, list[str]] = {}
    for given, meaning in entries:
        told.setdefault(given, []).append(meaning)
    return Section(title, told, "", frozenset(meaning for meanings in told.values() for meaning in meanings))
