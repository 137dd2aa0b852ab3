"""What a line can be by itself: a heading, the opening of a fence, a rule, the underline of a heading."""

from __future__ import annotations

import re
from dataclasses import dataclass

_heading = re.compile(r"(#{1,6})(?:[ \t]+(.*))?$").match
_fence = re.compile(r"(`{3,}(?=[^`]*$)|~{3,})[ \t]*\{?\.?([^\s{},;]*)").match
_rule = re.compile(r"([-*_])[ \t]*(?:\1[ \t]*){2,}$").match
_underline = re.compile(r"(?:=+|-+)[ \t]*$").match
_task = re.compile(r"\[([ xX])\][ \t]+(?=\S)").match
_marks = re.compile(r"[-+*=_#`~|: \t]*|\d{1,9}[.)]?|(?:[-+*]|\d{1,9}[.)])[ \t]+\[[ xX]?\]?").fullmatch


@dataclass(frozen=True, slots=True)
class Fence:
    """An open fence: what closes it, and how far its lines are indented."""

    marker: str
    indent: int
    language: str

    def closed_by(self, text: str) -> bool:
        """Whether the line, not indented by more than 3, ends the code."""
        mark = text.strip(" \t")
        return len(mark) >= len(self.marker) and not mark.strip(self.marker[0])

    def may_be_closed_by(self, text: str) -> bool:
        """Whether the beginning of a line may become the closing one."""
        return not text.strip(" \t>").strip(self.marker[0])


def heading(text: str) -> tuple[int, str] | None:
    """Level and content of an ATX heading."""
    match = _heading(text)
    if not match:
        return None
    said = (match[2] or "").strip(" \t")
    without = said.rstrip("#")
    return len(match[1]), without.rstrip(" \t") if without[-1:] in ("", " ", "\t") else said


def fence(text: str, indent: int) -> Fence | None:
    """The fence that this line opens."""
    match = _fence(text)
    return Fence(match[1], indent, match[2]) if match else None


def rule(text: str) -> bool:
    """Whether it is a thematic break."""
    return _rule(text) is not None


def underline(text: str) -> int:
    """The level of the heading that this line makes of the paragraph above, or 0."""
    if not _underline(text):
        return 0
    return 1 if text[0] == "=" else 2


def task(text: str) -> tuple[str, str] | None:
    """The mark in the box of a task, and the text behind the box."""
    match = _task(text)
    return (match[1], text[match.end() :]) if match else None


def only_marks(text: str) -> bool:
    """Whether there is nothing but marks, and blanks."""
    return _marks(text.lstrip(" \t>").rstrip(" \t")) is not None
