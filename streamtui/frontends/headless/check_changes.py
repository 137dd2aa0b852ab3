"""What became better or worse since an earlier report: a table on a terminal, a line for each rule elsewhere."""

from __future__ import annotations

from typing import TextIO

from rich import box
from rich.table import Table
from rich.text import Text

from streamtui.core.words.check_changes import Change, Changes
from streamtui.core.words.check_report import status_words
from streamtui.frontends.headless.live_view import console_on


def show_changes(changes: Changes, name: str, out: TextIO) -> None:
    """Show them; `name` is the earlier report's, safe to show."""
    head = f"against {name}: {changes.summary}"
    others = f"Not the same as then: {'; '.join(other.words for other in changes.others)}." if changes.others else ""
    console = console_on(out) if out.isatty() else None
    if console is None:
        lines = [head, *([others] if others else []), *map(_line, (*changes.worse, *changes.better))]
        out.write("\n" + "".join(f"{line}\n" for line in lines))
        return
    console.print(Text(f"\n{head}", "bold"))
    if others:
        console.print(Text(others, "yellow"))
    if changes.worse or changes.better:
        console.print(_table(changes))


def _line(change: Change) -> str:
    now = change.now
    return f"{_word(change)} {_was(change)} → {status_words(now.status)} {now.title} ({now.id}): {now.evidence}"


def _table(changes: Changes) -> Table:
    table = Table("", "was", "is", "behaviour", "evidence", box=box.SIMPLE_HEAD, header_style="dim", pad_edge=False)
    for change in (*changes.worse, *changes.better):
        table.add_row(
            Text(_word(change), "bold red" if change.worse else "green"),
            Text(_was(change)),
            Text(status_words(change.now.status)),
            Text(change.now.title),
            Text(change.now.evidence),
        )
    return table


def _word(change: Change) -> str:
    return "worse" if change.worse else "better"


def _was(change: Change) -> str:
    return status_words(change.was)
