"""How tables of figures look: a name, and behind it numbers that end in a column."""

from __future__ import annotations

from typing import Literal

from rich import box
from rich.table import Table


def figure_table(*heads: str, expand: bool = False) -> Table:
    """A table without rows; the first column is the name's, which is broken where room is short."""
    table = Table(box=box.SIMPLE_HEAD, header_style="dim", expand=expand, pad_edge=False)
    for number, head in enumerate(heads):
        name = number == 0
        justify: Literal["left", "right"] = "left" if name or head in ("", "end") else "right"
        table.add_column(
            head.replace(" ", "\n"),
            justify=justify,
            no_wrap=not name,
            overflow="fold",
            vertical="bottom" if not name else "top",
        )
    return table
