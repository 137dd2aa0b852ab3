"""What is asked before a tool runs: its name, where it comes from, and the arguments."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len

from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.json_text.reading import Reading
from streamtui.core.ports.tools import ToolInfo
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.figures import plural
from streamtui.frontends.tui.kit.checked_rows import badge
from streamtui.frontends.tui.kit.json_tree import JsonTree
from streamtui.frontends.tui.kit.row_stack import FixedRows, RowSource
from streamtui.frontends.tui.kit.rows import BAD, BRIGHT, DIM, STRONG, WARN
from streamtui.rows.row import Row, Run, cells, clip, clip_start, spread
from streamtui.rows.wrapping import wrap

_CLAIM = "Nothing here can check that. After a yes it is not asked about again."
_APART = 2


@dataclass(frozen=True, slots=True)
class AskedCall:
    """A call that may run or not."""

    call: ToolCall
    tool: ToolInfo
    number: int = 1
    of: int = 1
    """It is that one of so many that ask."""


def effect(tool: ToolInfo) -> str:
    """What is known of what it does."""
    if tool.read_only:
        return "only reads"
    return "its server says that it only reads" if tool.claims_to_read else "may change something"


def question_rows(asked: AskedCall, width: int, *, brief: bool = False) -> tuple[Row, ...]:
    """The rows above the arguments: the name whole, what it does, where it is from; what it says of itself if there
    is room (not `brief`)."""
    tool = asked.tool
    source = display_safe(tool.source, keep_newlines=False)
    about = display_safe(tool.description.partition("\n")[0], keep_newlines=False)
    place = (Run(f"  {asked.number} of {asked.of}", DIM),) if asked.of > 1 else ()
    name = Run(display_safe(asked.call.name, keep_newlines=False), STRONG)
    rows = wrap((Run("? ", WARN), Run("Run ", BRIGHT), name, Run("?", BRIGHT), *place), width)
    last, from_it = cells(rows[-1]) + _APART, f"{source} · {effect(tool)}"
    if last + cell_len(from_it) <= width:
        rows[-1] = spread(rows[-1], (Run(from_it, DIM),), width)
    else:
        does = (Run(clip(effect(tool), width), WARN if tool.claims_to_read else DIM),)
        if last + cells(does) <= width:
            rows[-1] = spread(rows[-1], does, width)
        else:
            rows.append(does)
        rows.append((Run(clip_start(source, width), DIM),))
    if about and not brief:
        rows.append((Run(clip(about, width), DIM),))
    if tool.claims_to_read:
        rows += wrap((Run(_CLAIM, WARN),), width)
    return tuple(rows) if brief else (*rows, ())


def asked_arguments(asked: AskedCall, width: int) -> RowSource:
    """The arguments as a tree, checked against the tool's schema."""
    reading = Reading(asked.call, asked.tool.parameters)
    reading.take()
    if len(reading.outline.nodes) <= 1:
        return FixedRows([(Run("no arguments", DIM),)])
    return JsonTree(reading.outline, width)


def edited_row(reading: Reading, width: int) -> Row:
    """What is known of arguments that are being edited."""
    verdict = reading.verdict
    fault = verdict.fault if verdict is not None else ""
    if not reading.problems:
        fault = fault or reading.objection or ""
    known = (Run(f"✗ {display_safe(fault, keep_newlines=False)}", BAD),) if fault else badge(reading)
    return spread(known, (Run(plural(len(reading.call.arguments), "character"), DIM),), width)
