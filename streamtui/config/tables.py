"""Tables of config.toml as the structs that declare them: what is wrong with a value becomes a sentence.

A field's type, with the bounds of its `Meta`, is the one declaration of a setting: by it values are converted, what is
refused is told, and the README's table is checked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import NoneType
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import FieldInfo, fields

from streamtui.core.faults.faults import ConfigurationError

StructT = TypeVar("StructT", bound=Struct)
_FILE = "config.toml"
_NOUNS: Mapping[object, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number of seconds",
    str: "a text",
    Sequence[str]: "a list of texts",
    Mapping[str, str]: "a table of texts",
    Mapping[str, Any]: "a table",
}


def read_table(
    kind: type[StructT],
    table: object,
    path: str,
    environ: Mapping[str, str] | None = None,
    *,
    quotes: bool = True,
    beside: Collection[str] = (),
    **given: Any,
) -> StructT:
    """The struct with the values that the table and the environment set; a variable wins over the table.

    `path` is the table's name in the file, empty for the file itself. Values are quoted in what is raised only with
    `quotes`, as some hold keys. `beside` are names in the table that others read, `given` fields that are not in it.
    Raises ConfigurationError.
    """
    where = f"{path} in {_FILE}" if path else _FILE
    if not isinstance(table, Mapping):
        raise ConfigurationError(f"{where} must be a table: write [{path}] and its settings below it.")
    known = {field.name: field for field in fields(kind) if field.name not in given}
    for key in table:
        if key not in known and key not in beside:
            raise ConfigurationError(f"{where} has the unknown setting {key!r}{_meant(key, [*known, *beside])}.")
    values = dict(given)
    for key, field in known.items():
        name = f"{path}.{key}" if path else key
        variable = variable_of(path, key)
        if text := (environ or {}).get(variable, "").strip():
            values[key] = _converted(text, field, variable, quotes=True, strict=False)
        elif key in table:
            values[key] = _converted(table[key], field, f"{name} in {_FILE}", quotes=quotes)
    return kind(**values)


def variable_of(path: str, key: str) -> str:
    """The environment variable of a setting."""
    return f"STREAMTUI_{path}_{key}".upper()


def wanted(kind: object) -> str:
    """What a value of that type must be, for the person."""
    bare, meta = parts(kind)
    if meta.title is not None:
        return meta.title
    if get_origin(bare) is Literal:
        *others, last = get_args(bare)
        return f"{', '.join(others)} or {last}"
    return _NOUNS[bare] if meta.ge is None else f"{_NOUNS[bare]} from {meta.ge} to {meta.le}"


def parts(kind: Any) -> tuple[Any, Meta]:
    """A field's type without `None` and what is declared of it, and that: its bounds, and what it is for."""
    if NoneType in get_args(kind):
        kind = get_args(kind)[0]
    bare, *metas = get_args(kind) if get_origin(kind) is Annotated else (kind,)
    return bare, metas[0] if metas else Meta()


def _converted(value: object, field: FieldInfo, name: str, *, quotes: bool, strict: bool = True) -> object:
    meant = value
    if isinstance(value, str) and not strict and parts(field.type)[0] == Sequence[str]:
        meant = [part for piece in value.split(",") if (part := piece.strip())]
    try:
        return msgspec.convert(meant, field.type, strict=strict)
    except msgspec.ValidationError as error:
        found = f" is {value!r}, but" if quotes else ""
        raise ConfigurationError(f"{name}{found} must be {wanted(field.type)}.") from error


def _meant(key: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = "".join(f", perhaps meant as {name!r}" for name in get_close_matches(key, known, 1))
    return f"{near}; known are {', '.join(known)}"
