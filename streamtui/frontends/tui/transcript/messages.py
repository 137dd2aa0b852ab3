"""How each kind of message stands in the transcript.

A message is made into rows when it is first looked at, a long one in slices of time.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

from streamtui.core.chat.conversation import Message
from streamtui.core.chat.messages import Continuation, Notice, UserMessage
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.reply_words import CONTINUED
from streamtui.frontends.tui.transcript.document import BlockView, WarmBlocks
from streamtui.frontends.tui.transcript.pace import BUDGET_S
from streamtui.frontends.tui.transcript.plain import plain_blocks
from streamtui.frontends.tui.transcript.reply import ReplyView
from streamtui.frontends.tui.transcript.signs import LEFT_OUT, Signs, no_signs
from streamtui.frontends.tui.transcript.stack import Anchor, MadeRows, Node, Stack
from streamtui.frontends.tui.transcript.user import UserView
from streamtui.frontends.tui.transcript.why import Verdicts, no_verdicts
from streamtui.rows.row import Row, Run


class MessageView:
    """One message: an estimated height until it is looked at, a stack of its parts from then on."""

    def __init__(
        self,
        message: Message,
        width: int,
        warm: WarmBlocks,
        behind: list[MessageView],
        signs: Signs = no_signs,
        verdicts: Verdicts = no_verdicts,
    ) -> None:
        """`behind`: where a message puts itself that could not be made into rows at once."""
        self._signs, self._verdicts = signs, verdicts
        self.message = message
        self.parts: Stack | None = None
        self._width = width
        self._warm = warm
        self._behind = behind
        self._estimate = _estimated_height(message, width)

    @property
    def height(self) -> int:
        return self._estimate if self.parts is None else self.parts.height

    def take(self, deadline: float) -> bool:
        """Take in what changed until the deadline; tells whether something is left."""
        if self.parts is None and isinstance(self.message, Reply) and self.message.state is ReplyState.OPEN:
            self.parts = ReplyView(self.message, self._width, self._warm, self._signs, self._verdicts)
        return isinstance(self.parts, ReplyView) and self.parts.take(deadline)

    def settle(self, first: int, last: int, hold: int, /) -> int:
        return self._made().settle(first, last, hold)

    def rows(self, first: int, last: int) -> Sequence[Row]:
        rows = self._made().rows(first, last)
        if isinstance(self.message, Notice) or not self.message.left_out:
            return rows
        return [[Run(run.text, LEFT_OUT) for run in row] for row in rows]

    def remake(self) -> None:
        """Make its rows again when it is looked at."""
        self.parts = None

    def resize(self, width: int) -> None:
        self._width = width
        if self.parts is None:
            self._estimate = _estimated_height(self.message, width)
        else:
            self.parts.resize(width)

    def anchor(self, row: int) -> Anchor:
        return () if self.parts is None else self.parts.anchor(row)

    def row_at(self, anchor: Anchor) -> int:
        return 0 if self.parts is None else self.parts.row_at(anchor)

    def trail(self, row: int, /) -> list[tuple[Node, int]]:
        return [] if self.parts is None else [(self.parts, row), *self.parts.trail(row)]

    def _made(self) -> Stack:
        if self.parts is None:
            self.parts = _parts(self.message, self._width, self._warm, self._signs, self._verdicts)
            if self.take(perf_counter() + BUDGET_S):
                self._behind.append(self)
        return self.parts


def source_text(message: Message) -> str:
    """A message as text, as it was written."""
    if isinstance(message, Reply):
        return str(message.text) or str(message.refusal)
    return message.text


def _estimated_height(message: Message, width: int) -> int:
    text = source_text(message)
    return 3 + text.count("\n") + len(text) // width


def _parts(message: Message, width: int, warm: WarmBlocks, signs: Signs, verdicts: Verdicts) -> Stack:
    if isinstance(message, Reply):
        return ReplyView(message, width, warm, signs, verdicts)
    if isinstance(message, UserMessage):
        return UserView(message, width, warm, signs)
    if isinstance(message, Continuation):
        text, style, above = CONTINUED, "notice", [_signs_above(message, width, signs)]
    else:
        sign, style = ("✗", "error") if message.fault is not None else ("·", "notice")
        text, above = f"{sign} {display_safe(message.text)}", [_signs_above(message, width, signs)]
    blocks = [BlockView(block, width, warm) for block in plain_blocks(text, style)]
    return Stack([*above, *blocks, *([] if warm.compact else [MadeRows(lambda _: [[]], width)])])


def _signs_above(message: Message, width: int, signs: Signs) -> MadeRows:
    """A row of them, where there are any: of what has no name that they could stand beside."""
    return MadeRows(lambda _: [row] if (row := signs(message)) else [], width)
