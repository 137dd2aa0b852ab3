"""Prompts that came through a pipe, which has no name to say what they are."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PipedPrompts:
    """Read as a file would be; `stem` and `suffix` are those of a Path."""

    text: str = field(repr=False)
    is_table: bool = False
    """The person says so, by a template."""

    @property
    def stem(self) -> str:
        """What its replies are called after."""
        return "pipe"

    @property
    def suffix(self) -> str:
        """As that of a file with such a text."""
        if self.is_table:
            head, _, _ = self.text.partition("\n")
            return ".tsv" if "\t" in head else ".csv"
        return ".jsonl" if self.text.lstrip("\ufeff \t\r\n").startswith("{") else ".txt"

    def __str__(self) -> str:
        """As a sentence names it."""
        return "the pipe"
