"""The arguments of a tool call, readable while they are still being written.

They are JSON of which the end may be missing. As much of it as makes sense is shown by its keys; text that is no JSON
object is shown as it came. A frame's cost is bounded: of long arguments only the end, or the beginning, is looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Literal

import jiter
from rich.cells import cell_len

from streamtui.core.display_safe import display_safe
from streamtui.core.growing_text import GrowingText
from streamtui.frontends.tui.views.rows import ACCENT, BRIGHT, DIM, Row, Span
from streamtui.frontends.tui.views.wrap import wrapped

PARSED_AT_MOST = 16_384
"""Characters of arguments that are parsed in each frame; longer ones are shown raw."""
CURSOR = Span("▌", ACCENT)
_KEY_COLUMN = 12
_INDENT = "  "


def is_complete(arguments: GrowingText) -> bool:
    """The arguments are a whole JSON object, so nothing more can come. Long ones are not looked at."""
    return len(arguments) <= PARSED_AT_MOST and _parse(str(arguments), "off") is not None


def argument_rows(arguments: GrowingText, width: int, limit: int, *, growing: bool) -> list[Row]:
    """At most `limit` rows: the end of arguments that grow, with a cursor behind it, else the beginning."""
    width = max(4, width - growing)
    if len(arguments) > PARSED_AT_MOST or (value := _parse(str(arguments), "trailing-strings")) is None:
        rows = _text_rows(_edge(arguments, width, limit, end=growing), width)
    else:
        closed = _parse(str(arguments), "on") or {}
        rows = []
        for key, item in value.items():
            is_open = isinstance(item, str) and key not in closed
            rows += _item_rows(key, item, width, limit, end=growing, is_open=is_open)
    if growing:
        rows = [*rows[:-1], (*rows[-1], CURSOR)] if rows else [(CURSOR,)]
        return rows[-limit:] if limit else []
    return rows[:limit]


def output_rows(output: str, width: int, limit: int, style: str) -> list[Row]:
    """The beginning of a tool's output behind an arrow."""
    lines = wrapped(display_safe(output[: width * limit].rstrip()), max(1, width - 2), limit)
    return [(Span("→ " if first == 0 else "  ", DIM), Span(line, style)) for first, line in enumerate(lines)]


def _parse(text: str, partial_mode: Literal["off", "on", "trailing-strings"]) -> dict[str, Any] | None:
    try:
        value = jiter.from_json(text.encode("utf-8", "replace"), partial_mode=partial_mode)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _edge(text: GrowingText, width: int, limit: int, *, end: bool) -> str:
    """One end of a text, without joining the whole of it where pieces are small."""
    if not end:
        return str(text)[: width * limit]
    length = len(text) - _tail_start(len(text), width, limit)
    return text.since(max(0, text.cursor - length))[-length:]


def _tail_start(length: int, width: int, limit: int) -> int:
    """Where the last rows of a text begin: at whole rows, so that a growing text does not run sideways."""
    return max(0, length // width - limit + 1) * width


def _item_rows(key: str, value: Any, width: int, limit: int, *, end: bool, is_open: bool) -> Iterator[Row]:
    """`is_open`: the closing quote of the text has not come."""
    label = display_safe(key, keep_newlines=False)
    column = min(max(len(label), 4), _KEY_COLUMN)
    is_block = isinstance(value, str) and "\n" in value
    text = value if is_block else json.dumps(value, ensure_ascii=False)
    text = text[:-1] if is_open and not is_block else text
    if not is_block and len(label) <= column and len(text) < width and cell_len(text) < width - column:
        yield (Span(f"{label:<{column}} ", DIM), Span(display_safe(text, keep_newlines=False), BRIGHT))
        return
    yield (Span(label, DIM),)
    width -= len(_INDENT)
    edge = text[_tail_start(len(text), width, limit) :] if end else text[: width * limit]
    for row in _text_rows(edge, width):
        yield (Span(_INDENT), *row)


def _text_rows(text: str, width: int) -> list[Row]:
    return [(Span(line, BRIGHT),) for line in wrapped(display_safe(text), width)]
