"""A reply: its head line, the reasoning, what the server ran, the answer, its tool calls, sources, how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.response_format import wanted_format
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.reply_words import ending_lines, head_figures, thought_words
from streamtui.frontends.tui.transcript.call_lines import CallLines
from streamtui.frontends.tui.transcript.calls import CallRows
from streamtui.frontends.tui.transcript.document import DocumentView, WarmBlocks
from streamtui.frontends.tui.transcript.json_answer import JsonAnswer
from streamtui.frontends.tui.transcript.server_calls import CitationRows, ServerCallRows
from streamtui.frontends.tui.transcript.signs import Signs, no_signs
from streamtui.frontends.tui.transcript.stack import MadeRows, Node, Stack
from streamtui.frontends.tui.transcript.why import VerdictRows, Verdicts, no_verdicts
from streamtui.rows.row import Row, Run, cells, clip, spread
from streamtui.rows.wrapping import wrapped


class ReplyView(Stack):
    """Draws one reply, also while it is being written."""

    def __init__(
        self, reply: Reply, width: int, warm: WarmBlocks, signs: Signs = no_signs, verdicts: Verdicts = no_verdicts
    ) -> None:
        self.reply = reply
        self._signs = signs
        self.unfolded: bool | None = None
        """Whether the reasoning is shown; until somebody chose, it is while there is nothing else."""
        self.gap = MadeRows(lambda _: [] if warm.compact else [[]], width)
        self.notices = MadeRows(self._notice_rows, width)
        self.head = MadeRows(self._head_rows, width)
        self.thought = MadeRows(self._thought_rows, width)
        self.reasoning = DocumentView(reply.reasoning, width, warm, "reasoning")
        self.answer = DocumentView(reply.text, width, warm)
        self.as_text = False
        """An answer that is JSON is shown as it came."""
        form = wanted_format(reply.options)
        self.json = JsonAnswer(reply, form, width) if form is not None else None
        self.about_json = MadeRows(self._about_json_rows, width)
        self.refusal = DocumentView(reply.refusal, width, warm, "refusal")
        self.server_calls = ServerCallRows(reply, width)
        self.calls = CallRows(reply.tool_calls, width)
        self.citations = CitationRows(reply.citations, width)
        self.ending = MadeRows(self._ending_rows, width)
        self.why = VerdictRows(reply, verdicts, width)
        self._bytes = 0
        """Of all that was sent of it, as taken in last."""
        super().__init__(self._shown())

    def take(self, deadline: float) -> bool:
        """Take in what changed until the deadline (of `perf_counter`); tells whether something is left."""
        final = self.reply.state is not ReplyState.OPEN
        before, self._bytes = self._bytes, self.reply.statistics.payload_bytes
        if self._bytes < before:
            self.calls.begin_anew()
        left = False
        self.ending.refresh()
        self.why.refresh()
        if self.json is not None:
            self.json.take()
        for node in self._shown():
            if isinstance(node, DocumentView):
                left |= node.take(deadline, final=final)
            elif isinstance(node, MadeRows | CallLines | CitationRows) and node is not self.gap:
                node.refresh()
        self.replace(0, self._shown())
        return left

    def resize(self, width: int) -> None:
        for node in (
            self.notices,
            self.head,
            self.thought,
            self.reasoning,
            self.server_calls,
            self.about_json,
            self.answer,
            self.refusal,
            self.calls,
            self.citations,
            self.ending,
            self.why,
        ):
            node.resize(width)
        if self.json is not None:
            self.json.resize(width)
        self.replace(0, self._shown())

    def fold(self, unfolded: bool) -> None:
        """Show the reasoning, or only its line."""
        self.unfolded = unfolded
        self.take(inf)

    def turn_json(self) -> None:
        """Show the answer as a tree, or as it came."""
        self.as_text = not self.as_text
        self.take(inf)

    @property
    def has_json(self) -> bool:
        """The answer can be shown as a tree."""
        return self.json is not None and self.json.has_tree

    @property
    def reasoning_is_shown(self) -> bool:
        reply = self.reply
        return not (reply.text or reply.refusal or reply.tool_calls) if self.unfolded is None else self.unfolded

    def _shown(self) -> list[Node]:
        """The parts that there are, a blank row between them."""
        reply = self.reply
        parts: list[list[Node]] = []
        if reply.reasoning:
            parts.append([self.thought, self.reasoning] if self.reasoning_is_shown else [self.thought])
        if reply.server_calls:
            parts.append([self.server_calls])
        if reply.text:
            parts.append(self._answer())
        if reply.refusal:
            parts.append([self.refusal])
        if reply.tool_calls:
            parts.append([self.calls])
        if reply.citations:
            parts.append([self.citations])
        if self.ending.height:
            parts.append([self.ending])
        if self.why.height:
            close = bool(self.ending.height) or (bool(reply.tool_calls) and not reply.citations)
            parts.append([*(parts.pop() if close else ()), self.why])
        top: list[Node] = [self.notices, self.head] if reply.notices else [self.head]
        return [*top, *[node for part in parts for node in (*part, self.gap)]] if parts else [*top, self.gap]

    def _answer(self) -> list[Node]:
        """As it came, or where that was asked for as JSON."""
        if self.json is None:
            return [self.answer]
        return [self.about_json, self.json if self.json.has_tree and not self.as_text else self.answer]

    def _about_json_rows(self, width: int) -> Sequence[Row]:
        return self.json.about(width, as_text=self.as_text) if self.json is not None else ()

    def _notice_rows(self, width: int) -> list[Row]:
        """Each stands where one between two messages would."""
        return [
            row
            for notice in self.reply.notices
            for row in (*wrapped(f"· {display_safe(notice.text)}", width, "notice"), *self.gap.rows(0, 1))
        ]

    def _head_rows(self, width: int) -> list[Row]:
        reply = self.reply
        signs = self._signs(reply)
        name = clip(display_safe(reply.model or "reply", keep_newlines=False), width - cells(signs))
        figures = "  ".join(head_figures(reply))
        return [spread([Run(name, "head.model"), *signs], [Run(figures, "head.figures")], width, whole_left=True)]

    def _thought_rows(self, _width: int) -> list[Row]:
        return [[Run(("▾ " if self.reasoning_is_shown else "▸ ") + thought_words(self.reply), "thought")]]

    def _ending_rows(self, width: int) -> list[Row]:
        reply = self.reply
        rows: list[Row] = []
        if reply.alternatives:
            others = len(reply.alternatives)
            words = "answer was" if others == 1 else "answers were"
            rows += wrapped(f"· {others} more {words} sent", width, "notice")
        for line, style in ending_lines(reply):
            rows += wrapped(line, width, style)
        return rows
