"""What is copied: selected rows, messages, and code blocks."""

from __future__ import annotations

from textual.geometry import Offset
from textual.selection import Selection

from streamtui.frontends.tui.transcript.document import DocumentView
from streamtui.frontends.tui.transcript.flow import Flow
from streamtui.frontends.tui.transcript.messages import MessageView, source_text
from streamtui.frontends.tui.transcript.reply import ReplyView
from streamtui.frontends.tui.transcript.stack import Node, Stack
from streamtui.markdown.code_block import CodeBlock
from streamtui.markdown.styles import CODE_HINT
from streamtui.rows.row import joined


def selected_text(flow: Flow, selection: Selection) -> str:
    """What is selected: messages and blocks as they were written, parts of a block as they stand on the screen."""
    start = selection.start or Offset(0, -1)
    end = selection.end or Offset(0, flow.height)
    last = flow.number_at(end.y if end.x else end.y - 1)
    return "\n\n".join(
        text.strip("\n")
        for number in range(flow.number_at(start.y), last + 1)
        if (text := _text(flow.views[number], start - (0, flow.top(number)), end - (0, flow.top(number))))
    )


def _text(node: Node, start: Offset, end: Offset) -> str:
    """The text of a node from `start` to `end` (exclusive), both counted from its first row."""
    if isinstance(node, MessageView):
        if _whole(node, start, end) or node.parts is None:
            return source_text(node.message)
        return _text(node.parts, start, end)
    if isinstance(node, Stack):
        return _text_of_nodes(node, start, end)
    rows = node.rows(start.y, end.y + 1)
    lines = joined([[run for run in row if run.style != CODE_HINT] for row in rows]).split("\n")
    if end.y < node.height:
        lines[-1] = lines[-1][: end.x]
    if start.y >= 0:
        lines[0] = lines[0][start.x :]
    return "\n".join(lines)


def _text_of_nodes(stack: Stack, start: Offset, end: Offset) -> str:
    texts: list[str] = []
    for number in range(stack.number_at(start.y), stack.number_at(end.y) + 1):
        node, top = stack.nodes[number], Offset(0, stack.top(number))
        if isinstance(stack, DocumentView) and _whole(node, start - top, end - top):
            above = "" if stack.document.blocks[number].margin.above is None else "\n"
            texts.append(above + stack.document.source(number, number).rstrip("\n"))
        else:
            texts.append(_text(node, start - top, end - top))
    return "\n".join(texts)


def _whole(node: Node, start: Offset, end: Offset) -> bool:
    return (start.y, start.x) <= (0, 0) and end.y >= node.height


def code_at(flow: Flow, row: int) -> str | None:
    """The code block that a row belongs to."""
    for node, inner in flow.trail(row):
        if isinstance(node, DocumentView):
            return node.document.code_at(node.number_at(inner))
    return None


def last_code(flow: Flow) -> str | None:
    """The last code block of those that were ever looked at."""
    for view in reversed(flow.views):
        if isinstance(view.parts, ReplyView):
            document = view.parts.answer.document
            for number in reversed(range(len(document.blocks))):
                if isinstance(document.blocks[number], CodeBlock):
                    return document.code_at(number)
    return None
