"""Text as code in Markdown, which no mark of its own ends."""

from __future__ import annotations

import re

_TICKS = re.compile("`+")


def as_code(text: str) -> str:
    """In the line, or of several lines a block; nothing of nothing."""
    if not text:
        return ""
    if "\n" in text:
        return fenced(text)
    longest = _longest(text)
    ticks, apart = "`" * (longest + 1), " " if longest else ""
    return f"{ticks}{apart}{text}{apart}{ticks}"


def fenced(text: str, language: str = "") -> str:
    """As a block."""
    fence = "`" * max(3, _longest(text) + 1)
    body = text if not text or text.endswith("\n") else f"{text}\n"
    return f"{fence}{language}\n{body}{fence}"


def _longest(text: str) -> int:
    return max(map(len, _TICKS.findall(text)), default=0)
