"""Kept conversations on the pipes: lists, one to be read, and what became of a request."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, TextIO

from rich.table import Table

from streamtui.core.ports.store import ConversationRow, KeptConversation
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words import figures
from streamtui.core.words.exit_codes import ExitCode
from streamtui.exports.markdown_form import markdown_of
from streamtui.frontends.headless.live_view import console_on

_SHORT = 8
"""Characters of an id that tell it from all others, but for one in many millions."""


def print_list(rows: Sequence[ConversationRow], out: TextIO, *, as_json: bool) -> int:
    """A line for each."""
    if as_json:
        out.writelines(json.dumps(_fields(row), ensure_ascii=False) + "\n" for row in rows)
        return ExitCode.DONE
    table = Table(box=None, pad_edge=False, show_header=False)
    for _ in range(5):
        table.add_column(overflow="ellipsis", no_wrap=True)
    for row in rows:
        changed = datetime.fromtimestamp(row.changed).astimezone()
        about = row.found or ("cut" if row.cut else "")
        cells = (row.id[:_SHORT], f"{changed:%Y-%m-%d %H:%M}", figures.count(row.messages), row.model, row.title)
        table.add_row(*(display_safe(cell, keep_newlines=False) for cell in cells), display_safe(about))
    if rows:
        console_on(out).print(table)
    return ExitCode.DONE


def print_conversation(conversation: KeptConversation, out: TextIO) -> int:
    """All of it, to be read."""
    out.write(markdown_of(conversation))
    return ExitCode.DONE


def print_imported(added: int, known: int, out: TextIO) -> int:
    """How many conversations are new, and how many were here."""
    here = f"; {figures.plural(known, 'conversation')} of these files {'is' if known == 1 else 'are'} here already"
    out.write(f"{figures.plural(added, 'conversation')} added{here if known else ''}.\n")
    return ExitCode.DONE


def print_verdict(wrong: Sequence[str], out: TextIO) -> int:
    """What is wrong, or that nothing is."""
    out.writelines(f"{sentence}\n" for sentence in wrong or ["All that is kept can be read."])
    return ExitCode.INCOMPLETE if wrong else ExitCode.DONE


def _fields(row: ConversationRow) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if name != "found" or value}
