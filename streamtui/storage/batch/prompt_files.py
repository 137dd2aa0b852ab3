"""Files of prompts, read one at a time: text, JSON lines, or a table with a template."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from math import isfinite
from pathlib import Path
from string import Formatter
from typing import Any, TextIO, TypeAlias

from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.batch import Prompt
from streamtui.core.wire import bounds
from streamtui.files.judged import open_to_read
from streamtui.storage.batch.piped_prompts import PipedPrompts

_JSON_LINES = {".jsonl", ".ndjson"}
_TABLES = {".csv": ",", ".tsv": "\t"}
_LONGEST = 64 * 1024**2
"""Characters of a line, and of a table's cell."""
_SHOWN, _MOST_NAMES = 80, 400
"""Characters of an odd value, and of all columns' names, in a sentence."""
Source: TypeAlias = Path | PipedPrompts
_Template: TypeAlias = list[tuple[str, str]]
"""Literal texts, each with the name of the column behind it; the last may have none."""


def read_prompts(path: Source, template: str | None = None, system: str = "") -> Iterator[Prompt]:
    """The prompts of the file, whose ending says what it is. Raises ConfigurationError, with the line's number.

    `template` makes a prompt of a table's row: `Write about {topic}`. `system` stands before all messages, except where
    they begin with a system message of their own.
    """
    ending = path.suffix.lower()
    if template is not None and ending not in _TABLES:
        raise ConfigurationError(f"--template is for tables; {path} is none: its name must end in .csv or .tsv.")
    try:
        newline = "" if ending in _TABLES else None
        with _opened(path, newline) as file:
            lines = _lines(path, file)
            if ending in _JSON_LINES:
                yield from _from_json_lines(path, lines, system)
            elif ending in _TABLES:
                yield from _from_table(path, lines, _TABLES[ending], template, system)
            else:
                yield from _from_text(lines, system)
    except OSError as error:
        raise ConfigurationError(f"{path} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path} is not UTF-8 text ({error.reason}): convert it first.") from error


def _opened(path: Source, newline: str | None) -> TextIO:
    if isinstance(path, PipedPrompts):
        return StringIO(path.text.removeprefix("\ufeff"), newline=newline)
    return os.fdopen(open_to_read(path), encoding="utf-8-sig", newline=newline)


def _lines(path: Source, file: TextIO) -> Iterator[str]:
    number = 0
    while line := file.readline(_LONGEST):
        number += 1
        if len(line) == _LONGEST:
            raise ConfigurationError(f"{path}, line {number}, is longer than {_LONGEST >> 20} million characters.")
        yield line


def _from_text(lines: Iterable[str], system: str) -> Iterator[Prompt]:
    """A prompt a line, named by the line's number; blank lines are none."""
    for number, line in enumerate(lines, 1):
        if text := line.strip():
            yield Prompt(str(number), _messages(text, system))


def _from_json_lines(path: Source, lines: Iterable[str], system: str) -> Iterator[Prompt]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            where = f"{path}, line {number}"
            yield _from_object(where, _parsed_line(line, where), number, system)


