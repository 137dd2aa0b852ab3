"""What is copied: selected rows, and code blocks."""

from __future__ import annotations

from textual.geometry import Offset
from textual.selection import Selection

from streamtui.frontends.tui.widgets.transcript.document import DocumentView
from streamtui.frontends.tui.widgets.transcript.flow import Flow
from streamtui.frontends.tui.widgets.transcript.messages import source_text
from streamtui.frontends.tui.widgets.transcript.reply import ReplyView
from streamtui.frontends.tui.widgets.transcript.rows import joined
from streamtui.markdown.code_block import CodeBlock


def selected_text(flow: Flow, selection: Selection) -> str:
    """What is selected: whole messages as they were written, parts of one as they stand on the screen."""
    start = selection.start or Offset(0, -1)
    end = selection.end or Offset(0, flow.height)
    texts: list[str] = []
    for number in range(flow.number_at(start.y), flow.number_at(end.y) + 1):
        view, top = flow.views[number], flow.top(number)
        first, last = start.y - top, end.y - top
        if first < 0 and last >= view.height:
            texts.append(source_text(view.message))
            continue
        lines = joined(view.rows(first, last + 1)).split("\n")
        if last < view.height:
            lines[-1] = lines[-1][: end.x]
        if first >= 0:
            lines[0] = lines[0][start.x :]
        texts.append("\n".join(lines))
    return "\n\n".join(text.strip("\n") for text in texts)


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
