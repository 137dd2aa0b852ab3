"""At the left of a very wide screen: the conversation's replies, the tools that may be called, other conversations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.figures import plural
from streamtui.frontends.tui.chat.last_kept import LastKept, opening
from streamtui.frontends.tui.figures.replies import Replies
from streamtui.frontends.tui.figures.reply_list import reply_list_rows
from streamtui.frontends.tui.kit.offers import shown_text
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, LABEL, heading
from streamtui.rows.row import Row, Run, clip, spread

if TYPE_CHECKING:
    from streamtui.core.ports.store import ConversationRow, History

_LEAST_CONVERSATIONS = 3
"""Rows, the heading among them, that are worth it."""


class Overview(LastKept):
    """Draws them."""

    MOST = 40
    """More than there is room for where nothing else is shown."""

    def __init__(self, history: History | None, **options: Any) -> None:
        super().__init__(history, **options)
        self._told: tuple[Replies, Sequence[tuple[str, bool]], str] | None = None
        self._known: tuple[str, int] = ("", 0)

    def show_chat(self, replies: Replies, tools: Sequence[tuple[str, bool]], present: str) -> bool:
        """Draw what the chat is now, where there is room; returns whether there is anything to show.

        `present` is the id of its conversation.
        """
        self._told = replies, tools, present
        if self.display:
            if self._known != (known := (present, len(replies.all))):
                self._known = known
                self.look()
            self.draw_kept()
        return len(replies.all) > 1 or bool(tools) or bool(self.kept)

    def draw_kept(self) -> None:
        width, height = self.size
        if width and self._told is not None:
            replies, tools, present = self._told
            self.show(*overview_rows(replies, tools, width, height, self.kept, present))


def overview_rows(
    replies: Replies,
    tools: Sequence[tuple[str, bool]],
    width: int,
    height: int,
    kept: Sequence[tuple[ConversationRow, str]] = (),
    present: str = "",
) -> tuple[Row, ...]:
    """Nothing where there is none of it. Tools take what they need, up to a half; conversations what is left."""
    listed = _tool_rows(replies, tools, width, height // 2)
    rows = reply_list_rows(replies, width, height - len(listed) - 1) if len(replies.all) > 1 else ()
    rows = (*rows, (), *listed) if rows and listed else (*rows, *listed)
    left = height - len(rows) - bool(rows)
    if not kept or left < _LEAST_CONVERSATIONS:
        return rows
    others = [_conversation_row(row, when, width, is_present=row.id == present) for row, when in kept[: left - 1]]
    return (*rows, *([()] if rows else []), (Run("CONVERSATIONS", LABEL),), *others)


def _conversation_row(row: ConversationRow, when: str, width: int, *, is_present: bool) -> Row:
    """One that a click opens, but for that which is shown."""
    action = "" if is_present else opening(row)
    title = clip(shown_text(row.title), width - len(when) - 3)
    left = (Run("❯ " if is_present else "  ", ACCENT), Run(title, BRIGHT if is_present else DIM, action))
    return spread(left, (Run(when, DIM, action),), width)


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
