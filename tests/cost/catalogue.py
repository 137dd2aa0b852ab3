"""Every regular expression of the package, and whether it is ever looked for anywhere but at one place of a text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import streamtui

PACKAGE = Path(streamtui.__file__).parent
_WAYS = ("match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer")
_AT_ONE_PLACE = {"match", "fullmatch"}


class Listed(NamedTuple):
    """An expression of a module."""

    module: str
    name: str
    pattern: re.Pattern[str]
    anchored: bool
    """It is tried at one place of a text only."""


def listed() -> Iterator[Listed]:
    """All of them, in the order of the modules."""
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text("utf-8")
        if "import re\n" in text and path.name != "__main__.py":
            yield from _of_module(path, ast.parse(text))


def _of_module(path: Path, tree: ast.Module) -> Iterator[Listed]:
    name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
    values = vars(import_module(name))
    names = {one.attr for one in ast.walk(tree) if isinstance(one, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Name):
            for value in _patterns(values.get(target.id)):
                ways = _ways(tree, target.id) or (names & set(_WAYS) if value is values[target.id] else {"search"})
                ways = {values[target.id].__name__} if callable(values[target.id]) else ways
                yield Listed(name, target.id, _pattern(value), ways <= _AT_ONE_PLACE)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.") and node.args:
            way, said = ast.unparse(node.func).removeprefix("re."), node.args[0]
            if way in _WAYS and isinstance(said, ast.Constant):
                yield Listed(name, ast.unparse(node), re.compile(str(said.value)), way in _AT_ONE_PLACE)


def _patterns(value: Any) -> Iterator[Any]:
    if isinstance(value, re.Pattern) or isinstance(getattr(value, "__self__", None), re.Pattern):
        yield value
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _patterns(one)


def _pattern(value: Any) -> re.Pattern[str]:
    found = value if isinstance(value, re.Pattern) else value.__self__
    if isinstance(found.pattern, bytes):  # the same of characters
        return re.compile(found.pattern.decode("latin-1"), found.flags | re.ASCII)
    return found


def _ways(tree: ast.Module, name: str) -> set[str]:
    """What the module does with the expression of that name."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name
    } & set(_WAYS)
