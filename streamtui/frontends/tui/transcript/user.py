"""What the person sent: their words, of a long text its beginning and its end, and in a line below what went with them.

Both can be unfolded.
"""

from __future__ import annotations

from streamtui.core.chat.attachments import Attachment
from streamtui.core.chat.messages import UserMessage
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.attachment_words import attachment_words, facts_of
from streamtui.frontends.tui.transcript.document import BlockView, WarmBlocks
from streamtui.frontends.tui.transcript.plain import plain_blocks
from streamtui.frontends.tui.transcript.signs import Signs
from streamtui.frontends.tui.transcript.stack import MadeRows, Node, Stack
from streamtui.rows.row import Row, Run
from streamtui.rows.wrapping import wrapped

USER_LABEL = "You"
_LINES, _CHARACTERS = 30, 6000
"""What has more is folded."""
_HEAD_LINES, _TAIL_LINES = 6, 3
_HEAD, _TAIL = 1200, 300
"""Characters of it that are shown all the same, at most."""


class UserView(Stack):
    """Draws one message of the person's."""

    def __init__(self, message: UserMessage, width: int, warm: WarmBlocks, signs: Signs) -> None:
        self.message = message
        self.unfolded = False
        self.line = MadeRows(self._line_rows, width)
        """What was attached, if anything."""
        self._width, self._warm = width, warm
        self._words = display_safe(message.text).rstrip()
        self._head, self._tail = _ends(self._words)
        self.more = MadeRows(self._more_rows, width)
        """The line that stands for what is folded of the words, if anything is."""
        self._name = MadeRows(lambda _: [[Run(USER_LABEL, "head.user"), *signs(message)]], width)
        head = [*self._blocks(self._head), self.more] if self._head else ()
        self._short: list[Node] = [*head, *self._blocks(self._tail)]
        self._long: list[Node] = []
        self._inner: list[Node] = []
        self._gap = MadeRows(lambda _: [] if warm.compact else [[]], width)
        super().__init__(self._shown())

    def fold(self, unfolded: bool) -> None:
        """Show all of the words and of what was attached, or less."""
        self.unfolded = unfolded
        if unfolded and not self._long:
            self._inner = [node for one in self.message.parts for node in self._whole(one)]
            self._long = [*self._blocks(self._words), self.more] if self._head else self._short
        self.line.refresh()
        self.more.refresh()
        self.replace(0, self._shown())

    def resize(self, width: int) -> None:
        self._width = width
        long = self._long if self._head else ()
        for node in dict.fromkeys((self._name, *self._short, *long, self.line, *self._inner, self._gap)):
            node.resize(width)
        self.replace(0, self._shown())

    def _shown(self) -> list[Node]:
        words = self._long if self.unfolded else self._short
        return [self._name, *words, self.line, *(self._inner if self.unfolded else ()), self._gap]

    @property
    def folds(self) -> bool:
        """There is something to be unfolded, or folded again."""
        return bool(self.message.parts) or bool(self._head)

    def shows(self, word: str) -> bool:
        """It is not in what is folded alone."""
        return self.unfolded or not self._head or word in f"{self._head}\n{self._tail}".casefold()

    def _blocks(self, text: str) -> list[Node]:
        return [BlockView(block, self._width, self._warm) for block in plain_blocks(text, "text.user")]

    def _more_rows(self, width: int) -> list[Row]:
        if not self._head:
            return []
        lines, size = self._words.count("\n") + 1, f"{len(self._words):,} characters"
        if self.unfolded:
            said = f"▾ {lines:,} lines, {size}" if lines > 1 else f"▾ {size}"
        else:
            hidden = self._words[len(self._head) : len(self._words) - len(self._tail)]
            breaks = hidden.strip("\n").count("\n")
            said = f"▸ {breaks + 1:,} more lines" if breaks else f"▸ {len(hidden):,} more characters"
        return [*wrapped(said, width, "thought")]

    def _line_rows(self, width: int) -> list[Row]:
        if not self.message.parts:
            return []
        names = ", ".join(" ".join((one.name, *facts_of(one))) for one in self.message.parts)
        sign = "▾" if self.unfolded else "▸"
        return [*wrapped(f"{sign} with {display_safe(names, keep_newlines=False)}", width, "thought")]

    def _whole(self, one: Attachment) -> list[Node]:
        name = display_safe(attachment_words(one), keep_newlines=False)
        head = MadeRows(lambda width: [*wrapped(name, width, "notice")], self._width)
        blocks = plain_blocks(display_safe(one.text).rstrip(), "reasoning") if one.text else []
        return [head, *(BlockView(block, self._width, self._warm) for block in blocks)]


def _ends(words: str) -> tuple[str, str]:
    """What is shown of a long text while it is folded; nothing of one that is not long."""
    lines = words.split("\n", _LINES)
    if len(words) <= _CHARACTERS and len(lines) <= _LINES:
        return "", words
    head = "\n".join(lines[:_HEAD_LINES])[:_HEAD]
    tail = "\n".join(words[-_TAIL:].split("\n")[-_TAIL_LINES:])
    return head, tail
