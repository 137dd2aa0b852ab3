"""The arguments of one call as far as they are written: their outline, checked, and the verdict at the end.

While they grow, `SchemaChecks` tells what is wrong already; whether the whole fits, the tool itself is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from streamtui.core.chat.tool_calls import ToolCall, ToolCallState
from streamtui.core.json_text.outline import JsonOutline
from streamtui.core.json_text.schema_checks import Schema, SchemaChecks
from streamtui.core.json_text.verdict import Verdict, strict_verdict

Check: TypeAlias = Callable[[str, str], "str | None"]
"""What a tool has against a call: see core.ports.tools.Toolbox.objection."""


class Reading:
    """Reads a call's arguments on; `take` costs what is new."""

    def __init__(self, call: ToolCall, schema: Schema | None = None, check: Check | None = None) -> None:
        self.call = call
        self.name = call.name
        """Of the tool, when the reading began."""
        self.outline = JsonOutline()
        self.longest_gap_s = 0.0
        """The longest time between two deltas of the arguments."""
        self.checked = schema is not None
        """There is a schema to check against."""
        self._checks = SchemaChecks(schema or {})
        self._check = check
        self._cursor = 0
        self._gaps_seen = 1
        self._verdict: Verdict | None = None
        self._objection: str | None = None

    def take(self) -> None:
        """Take in what came since the last time."""
        new = self.call.arguments.since(self._cursor)
        self._cursor = self.call.arguments.cursor
        if new:
            for node in self.outline.feed(new):
                self._checks.take(self.outline, node)
        ats = self.call.argument_ats
        for index in range(self._gaps_seen, len(ats)):
            self.longest_gap_s = max(self.longest_gap_s, ats[index] - ats[index - 1])
        self._gaps_seen = max(1, len(ats))

    @property
    def ahead(self) -> bool:
        """Other arguments were read than there are: the call went back, or was corrected."""
        call = self.call
        written = self._verdict is not None and call.state is ToolCallState.WRITING
        return written or not call.arguments.grew_since(self._cursor)

    @property
    def growing(self) -> bool:
        """More of the arguments may come, and is wanted."""
        return self.call.state is ToolCallState.WRITING and not self.outline.complete

    @property
    def has_tree(self) -> bool:
        """There is something to show of them but their text."""
        nodes = self.outline.nodes
        return bool(nodes) and (nodes[0].kind.holds_others or not self.outline.broken)

    @property
    def cut(self) -> bool:
        """The stream ended before the arguments did."""
        return self.call.completed_at is None and self.call.state is ToolCallState.CUT

    @property
    def problems(self) -> int:
        """Values that are there twice or do not fit the schema."""
        return self._checks.problems

    @property
    def to_come(self) -> list[str]:
        """Fields that the call has to have and that are not there yet."""
        if not self.growing or self.outline.broken:
            return []
        known = self.outline.open_keys
        return [key for key in self._checks.required if key not in known]

    @property
    def verdict(self) -> Verdict | None:
        """Whether the whole is JSON; `None` while it is being written."""
        if self._verdict is None and self.call.state is not ToolCallState.WRITING:
            self._verdict = strict_verdict(str(self.call.arguments))
        return self._verdict

    @property
    def objection(self) -> str | None:
        """What the tool has against the arguments as a whole, or nothing; `None` where it could not be asked yet."""
        verdict = self.verdict
        if self._objection is None and self._check is not None and verdict is not None and verdict.valid:
            self._objection = self._check(self.name, str(self.call.arguments))
        return self._objection
