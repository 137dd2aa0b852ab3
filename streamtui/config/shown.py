"""All that can be set, and what holds of it, as rows for those who show it: README, `config show`, the help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from streamtui.config.declared import (
    NAME,
    REST,
    Setting,
    SettingPath,
    declared,
    dotted,
    flat,
    marked,
    setting_at,
    toml_text,
)
from streamtui.config.file import NAME as FILE
from streamtui.config.file import File, Reading
from streamtui.core.ports.settings import SetValue, ShownSetting
from streamtui.core.text.secrets import HIDDEN, Secrets


def shown_settings() -> Sequence[ShownSetting]:
    """All that can be set."""
    return [
        ShownSetting(dotted(setting.path), setting.wanted, setting.default_text, setting.doc, setting.variable)
        for setting in declared(File)
    ]


def set_values(
    reading: Reading, secrets: Secrets, options: Mapping[SettingPath, tuple[str, object]] | None = None
) -> Iterator[SetValue]:
    """What holds of each setting; of tables that a person names what is set there.

    `options` are those of the command line that win, with what they say.
    """
    options = options or {}
    whole = msgspec.to_builtins(reading.file)
    for setting in declared(File):
        for path in _paths(setting, reading.table):
            variable = reading.variable(path) if setting.variable else ""
            found, value = _at(reading.table, path)
            if NAME not in setting.path:
                _, value = _at(whole, path)
            line = reading.line(path) if found and not variable else None
            origin = variable or (f"{FILE}, line {line}" if found else "default")
            if path in options:
                (origin, value), line = options[path], None
            shown = _hidden(value) if setting.is_secret else _redacted(value, secrets)
            text = "" if value is None else secrets.redact(toml_text(shown))
            yield SetValue(dotted(path), shown, text, origin, line, is_default=origin == "default")


def _paths(setting: Setting, table: Mapping[str, Any]) -> Iterator[SettingPath]:
    """The setting's path; with the names that the file has, where it is one of each."""
    if NAME not in setting.path:
        yield setting.path
        return
    at = setting.path.index(NAME)
    _, named = _at(table, setting.path[:at])
    if not isinstance(named, Mapping):
        return
    for name in flat(named) if marked(setting.kind, REST) else named:
        path = (*setting.path[:at], name, *setting.path[at + 1 :])
        if _at(table, path)[0] and setting_at(path, File) == setting:
            yield path


def _at(table: Any, path: SettingPath) -> tuple[bool, Any]:
    """Whether something stands there, and what; a name with a dot may have been written without quotes."""
    for name in path:
        names = (name,) if not isinstance(table, Mapping) or name in table else tuple(name.split("."))
        for each in names:
            if not isinstance(table, Mapping) or each not in table:
                return False, None
            table = table[each]
    return True, table


def _hidden(value: Any) -> Any:
    """The same with all texts hidden."""
    if isinstance(value, Mapping):
        return {name: _hidden(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden(inner) for inner in value]
    return HIDDEN if isinstance(value, str) and value else value


def _redacted(value: Any, secrets: Secrets) -> Any:
    if isinstance(value, str):
        return secrets.redact(value)
    if isinstance(value, Mapping):
        return {name: _redacted(inner, secrets) for name, inner in value.items()}
    return [_redacted(inner, secrets) for inner in value] if isinstance(value, list | tuple) else value
