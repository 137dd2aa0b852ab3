"""Alt+Enter in terminals that send it as Escape and carriage return, which Textual reads as a plain Enter."""

from __future__ import annotations

from typing import Any, cast

from textual import _ansi_sequences
from textual.keys import Keys


def read_alt_enter_as_line_break() -> None:
    """Have the terminal's parser tell Alt+Enter from Enter: it arrives as Ctrl+J."""
    sequences = cast("dict[str, Any]", _ansi_sequences.ANSI_SEQUENCES_KEYS)
    sequences["\x1b\r"] = (Keys.ControlJ,)
