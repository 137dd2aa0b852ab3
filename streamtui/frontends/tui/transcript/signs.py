"""What stands beside the name of who says a message: which of its branches it is, that it is left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from streamtui.core.chat.conversation import Message
from streamtui.core.chat.messages import Notice
from streamtui.core.chat.tree import Branches
from streamtui.rows.row import Row, Run

BACK, ON, NUMBER, LEFT_OUT = "branch.back", "branch.on", "branch.number", "left_out"
"""Names of looks. The first two are clicked."""
Signs: TypeAlias = Callable[[Message], Row]


def no_signs(_: Message) -> Row:
    """Of a conversation that is only shown."""
    return ()


def signs_of(message: Message, branches: Branches | None) -> Row:
    """`‹ 2/3 ›`, `left out`."""
    row: list[Run] = []
    if branches is not None:
        number = f"{branches.number + 1}/{len(branches.turns)}"
        row += [Run("  "), Run("‹ ", BACK), Run(number, NUMBER), Run(" ›", ON)]
    if not isinstance(message, Notice) and message.left_out:
        row.append(Run("  not sent", LEFT_OUT))
    return row
