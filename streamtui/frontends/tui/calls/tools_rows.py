"""The tools of a conversation: a row each, and one of them with its schema."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rich.cells import cell_len

from streamtui.core.json_text.outline import JsonOutline
from streamtui.core.ports.tools import Toolbox, ToolInfo
from streamtui.core.text.display_safe import display_safe
from streamtui.frontends.tui.calls.approval_rows import effect
from streamtui.frontends.tui.kit.growing_rows import GrowingRows
from streamtui.frontends.tui.kit.json_tree import JsonTree
from streamtui.frontends.tui.kit.row_stack import INDENT, FixedRows, Indented, RowStack
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, GOOD, STRONG, heading
from streamtui.rows.row import Row, Run, cells, clip, spread

_WIDEST_NAME = 28
_LEAST_ABOUT = 12
"""Cells in which the beginning of a description still says something."""


def tool_list_rows(
    toolbox: Toolbox, tools: Sequence[ToolInfo], chosen: int, notes: Sequence[str], width: int, height: int
) -> tuple[Row, ...]:
    """At most `height` rows with the chosen tool in sight, a heading and the notes included."""
    on = sum(toolbox.is_on(tool.name) for tool in tools)
    told = [(Run(clip(display_safe(note, keep_newlines=False), width), DIM),) for note in notes]
    room = max(1, height - 1 - len(told))
    first = max(0, min(chosen - room // 2, len(tools) - room))
    column = min(_WIDEST_NAME, max((cell_len(_safe(tool.name)) for tool in tools), default=0))
    rows = [
        _tool_row(tools[index], index, chosen == index, toolbox.is_on(tools[index].name), column, width)
        for index in range(first, min(len(tools), first + room))
    ]
    part = f"{first + 1}–{first + len(rows)} shown · " if len(rows) < len(tools) else ""
    title = heading("TOOLS", (Run(f"{part}{on} of {len(tools)} on", DIM),) if tools else (), width)
    return (title, *rows, *told)


def tool_rows(tool: ToolInfo, width: int) -> RowStack:
    """What is known of a tool."""
    asks = "" if tool.read_only else ", asks first" if tool.claims_to_read else ", and asks before it runs"
    outline = JsonOutline()
    for _ in outline.feed(json.dumps(tool.parameters, ensure_ascii=False, default=str)):
        pass
    inner = max(8, width - len(INDENT))
    title = spread((Run(_safe(tool.name), STRONG),), (Run(effect(tool) + asks, DIM),), width)
    about = GrowingRows(width, tool.description.strip() or "no description", at_words=True)
    return RowStack(
        [FixedRows([title]), about, FixedRows([(), heading("SCHEMA", (), width)]), Indented(JsonTree(outline, inner))]
    )


def _tool_row(tool: ToolInfo, index: int, chosen: bool, on: bool, column: int, width: int) -> Row:
    name = clip(_safe(tool.name), column)
    action = f"screen.switch_tool({index})"
    left = [
        Run("❯ " if chosen else "  ", ACCENT),
        Run("● on   " if on else "○ off  ", GOOD if on else DIM, action),
        Run(name + " " * (column - cell_len(name) + 2), STRONG if chosen else BRIGHT, action),
    ]
    source = (Run(clip(_safe(tool.source), 30), DIM, action),)
    room = width - cells(left) - cells(source) - 2
    if room >= _LEAST_ABOUT:
        left.append(Run(clip(_safe(tool.description.partition("\n")[0]), room), DIM, action))
    return spread(left, source, width, whole_left=True)


def _safe(text: str) -> str:
    return display_safe(text, keep_newlines=False)
