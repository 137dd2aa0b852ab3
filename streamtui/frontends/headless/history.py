"""Kept conversations on the pipes: lists, one to be read, and what became of a request."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, TextIO

from rich.table import Table

from streamtui.core.ports.store import ConversationRow
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words import figures
from streamtui.core.words.exit_codes import ExitCode
from streamtui.frontends.headless.complaint import complaint
from streamtui.frontends.headless.live_view import console_on

_SHORT = 8
"""Characters of an id that tell it from all others, but for one in many millions."""
_WIDEST = 20
"""Cells of a column at most, but for titles and what is said of them."""
_STATES = ("pinned", "cut", "deleted")
_MOST_FAULTS = 20
"""That are told, one by one."""


def print_list(rows: Sequence[ConversationRow], none: str, out: TextIO, err: TextIO, *, as_json: bool) -> int:
    """A line for each; without any a person is told so, as `none` does."""
    if as_json:
        out.writelines(json.dumps(_fields(row), ensure_ascii=False) + "\n" for row in rows)
        return ExitCode.DONE
    about = [row.found or ", ".join(word for word in _STATES if getattr(row, word)) for row in rows]
    table = Table(box=None, pad_edge=False, show_header=False, expand=out.isatty())
    for ratio in (*[None] * 4, 1, *[1] * any(about)):  # titles and what is said of them share what the others leave
        table.add_column(overflow="ellipsis", no_wrap=True, ratio=ratio, max_width=None if ratio else _WIDEST)
    for row, said in zip(rows, about, strict=True):
        changed = datetime.fromtimestamp(row.changed).astimezone()
        cells = (row.id[:_SHORT], f"{changed:%Y-%m-%d %H:%M}", figures.count(row.messages), row.model, row.title, said)
        table.add_row(*(display_safe(cell, keep_newlines=False) for cell in cells[: len(table.columns)]))
    if rows:
        console_on(out).print(table)
    else:
        err.write(f"{none}\n")
    return ExitCode.DONE


@dataclass(slots=True)
class Imported:
    """What became of files with conversations."""

    added: int = 0
    grown: int = 0
    """They were here, and went on or branched since."""
    known: int = 0
    """They were here already."""
    left_out: Counter[str] = field(default_factory=Counter)
    """What is not taken over of those that are new, in words for one of it, and how much."""
    faults: list[str] = field(default_factory=list)
    """Why others are not taken over, a sentence each."""


def print_imported(done: Imported, out: TextIO, err: TextIO, *, as_json: bool) -> int:
    """How many conversations are new, how many were here, and what is left out."""
    if as_json:
        out.write(json.dumps(asdict(done), ensure_ascii=False) + "\n")
    else:
        told = [f"{figures.plural(done.added, 'conversation')} added"]
        told += [f"{_are(many)} whole again, as more was said since" for many in [done.grown] if many]
        told += [f"{_are(many)} here already" for many in [done.known] if many]
        out.write(f"{'; '.join(told)}.\n")
        if lost := [figures.plural(many, what) for what, many in done.left_out.most_common()]:
            out.write(f"Left out, as only what was said is taken over: {', '.join(lost)}.\n")
        faults = done.faults[:_MOST_FAULTS]
        if more := len(done.faults) - len(faults):
            faults.append(f"{figures.plural(more, 'conversation')} more can't be imported.")
        err.writelines(f"{complaint(fault)}\n" for fault in faults)
    return ExitCode.INCOMPLETE if done.faults else ExitCode.DONE


def _are(many: int) -> str:
    return f"{figures.plural(many, 'conversation')} of these files {'is' if many == 1 else 'are'}"


def print_verdict(wrong: Sequence[str], out: TextIO, *, as_json: bool) -> int:
    """What is wrong, or that nothing is."""
    if as_json:
        out.write(json.dumps({"whole": not wrong, "wrong": wrong}, ensure_ascii=False) + "\n")
    else:
        out.writelines(f"{sentence}\n" for sentence in wrong or ["All that is kept can be read."])
    return ExitCode.INCOMPLETE if wrong else ExitCode.DONE


def _fields(row: ConversationRow) -> dict[str, Any]:
    told = {**asdict(row), "cost_usd": figures.decimal(row.cost_usd)}
    return {name: value for name, value in told.items() if name != "found_turn" and (name != "found" or value)}
