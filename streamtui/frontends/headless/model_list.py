"""`streamtui model list`: a line for each model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TextIO

from rich.table import Table
from rich.text import Text

from streamtui.core.text.display_safe import display_safe
from streamtui.frontends.headless.live_view import console_on


class ModelLine(NamedTuple):
    """What there is to say of a model that can run on this machine."""

    name: str
    size: str
    state: str
    licence: str
    abilities: str


def show_models(models: Iterable[ModelLine], out: TextIO) -> None:
    """Print them as a table."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for number, _ in enumerate(ModelLine._fields):
        table.add_column(justify="right" if number == 1 else "left")
    table.add_row("NAME", "SIZE", "STATE", "LICENCE", "CAN")
    for model in models:
        table.add_row(*(Text(display_safe(cell, keep_newlines=False)) for cell in model))
    console_on(out).print(table)
