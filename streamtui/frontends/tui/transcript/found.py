"""Words that were looked for, in a conversation: which message has them, where it stands, what of a row they are.

They are marked in the rows that are on the screen, wherever they stand, so nothing else is read for that.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from streamtui.core.chat.conversation import Message
from streamtui.core.chat.reply import Reply
from streamtui.core.text.found_words import found_words
from streamtui.frontends.tui.transcript.document import BlockView
from streamtui.frontends.tui.transcript.messages import MessageView, source_text
from streamtui.frontends.tui.transcript.user import UserView
from streamtui.frontends.tui.transcript.viewport import Viewport
from streamtui.frontends.tui.transcript.words import Words, cells_of
from streamtui.rows.row import Row

Span = tuple[int, int]


def message_with(messages: Sequence[Message], words: Sequence[str]) -> tuple[int | None, bool]:
    """The number of the last one that has all of the words, else of the last with the first of them; and whether it has
    all."""
    folded = [word.casefold() for word in words]
    nearest: int | None = None
    for number in range(len(messages) - 1, -1, -1):
        text = source_text(messages[number]).casefold()
        if all(word in text for word in folded):
            return number, True
        if nearest is None and folded[0] in text:
            nearest = number
    return nearest, False


def row_of(view: Viewport, number: int, words: Sequence[str]) -> int:
    """The row of the flow in which the first of the words stands in that message; its first row, if it is not shown."""
    view.scroll(view.flow.top(number))
    view.take(inf)
    message = view.flow.views[number]
    place = next((span for word in words for span in found_words(source_text(message.message), [word])), None)
    if place is None:
        return view.flow.top(number)
    if isinstance(message.message, Reply):
        part = Words(number, "text" if message.message.text else "refusal", *place)
        return min(cells_of(view, part), default=view.flow.top(number))
    if isinstance(message.parts, UserView) and not message.parts.shows(words[0].casefold()):
        message.parts.fold(unfolded=True)
        view.changed(view.flow.top(number))
    return view.flow.top(number) + _row_in(message, words[0].casefold())


def _row_in(message: MessageView, word: str) -> int:
    """The first row of what a person wrote that has the word, or begins the lines that do."""
    parts = message.parts
    for number, node in enumerate(parts.nodes if parts is not None else ()):
        if parts is not None and isinstance(node, BlockView) and word in "\n".join(node.block.lines).casefold():
            node.settle(0, node.height, 0)
            parts.update(number)
            rows = enumerate(map(_text, node.rows(0, node.height)))
            return parts.top(number) + next((row for row, text in rows if word in text.casefold()), 0)
    return 0


def spans_in(rows: Sequence[Row], line: int, words: Sequence[str]) -> list[Span]:
    """Where words stand in one of the rows, in characters; without blanks between them they go on in the next one."""
    text = _text(rows[line])
    whole = found_words(text, words)
    torn = [word for word in words if not word.isascii()]
    if not torn:
        return whole
    here = text.rstrip()
    before = _text(rows[line - 1]).rstrip() if line else ""
    after = _text(rows[line + 1]).lstrip() if line + 1 < len(rows) else ""
    indent = len(text) - len(text.lstrip())
    for start, end in found_words(before + here[indent:] + after, torn):
        first, last = (place - len(before) + indent for place in (start, end))
        if first < indent < last or first < len(here) < last:
            whole.append((max(indent, first), min(len(here), last)))
    return sorted(whole)


def _text(row: Row) -> str:
    return "".join([run.text for run in row])
