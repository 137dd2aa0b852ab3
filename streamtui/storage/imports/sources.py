"""What is in a file that is to be imported, whoever wrote it: found by what it holds, not by its name."""

from __future__ import annotations

import os
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.json_text.values import mapping, text
from streamtui.core.ports.store import CONVERSATION_SCHEMA
from streamtui.files.judged import open_to_read
from streamtui.storage.conversations.pages import MAGIC
from streamtui.storage.imports.chatgpt import chatgpt_conversation, is_chatgpt
from streamtui.storage.imports.exported_form import exported_form
from streamtui.storage.imports.json_stream import values_in
from streamtui.storage.imports.llm_logs import llm_conversations
from streamtui.storage.imports.open_webui import is_open_webui, open_webui_chat
from streamtui.storage.imports.said import Foreign

_ID = re.compile(r"[0-9A-Za-z_-]{4,64}")
_ZIP = b"PK\x03\x04"
_IN_ZIP = re.compile(r"(?:.*/)?conversations(?:-[0-9]{1,6})?\.json")
_MOST_IN_ZIP = 1000


@dataclass(frozen=True, slots=True)
class Found:
    """A conversation in the form in which they are exported, or why it is none; neither where it says nothing."""

    exported: Mapping[str, Any] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    """What of it is not taken over, in words for one of it, and how much."""
    fault: str = ""


def found_in(path: Path) -> Iterator[Found]:
    """The conversations in a file: exported by this program, ChatGPT (its archive, too), Open WebUI, or llm's database.

    Raises ConfigurationError where it holds something else, or something else from some place on; OSError.
    """
    with os.fdopen(open_to_read(path), "rb") as file:
        begins = file.read(len(MAGIC))
        file.seek(0)
        if begins == MAGIC:
            yield from (_converted(one) for one in llm_conversations(path))
        elif begins.startswith(_ZIP):
            yield from _in_archive(file, path)
        else:
            yield from _in_json(file, str(path))


def found_in_pipe(pipe: BinaryIO) -> Iterator[Found]:
    """The same of JSON that comes through a pipe."""
    return _in_json(pipe, "What comes through the pipe")


def _in_json(file: BinaryIO, name: str) -> Iterator[Found]:
    yield from (_found(mapping(value), name, number) for number, value in enumerate(values_in(file, name), 1))


def _in_archive(file: BinaryIO, path: Path) -> Iterator[Found]:
    try:
        with zipfile.ZipFile(file) as archive:
            names = [name for name in archive.namelist() if _IN_ZIP.fullmatch(name)]
            if not names:
                raise ConfigurationError(f"{path} can't be imported: there is no conversations.json in it.")
            for name in names[:_MOST_IN_ZIP]:
                with archive.open(name) as inside:
                    yield from _in_json(cast("BinaryIO", inside), f"{path} ({name})")
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise ConfigurationError(f"{path} can't be imported: it can't be unpacked ({error}).") from error


def _found(value: Mapping[str, Any], name: str, number: int) -> Found:
    if value.get("schema") == CONVERSATION_SCHEMA and _ID.fullmatch(text(value.get("id"))):
        return Found(value)
    if is_chatgpt(value):
        return _converted(chatgpt_conversation(value))
    if is_open_webui(value):
        return _converted(open_webui_chat(value))
    return Found(
        fault=f"The conversation {number} in {name} can't be imported: it is none that `history export` has written as "
        "json or jsonl, nor ChatGPT, nor Open WebUI."
    )


def _converted(foreign: Foreign) -> Found:
    if not foreign.said:
        return Found(left_out=Counter({"empty conversation": 1}))
    return Found(exported_form(foreign), +foreign.left_out)
