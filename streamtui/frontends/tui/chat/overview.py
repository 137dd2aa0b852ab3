"""The conversation at a glance, at the left of a very wide screen: its replies, and the tools that may be called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.figures import plural
from streamtui.frontends.tui.chat.replies import Replies
from streamtui.frontends.tui.chat.reply_list import reply_list_rows
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, heading
from streamtui.rows.row import Row, Run, spread


def overview_rows(replies: Replies, tools: Sequence[tuple[str, bool]], width: int, height: int) -> tuple[Row, ...]:
    """Nothing where there is neither. Tools take what they need, up to a half."""
    listed = _tool_rows(replies, tools, width, height // 2)
    if len(replies.all) < 2:
        return listed
    rows = reply_list_rows(replies, width, height - len(listed) - 1)
    return (*rows, (), *listed) if listed else rows


def _tool_rows(replies: Replies, tools: Sequence[tuple[str, bool]], width: int, height: int) -> tuple[Row, ...]:
    if not tools or height < 2:
        return ()
    called = Counter(call.name for reply in replies.all for call in reply.tool_calls)
    on = sum(is_on for _, is_on in tools)
    shown = sorted(tools, key=lambda tool: (not tool[1], -called[tool[0]]))[: height - 1]
    rows: list[Row] = [heading("TOOLS", (Run(f"{on} of {len(tools)} on", DIM),), width)]
    for name, is_on in shown:
        sign = Run("● " if is_on else "○ ", ACCENT if is_on else DIM)
        words = plural(called[name], "call") if called[name] else ""
        label = Run(display_safe(name, keep_newlines=False), BRIGHT if is_on else DIM)
        rows.append(spread((sign, label), (Run(words, DIM),) if words else (), width))
    return tuple(rows)


def show_overview(lines: Lines, replies: Replies, tools: Sequence[tuple[str, bool]]) -> bool:
    """Draw it where it has room; returns whether there is anything to show."""
    width, height = lines.size
    if width:
        lines.show(*overview_rows(replies, tools, width, height))
    return len(replies.all) > 1 or bool(tools)
