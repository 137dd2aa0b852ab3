"""Tables of config.toml, and variables, as the structs that declare them: what is wrong with a value is a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import FieldInfo

from streamtui.config.declared import (
    MAY_HOLD_KEY,
    REST,
    SECRET,
    SettingPath,
    declared,
    dotted,
    flat,
    in_file,
    listed,
    marked,
    named_kind,
    parts,
    table_kind,
    variable_of,
    wanted,
)
from streamtui.core.text.nearest import perhaps

_FARTHER = 0.5
"""So alike at least is a name that is told where none is nearer."""
StructT = TypeVar("StructT", bound=Struct)


class Mistake(NamedTuple):
    """What is wrong with a setting."""

    path: SettingPath
    why: str
    """The end of a sentence that begins with the setting."""


class Table(Struct, frozen=True):
    """A table that can be wrong in ways that its fields' types don't tell."""

    def mistakes(self) -> Iterator[Mistake]:
        """All of them, with paths from this table on."""
        return iter(())


class TableReader:
    """Takes tables and variables as structs; where something is wrong, the field keeps its default."""

    def __init__(self, root: type[Struct], environ: Mapping[str, str]) -> None:
        self._root = root
        self._environ = environ
        self.mistakes: list[Mistake] = []

    def read(self, kind: type[StructT], table: object, path: SettingPath = (), *, named: bool = False) -> StructT:
        """The struct with the values that the table and the environment set; a variable wins over the table.

        `named`: a person gave the table, or one that it is in, its name; it has no variables then.
        """
        if not isinstance(table, Mapping):
            self._refuse(path, f"must be a table: write [{dotted(path)}] and its settings below it.")
            table = {}
        before = len(self.mistakes)
        known = {field.name: field for field in in_file(kind)}
        rest = next((field for field in known.values() if marked(field.type, REST)), None)
        others = {name: value for name, value in table.items() if name not in known or known[name] is rest}
        if rest is not None:
            table = {**table, rest.name: flat(others)}
        else:
            for name in others:
                self._refuse((*path, name), self._unknown(name, [*known]))
        values: dict[str, Any] = {}
        for name, field in known.items():
            here = path if field is rest else (*path, name)
            value, found = self._value(field, table.get(name, msgspec.UNSET), here, named=named)
            if found:
                values[name] = value
        if named and path and "name" in kind.__struct_fields__:
            values["name"] = path[-1]
        struct = kind(**values)
        if isinstance(struct, Table):
            fine = len(self.mistakes) == before  # else what is wrong of fields together may come of that
            told = [wrong for wrong in struct.mistakes() if fine or len(wrong.path) > 1]
            self.mistakes += [Mistake((*path, *wrong.path), wrong.why) for wrong in told]
        return struct

    def _value(self, field: FieldInfo, value: object, path: SettingPath, *, named: bool) -> tuple[object, bool]:
        """The value, and whether there is one."""
        if (kind := table_kind(field.type)) is not None:
            return self.read(kind, {} if value is msgspec.UNSET else value, path, named=named), True
        if (kind := named_kind(field.type)) is not None and value is not msgspec.UNSET:
            if isinstance(value, Mapping):
                return {name: self.read(kind, inner, (*path, name), named=True) for name, inner in value.items()}, True
            self._refuse(path, f"must be a table: write [{dotted(path)}.NAME] and its settings below it.")
            return None, False
        text = "" if named else self._environ.get(variable_of(path), "").strip()
        if text:
            meant = listed(text) if parts(field.type)[0] == Sequence[str] else text
            return self._converted(meant, field, path, strict=False)
        if value is msgspec.UNSET:
            return None, False
        return self._converted(value, field, path)

    def _converted(
        self, value: object, field: FieldInfo, path: SettingPath, *, strict: bool = True
    ) -> tuple[object, bool]:
        try:
            return msgspec.convert(value, field.type, strict=strict), True
        except msgspec.ValidationError:
            found = "" if marked(field.type, SECRET) or marked(field.type, MAY_HOLD_KEY) else f"is {value!r}, but "
            self._refuse(path, f"{found}must be {wanted(field.type)}.")
            return None, False

    def _refuse(self, path: SettingPath, why: str) -> None:
        self.mistakes.append(Mistake(path, why))

    def _unknown(self, name: str, known: list[str]) -> str:
        elsewhere = [dotted(setting.path) for setting in declared(self._root) if setting.path[-1] == name]
        near = perhaps(name, known) or perhaps(name, elsewhere) or perhaps(name, known, alike=_FARTHER)
        return f"is an unknown setting{near}; known are {', '.join(known)}."
