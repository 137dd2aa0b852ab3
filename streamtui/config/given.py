"""What words of the command line mean: which setting, and which value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args, get_origin

from streamtui.config.declared import REST, SettingPath, declared, dotted, listed, marked, parts, setting_at
from streamtui.config.file import NAME, File
from streamtui.config.tables import TableReader
from streamtui.config.toml_lines import parse_toml
from streamtui.core.faults.faults import ConfigurationError


def path_of(key: str) -> SettingPath:
    """The path of a setting as it is written, or of a table. What stands in a table of the person's is one name.

    >>> path_of("tools.rounds"), path_of('profiles."my own".model'), path_of("keys.chat.help")
    (('tools', 'rounds'), ('profiles', 'my own', 'model'), ('keys', 'chat.help'))
    """
    path = _written(key)
    setting = setting_at(path, File)
    if setting is None:
        tables = [rest.path[:-1] for rest in declared(File) if marked(rest.kind, REST)]
        size = next((len(table) for table in tables if path[: len(table)] == table), len(path))
        return (*path[:size], ".".join(path[size:])) if len(path) > size + 1 else path
    if setting is None or not setting.is_open or len(path) <= len(setting.path):
        return path
    size = len(setting.path)
    return path if _inner(setting.kind) is Any else (*path[:size], ".".join(path[size:]))


def value_of(path: SettingPath, text: str) -> object:
    """What is to stand there. Raises ConfigurationError where there is no such setting.

    >>> value_of(("tools", "off"), "read_file, calculate"), value_of(("tools", "rounds"), "3")
    (['read_file', 'calculate'], 3)
    """
    setting = setting_at(path, File)
    if setting is None:
        raise ConfigurationError(_no_setting(path))
    bare = parts(setting.kind)[0]
    if len(path) > len(setting.path):
        bare = _inner(setting.kind)
    if bare is str or get_origin(bare) is Literal:
        return text
    if bare == Sequence[str] and not text.lstrip().startswith("["):
        return listed(text)
    try:
        return parse_toml(f"it = {text}")["it"]
    except ValueError:
        return text  # as it stands in a text, or it will be refused


def _written(key: str) -> SettingPath:
    try:
        found: Any = parse_toml(f"{key} = 0")
    except ValueError:
        return tuple(name.strip() for name in key.split("."))
    path: SettingPath = ()
    while isinstance(found, Mapping) and found:
        name, found = next(iter(found.items()))
        path = (*path, name)
    return path


def _inner(kind: Any) -> Any:
    return get_args(parts(kind)[0])[1]


def _no_setting(path: SettingPath) -> str:
    below = [dotted(setting.path) for setting in declared(File) if _is_below(setting.path, path)]
    if below:
        return f"{dotted(path)} is a table: set one of {', '.join(below)}."
    value: Any = 0
    for name in reversed(path):
        value = {name: value}
    reader = TableReader(File, {})
    reader.read(File, value)
    wrong = reader.mistakes[0]
    return f"{dotted(wrong.path) or NAME} {wrong.why}"


def _is_below(setting: SettingPath, path: SettingPath) -> bool:
    return len(setting) > len(path) and all(mine in ("NAME", its) for mine, its in zip(setting, path, strict=False))
