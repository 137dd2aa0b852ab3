"""A line taken apart from its left edge as CommonMark counts it: by columns, with tabs that reach to their stops."""

from __future__ import annotations

import re

CODE_INDENT = 4
"""From this many columns on, a line is indented code and opens nothing."""
_TAB_STOP = 4
_LIST_MARKER = re.compile(r"(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t]|\Z)")
_INTERRUPTING_MARKER = re.compile(r"(?:[-+*]|1[.)])[ \t]+[^ \t]")
_RULE = re.compile(r"([-*_])(?:[ \t]*\1){2,}[ \t]*\Z")


class IndentedLine:
    """What of a line is not yet taken: `indent` columns of white space, then `text`."""

    __slots__ = ("_column", "_white", "indent", "text")

    def __init__(self, line: str) -> None:
        self._column = 0
        self.indent = 0
        self._stand_before(line)

    @property
    def is_rule(self) -> bool:
        """The text draws a line across the page (`* * *`)."""
        return _RULE.match(self.text) is not None

    def take_indent(self, columns: int) -> bool:
        """Take that many columns of white space, if there are so many."""
        if self.indent < columns:
            return False
        self._white = self._white_behind(columns)
        self._column += columns
        self.indent -= columns
        return True

    def take_quote_mark(self) -> bool:
        """Take `>` and one column of white space after it, if it stands here."""
        if self.indent >= CODE_INDENT or not self.text.startswith(">"):
            return False
        self._take_text(1)
        self.take_indent(1)
        return True

    def take_list_marker(self, *, in_paragraph: bool) -> int | None:
        """Take a list marker, if one stands here, with its white space; gives the columns that its item is indented by.

        A paragraph is interrupted only by an item that has text and no number but 1.
        """
        marker = _LIST_MARKER.match(self.text) if self.indent < CODE_INDENT and not self.is_rule else None
        if marker is None or (in_paragraph and not _INTERRUPTING_MARKER.match(self.text)):
            return None
        start = self._column
        self._take_text(len(marker[0]))
        taken = self.take_indent(self.indent if self.text and self.indent <= CODE_INDENT else 1)
        return self._column - start + (not taken)

    def without_indent(self, columns: int) -> str:
        """The line as text, less up to that many columns of white space; a tab that is cut in two becomes spaces."""
        return self._white_behind(columns) + self.text

    def _take_text(self, length: int) -> None:
        self._column += self.indent + length
        self._stand_before(self.text[length:])

    def _stand_before(self, line: str) -> None:
        self.text = line.lstrip(" \t")
        self._white = line[: len(line) - len(self.text)]
        self.indent = sum(self._widths())

    def _widths(self) -> list[int]:
        column, widths = self._column, []
        for character in self._white:
            widths.append(_TAB_STOP - column % _TAB_STOP if character == "\t" else 1)
            column += widths[-1]
        return widths

    def _white_behind(self, columns: int) -> str:
        for index, width in enumerate(self._widths()):
            if columns < width:
                return self._white[index:] if not columns else " " * (width - columns) + self._white[index + 1 :]
            columns -= width
        return ""
