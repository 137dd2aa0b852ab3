"""The text of config.toml with another value in it: comments, order and blanks stay as the person has them."""

from __future__ import annotations

import json
from collections.abc import Mapping, MutableMapping, Sequence
from copy import deepcopy
from typing import Any

from streamtui.config.declared import SettingPath, dotted
from streamtui.config.toml_lines import parse_toml, toml_lines
from streamtui.core.faults.faults import ConfigurationError

_WINDOWS = "\r\n"


def with_setting(text: str, path: SettingPath, value: object) -> str:
    """The text in which the value stands at that path. Raises ConfigurationError where it can't be put there."""
    if text.count(_WINDOWS) == text.count("\n") > 0:
        return with_setting(text.replace(_WINDOWS, "\n"), path, value).replace("\n", _WINDOWS)
    import tomlkit

    document = tomlkit.parse(text)
    table: Any = document
    is_new = False
    for size, name in enumerate(path[:-1], start=2):
        if name not in table:
            is_new = True
            table[name] = tomlkit.table(is_super_table=size < len(path))
        table = table[name]
        if not isinstance(table, MutableMapping):
            raise ConfigurationError(f"{dotted(path)} can't be set, as {name} is no table in config.toml.")
    table[path[-1]] = _item(value)
    wanted = deepcopy(parse_toml(text))
    inner: Any = wanted
    for name in path[:-1]:
        inner = inner.setdefault(name, {})
    inner[path[-1]] = value
    edited = _checked(document.as_string(), wanted, path)
    return _set_apart(edited, path[:-1]) if is_new else edited


def without_setting(text: str, path: SettingPath) -> str:
    """The text in which nothing stands at that path. Raises KeyError where nothing does already."""
    import tomlkit

    document = tomlkit.parse(text)
    wanted = deepcopy(parse_toml(text))
    table: Any = document
    tables: list[Any] = [wanted]
    for name in path[:-1]:
        table = table[name]
        tables.append(tables[-1][name])
    del table[path[-1]], tables[-1][path[-1]]
    edited = document.as_string().lstrip("\n")
    said = parse_toml(edited)
    for name, outer in zip(reversed(path[:-1]), reversed(tables[:-1]), strict=True):
        if said != wanted and not outer[name]:  # a table that was there for others alone is gone with them
            del outer[name]
    return _checked(edited, wanted, path)


def _checked(text: str, wanted: Mapping[str, Any], path: SettingPath) -> str:
    """The text, which says what is wanted and nothing else: what a library makes of odd files is not trusted."""
    try:
        if parse_toml(text) == wanted:
            return text if text.endswith("\n") else f"{text}\n"
    except ValueError:
        pass
    raise _unchangeable(path)


def _unchangeable(path: SettingPath) -> ConfigurationError:
    return ConfigurationError(
        f"{dotted(path)} can't be changed without changing more of config.toml: do it by `streamtui config edit`."
    )


def _set_apart(text: str, table: SettingPath) -> str:
    """The text with a blank line before that table, and behind it."""
    lines = text.split("\n")
    heads = sorted({line - 1 for line in toml_lines(text).values() if lines[line - 1].lstrip().startswith("[")})
    mine = toml_lines(text)[table] - 1
    for head in reversed([head for head in heads if head >= mine][:2]):
        is_told_of = head != mine and lines[head - 1].lstrip().startswith("#")
        if head and lines[head - 1].strip() and not is_told_of:
            lines.insert(head, "")
    return "\n".join(lines)


def _item(value: object) -> Any:
    """A table in one line, a text of several lines in as many."""
    import tomlkit

    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        for name, inner in value.items():
            table[name] = _item(inner)
        return table
    if isinstance(value, str) and "\n" in value:
        lines = (json.dumps(line, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007f") for line in value.split("\n"))
        return tomlkit.value('"""\n' + "\n".join(lines) + '"""')
    if isinstance(value, Sequence) and not isinstance(value, str):
        array = tomlkit.array()
        array.extend(_item(each) for each in value)
        return array
    return tomlkit.item(value)
