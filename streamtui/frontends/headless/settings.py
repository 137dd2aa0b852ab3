"""`streamtui config show`: what holds of each setting, and who says so."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

from streamtui.core.ports.settings import SetValue
from streamtui.core.text.display_safe import display_safe

SETTINGS_SCHEMA = "streamtui.settings.v1"
_WIDEST = 40


def print_settings(values: Iterable[SetValue], path: str, out: TextIO, *, as_json: bool = False) -> int:
    """A line of each setting, or one object of JSON."""
    rows = list(values)
    if as_json:
        told = {"schema": SETTINGS_SCHEMA, "file": path, "settings": [_fields(row) for row in rows]}
        out.write(json.dumps(told, ensure_ascii=False) + "\n")
        return 0
    if not rows:
        out.write(f"Nothing is set: all is as it is without {display_safe(path, keep_newlines=False)}.\n")
    lines = [(f"{row.name} = {row.text}" if row.text else row.name, row.origin) for row in rows]
    width = min(max((len(left) for left, _ in lines), default=0), _WIDEST)
    out.writelines(display_safe(f"{left:<{width}}  # {origin}", keep_newlines=False) + "\n" for left, origin in lines)
    return 0


def print_places(places: Mapping[str, str], out: TextIO) -> int:
    """A line of each: what is kept there, and its path."""
    width = max(map(len, places))
    out.writelines(
        display_safe(f"{name:<{width}}  {path}", keep_newlines=False) + "\n" for name, path in places.items()
    )
    return 0


def print_keys(rows: Iterable[tuple[str, str, str]], out: TextIO) -> int:
    """A line of each command: its id, its keys, and what it does."""
    told = list(rows)
    ids, keys = (max((len(row[column]) for row in told), default=0) for column in (0, 1))
    out.writelines(f"{name:<{ids}}  {given:<{keys}}  {title}\n" for name, given, title in told)
    return 0


def print_mistakes(sentences: Sequence[str], path: str, out: TextIO) -> int:
    """Each mistake in a line, or that there is none; the exit code."""
    out.writelines(display_safe(sentence, keep_newlines=False) + "\n" for sentence in sentences or (f"{path}: OK",))
    return 2 if sentences else 0


def _fields(row: SetValue) -> Mapping[str, object]:
    return {"name": row.name, "value": row.value, "from": row.origin, "line": row.line, "default": row.is_default}
