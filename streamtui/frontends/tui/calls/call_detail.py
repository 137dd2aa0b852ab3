"""One call, whole: its arguments as a tree or as they came, its result, and its time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from streamtui.core.chat.tool_calls import ToolCall, ToolCallState
from streamtui.core.json_text.outline import JsonOutline
from streamtui.core.json_text.reading import Reading
from streamtui.core.ports.tools import ToolInfo
from streamtui.core.text.display_safe import display_safe
from streamtui.core.verdicts.verdict import Verdict
from streamtui.core.words.figures import plural, seconds
from streamtui.core.words.verdict_words import verdict_line
from streamtui.frontends.tui.calls.timeline import DeltaRows, stage_rows, stages
from streamtui.frontends.tui.kit.checked_rows import after_tree, badge, fault_rows
from streamtui.frontends.tui.kit.growing_rows import GrowingRows
from streamtui.frontends.tui.kit.json_tree import CURSOR, JsonTree
from streamtui.frontends.tui.kit.row_stack import INDENT, FixedRows, Indented, RowSource, RowStack
from streamtui.frontends.tui.kit.rows import BAD, BRIGHT, DIM, LABEL, STRONG, WARN, heading
from streamtui.rows.row import Row, Run, cells, spread
from streamtui.rows.wrapping import wrapped


class CallDetail:
    """Lays one call out at one width; what is laid out is kept while the call goes on."""

    def __init__(self, reading: Reading, width: int) -> None:
        self.reading = reading
        self.width = width
        self.parts: list[int] = []
        """The row at which each part begins: arguments, result, timeline, deltas."""
        self.arguments_end = 0
        """The row behind the arguments."""
        self._inner = max(8, width - len(INDENT))
        self._tree = JsonTree(reading.outline, self._inner)
        self._raw = GrowingRows(self._inner - 1)
        self._raw_cursor = 0
        self._result: RowStack | None = None

    def rows(
        self, tool: ToolInfo | None, sent_at: float | None, now: float, *, raw: bool, verdicts: Sequence[Verdict] = ()
    ) -> RowStack:
        """The whole document, as the call stands, with what went wrong with it below its arguments."""
        call = self.reading.call
        above = FixedRows([_title(call, tool, self.width), (), self._arguments_heading()])
        why = FixedRows([row for one in verdicts for row in wrapped(verdict_line(one), self._inner, WARN)])
        arguments = Indented(RowStack([*self._arguments(raw=raw), why]))
        self.arguments_end = above.height + arguments.height
        if call.output is None:
            self._result = None
        elif self._result is None:
            self._result = RowStack(list(_result_parts(call, self.width)))
        result = [self._result] if self._result is not None else []
        stages_and_deltas = [RowStack(list(part)) for part in self._time(call, sent_at, now)]
        below: list[RowSource] = [*result, *stages_and_deltas]
        self.parts = [0, *accumulate((part.height for part in below[:-1]), initial=self.arguments_end)]
        return RowStack([above, arguments, *below])

    def _arguments_heading(self) -> Row:
        call = self.reading.call
        title, known = Run("ARGUMENTS  ", LABEL), badge(self.reading)
        if cells((title, *known)) > self.width:  # what is known last implies the rest, or matters more
            known = (known[-1]._replace(text=known[-1].text.removeprefix(", ")),)
        left = (title, *known)
        return spread(left, (Run(f"{len(call.arguments):,} ch", DIM),), self.width, whole_left=True)

    def _arguments(self, *, raw: bool) -> Iterator[RowSource]:
        reading = self.reading
        if not reading.call.arguments:
            yield FixedRows([(CURSOR,) if reading.growing else (Run("none", DIM),)])
        elif raw or not reading.has_tree:
            self._raw.feed(reading.call.arguments.since(self._raw_cursor))
            self._raw_cursor = reading.call.arguments.cursor
            yield with_cursor(self._raw) if reading.growing else self._raw
            yield FixedRows(list(fault_rows(reading, self._inner)))
        else:
            self._tree.take()
            yield self._tree
            yield FixedRows(list(after_tree(reading, self._inner)))

    def _time(self, call: ToolCall, sent_at: float | None, now: float) -> Iterator[Sequence[RowSource]]:
        found = stages(call, sent_at, now)
        total = (Run(f"{seconds(found[-1].end - found[0].start)} in all", DIM),) if found else ()
        title = FixedRows([(), heading("TIMELINE", total, self.width)])
        yield [title, Indented(FixedRows(stage_rows(found, self._inner)))]
        if len(call.argument_ats) > 1:
            longest = self.reading.longest_gap_s
            figures = f"{len(call.argument_ats):,} · longest gap {seconds(longest)}"
            title = FixedRows([(), heading("DELTAS", (Run(figures, DIM),), self.width)])
            yield [title, Indented(DeltaRows(call, longest, self._inner))]


def _title(call: ToolCall, tool: ToolInfo | None, width: int) -> Row:
    name = display_safe(call.name, keep_newlines=False) or "…"
    again = "  ↻ run again by you" + (", edited" if call.edited else "") if call.repeated else ""
    identity = display_safe(call.server_id, keep_newlines=False)
    source = display_safe(tool.source, keep_newlines=False) if tool is not None else "unknown tool" if call.name else ""
    left = (Run(name, STRONG), Run(again, WARN), Run(f"  {identity}" if identity else "", DIM))
    return spread(left, (Run(source, DIM if tool is not None else BAD),), width)


def with_cursor(text: GrowingRows) -> RowSource:
    """Text that grows, and where the next of it will stand."""
    last = text.height - 1
    return RowStack([_Part(text, last), FixedRows([(*text.rows(last, last + 1)[0], CURSOR)])])


class _Part:
    """The beginning of a source."""

    def __init__(self, source: RowSource, height: int) -> None:
        self._source = source
        self.height = height

    def rows(self, first: int, last: int) -> list[Row]:
        return self._source.rows(first, last)


def _result_parts(call: ToolCall, width: int) -> Iterator[RowSource]:
    """What the tool gave, and what the model was told where that is not the same."""
    output = call.output or ""
    whole = output if call.whole_output is None else call.whole_output
    size = plural(len(whole), "character")
    if call.state is ToolCallState.REFUSED:
        yield from section("SENT BACK", size, output, WARN, width)
    elif call.whole_output is not None:
        yield from section("RESULT", size, whole, BRIGHT, width)
        yield from section("SENT BACK", f"{plural(len(output), 'character')}, cut", output, DIM, width)
    else:
        told = "not sent to the model" if call.repeated else "sent back"
        style = BAD if call.state is ToolCallState.FAILED else BRIGHT
        yield from section("RESULT", f"{told} · {size}", output, style, width)


def section(title: str, right: str, text: str, style: str, width: int) -> Iterator[RowSource]:
    """A text under a heading, as a tree where it is JSON."""
    yield FixedRows([(), heading(title, (Run(right, DIM),), width)])
    yield Indented(text_or_tree(text, style, max(8, width - len(INDENT))))


def text_or_tree(text: str, style: str, width: int) -> RowSource:
    """JSON with values in it as a tree, anything else as it is."""
    if text.lstrip()[:1] in ("{", "["):
        outline = JsonOutline()
        for _ in outline.feed(text):
            pass
        if outline.complete and not outline.broken and len(outline.nodes) > 1:
            return JsonTree(outline, width)
    return GrowingRows(width, text.rstrip("\n"), style, at_words=True)
