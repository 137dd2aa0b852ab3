"""What is declared of a setting: a field's type with its `Meta` is the one place where it stands.

By it values are converted and refused (`tables.py`), and README's table, `config show` and the help are made of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import NoneType
from typing import Annotated, Any, Literal, TypeAlias, get_args, get_origin

from msgspec import UNSET, Meta, Struct
from msgspec.structs import FieldInfo, fields

SettingPath: TypeAlias = tuple[str, ...]
NAME = "NAME"
"""Stands in a path for the name that a person gives a table."""
ELSEWHERE = Meta(extra={"elsewhere": True})
"""The field is not set by the file."""
SECRET = Meta(extra={"secret": True})
"""The value is a key, or holds some: it is neither quoted nor shown."""
MAY_HOLD_KEY = Meta(extra={"secret": False})
"""It is not quoted, and shown without what looks like a key."""
REST = Meta(extra={"rest": True})
"""The field takes what the table holds beside the other fields, by its names."""
_NOUNS: Mapping[object, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number of seconds",
    str: "a text",
    Sequence[str]: "a list of texts",
    Mapping[str, str]: "a table of texts",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One that can be set."""

    path: SettingPath
    """Table by table; `NAME` stands for a name of the person's."""
    kind: Any
    """The type, with bounds and description."""
    default: object

    @property
    def variable(self) -> str:
        """The environment variable that sets it, too; nothing where there is none."""
        return "" if NAME in self.path else variable_of(self.path)

    @property
    def wanted(self) -> str:
        """What a value must be, for the person."""
        return wanted(self.kind)

    @property
    def doc(self) -> str:
        """What it is for, in a line."""
        return parts(self.kind)[1].description or ""

    @property
    def is_secret(self) -> bool:
        """Its value is a key, or holds some."""
        return marked(self.kind, SECRET)

    @property
    def is_open(self) -> bool:
        """It is a table whose names are the person's."""
        return get_origin(parts(self.kind)[0]) is Mapping

    @property
    def default_text(self) -> str:
        """What holds without it, as the file would have it; nothing where that is nothing."""
        return "" if self.default in (None, "", (), {}) else toml_text(self.default)

    @property
    def example(self) -> str:
        """A value as the file would have it: the default, where there is one."""
        bare, meta = parts(self.kind)
        kinds: Mapping[object, object] = {Mapping: {}, Sequence: [], int: meta.ge, float: meta.ge}
        return self.default_text or toml_text(kinds.get(get_origin(bare) or bare, ""))


def declared(kind: type[Struct], path: SettingPath = ()) -> Iterator[Setting]:
    """All that can be set in a table that the struct declares, and in those below it."""
    for field in in_file(kind):
        here = (*path, field.name)
        if marked(field.type, REST):
            bare, meta = parts(field.type)
            yield Setting((*path, NAME), Annotated[get_args(bare)[1], REST, meta], None)
        elif (inner := table_kind(field.type)) is not None:
            yield from declared(inner, here)
        elif (inner := named_kind(field.type)) is not None:
            yield from declared(inner, (*here, NAME))
        else:
            yield Setting(here, field.type, default_of(field))


def setting_at(path: SettingPath, kind: type[Struct]) -> Setting | None:
    """What is declared of the setting at that path, whose names may be a person's."""
    fitting = [setting for setting in declared(kind) if _fits(setting, path)]
    return min(fitting, key=lambda setting: setting.path.count(NAME), default=None)


def variable_of(path: SettingPath) -> str:
    """The environment variable of a setting."""
    return "_".join(("STREAMTUI", *path)).upper()


def wanted(kind: object) -> str:
    """What a value of that type must be, for the person."""
    bare, meta = parts(kind)
    if meta.title is not None:
        return meta.title
    if get_origin(bare) is Literal:
        *others, last = get_args(bare)
        return f"{', '.join(others)} or {last}"
    noun = _NOUNS.get(bare, "a table")
    return noun if meta.ge is None else f"{noun} from {meta.ge} to {meta.le}"


def parts(kind: Any) -> tuple[Any, Meta]:
    """A field's type without `None` and what is declared of it, and that: its bounds, and what it is for."""
    bare, *metas = _annotated(kind)
    return bare, next((meta for meta in metas if meta.extra is None), Meta())


def marked(kind: Any, mark: Meta) -> bool:
    """The type is declared with that mark."""
    return mark in _annotated(kind)[1:]


def in_file(kind: type[Struct]) -> list[FieldInfo]:
    """The fields that the file sets."""
    return [field for field in fields(kind) if not marked(field.type, ELSEWHERE)]


def table_kind(kind: Any) -> type[Struct] | None:
    """The struct, where the field is a table of its own."""
    bare, _ = parts(kind)
    return bare if isinstance(bare, type) and issubclass(bare, Struct) else None


def named_kind(kind: Any) -> type[Struct] | None:
    """The struct, where the field is a table of tables that a person gives names."""
    bare, _ = parts(kind)
    return table_kind(get_args(bare)[1]) if get_origin(bare) is Mapping else None


def default_of(field: FieldInfo) -> object:
    """What the field is without a value."""
    if field.default_factory is not UNSET and callable(field.default_factory):
        return field.default_factory()
    return None if field.default is UNSET else field.default


def flat(table: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """The table, in which `a.b` without quotes, to TOML a table in a table, is a name with a dot in it."""
    inner: dict[str, Any] = {}
    for name, value in table.items():
        inner |= flat(value, f"{before}{name}.") if isinstance(value, Mapping) else {f"{before}{name}": value}
    return inner


def listed(text: str) -> list[str]:
    """The names of a list that stand in a variable or on the command line.

    >>> listed("read_file, list_files")
    ['read_file', 'list_files']
    """
    return [part for piece in text.split(",") if (part := piece.strip())]


def toml_text(value: object) -> str:
    """A value as the file would have it.

    >>> toml_text({"temperature": 0.2, "stop": ["a"], "on": True})
    '{ temperature = 0.2, stop = ["a"], on = true }'
    """
    if isinstance(value, Mapping):
        inner = ", ".join(f"{dotted((name,))} = {toml_text(each)}" for name, each in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(toml_text, value))}]"
    return json.dumps(value, ensure_ascii=False, default=str)


def dotted(path: SettingPath) -> str:
    """The path as the file would have it: names of other characters in quotes.

    >>> dotted(("profiles", "my own", "model"))
    'profiles."my own".model'
    """
    return ".".join(name if name and name.replace("-", "_").isidentifier() and name.isascii() else json.dumps(name)
                    for name in path)  # fmt: skip


def _annotated(kind: Any) -> tuple[Any, ...]:
    if NoneType in get_args(kind):
        kind = get_args(kind)[0]
    return get_args(kind) if get_origin(kind) is Annotated else (kind,)


def _fits(setting: Setting, path: SettingPath) -> bool:
    size = len(setting.path)
    as_long = len(path) == size or (setting.is_open and len(path) > size)
    return as_long and all(mine in (NAME, its) for mine, its in zip(setting.path, path, strict=False))