def _parsed_line(line: str, where: str) -> object:
    try:
        value: object = json.loads(line, parse_constant=_no_number, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise ConfigurationError(f"{where} is not JSON: {error}.") from error
    except _NotFiniteError as error:
        raise ConfigurationError(f"{where} holds {error}, which no server can be sent.") from error
    except ValueError as error:
        raise ConfigurationError(f"{where} holds a number of too many digits.") from error
    except RecursionError as error:
        raise ConfigurationError(f"{where} is nested too deeply.") from error
    level = [value]
    for _ in range(bounds.DEPTH):
        inner = (each.values() if isinstance(each, dict) else each for each in level if isinstance(each, dict | list))
        level = [value for values in inner for value in values]
    if level:
        raise ConfigurationError(f"{where} is nested too deeply.")
    return value


class _NotFiniteError(Exception):
    """What JSON has no number for."""


def _no_number(text: str) -> float:
    raise _NotFiniteError(text)


def _finite(text: str) -> float:
    value = float(text)
    if not isfinite(value):
        raise _NotFiniteError(text[:_SHOWN])
    return value


def _from_object(where: str, fields: object, number: int, system: str) -> Prompt:
    if not isinstance(fields, Mapping):
        raise ConfigurationError(f'{where} is not an object: write it like {{"id": "a", "prompt": "..."}}.')
    name, model, options = fields.get("id", number), fields.get("model", ""), fields.get("options", {})
    if not isinstance(name, str | int) or isinstance(name, bool) or name == "":
        raise ConfigurationError(f"{where}: id must be a text or a whole number, not {repr(name)[:_SHOWN]}.")
    if not isinstance(model, str) or not isinstance(options, Mapping):
        raise ConfigurationError(f"{where}: model must be a text, and options an object.")
    prompt, messages = fields.get("prompt"), fields.get("messages")
    if (prompt is None) == (messages is None):
        raise ConfigurationError(f"{where} needs a prompt or messages, and not both.")
    if prompt is not None:
        if not isinstance(prompt, str) or not prompt.strip():
            raise ConfigurationError(f"{where}: prompt must be a text that says something.")
        return Prompt(str(name), _messages(prompt, system), model, options)
    if not isinstance(messages, list) or not _are_messages(messages):
        raise ConfigurationError(f'{where}: messages must be a list of objects, each with a "role".')
    if system and messages[0]["role"] not in ("system", "developer"):
        messages = [{"role": "system", "content": system}, *messages]
    return Prompt(str(name), messages, model, options)


def _are_messages(messages: list[Any]) -> bool:
    fit = (isinstance(message, Mapping) and isinstance(message.get("role"), str) for message in messages)
    return bool(messages) and all(fit)


def _from_table(path: Source, file: Iterable[str], comma: str, template: str | None, system: str) -> Iterator[Prompt]:
    """A prompt a row; the columns `id`, `model` and, without a template, `prompt` mean what they do in JSON lines."""
    csv.field_size_limit(_LONGEST)
    rows = csv.DictReader(file, delimiter=comma, strict=True)  # a quote that is never closed would swallow the rest
    try:
        columns = rows.fieldnames or []
        parts = _parsed(template if template is not None else "{prompt}", columns, path)
        for number, row in enumerate(rows, 1):
            where = f"{path}, row {number}"
            text = "".join(literal + (_cell(row, column, where) if column else "") for literal, column in parts)
            if not text.strip():
                raise ConfigurationError(f"{where} makes an empty prompt.")
            yield Prompt(row.get("id") or str(number), _messages(text, system), row.get("model") or "")
    except csv.Error as error:
        raise ConfigurationError(f"{path}, line {rows.line_num}, can't be read as a table: {error}.") from error


def _parsed(template: str, columns: Iterable[str], path: Source) -> _Template:
    try:
        fields = list(Formatter().parse(template))
    except ValueError as error:
        raise ConfigurationError(
            f"The template {template!r} can't be used: {error}; write {{{{ for a brace."
        ) from error
    parts: _Template = []
    for literal, column, form, conversion in fields:
        if column is not None and (form or conversion or column not in columns):
            known = ", ".join(f"{{{name}}}" for name in columns)
            known = known if len(known) <= _MOST_NAMES else f"{known[:_MOST_NAMES]} ..."
            raise ConfigurationError(
                f"{path} has no column for {{{column}}}: there are {known or 'none'}; see --template."
            )
        parts.append((literal, column or ""))
    if not any(column for _, column in parts):
        raise ConfigurationError(f"The template {template!r} names no column: write it like 'Write about {{topic}}'.")
    return parts


def _cell(row: Mapping[str, str | None], column: str, where: str) -> str:
    value = row[column]
    if value is None:
        raise ConfigurationError(f"{where} has no value for {column}.")
    return value


def _messages(prompt: str, system: str) -> list[Mapping[str, Any]]:
    before = [{"role": "system", "content": system}] if system else []
    return [*before, {"role": "user", "content": prompt}]
