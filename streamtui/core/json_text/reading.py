"""JSON as far as it is written, of a call's arguments or of a reply: its outline, checked, and the verdict at the end.

While it grows, `SchemaChecks` tells what is wrong already; whether a call's whole arguments fit, the tool is asked.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TypeAlias

from streamtui.core.chat.tool_calls import ToolCall, ToolCallState
from streamtui.core.json_text.outline import JsonOutline
from streamtui.core.json_text.schema_checks import Schema, SchemaChecks
from streamtui.core.json_text.verdict import Verdict, strict_verdict
from streamtui.core.text.growing_text import GrowingText

Check: TypeAlias = Callable[[str, str], "str | None"]
"""What a tool has against a call: see core.ports.tools.Toolbox.objection."""


class JsonReading(ABC):
    """Reads a text on; `take` costs what is new."""

    def __init__(self, text: GrowingText, schema: Schema | None = None) -> None:
        self.text = text
        self.outline = JsonOutline()
        self._checks = SchemaChecks(schema or {})
        self.unchecked = bool(schema) and not self._checks.any
        """There is a schema, of which nothing is checked while it is written."""
        self.checked = schema is not None and not self.unchecked
        """There is a schema to check against."""
        self.followed = self.checked and self._checks.follows
        """All types and fields of the schema are checked."""
        self._cursor = 0
        self._verdict: Verdict | None = None

    @property
    @abstractmethod
    def writing(self) -> bool:
        """More of it may come."""

    @property
    @abstractmethod
    def cut(self) -> bool:
        """The stream ended before the text did."""

    @property
    @abstractmethod
    def objection(self) -> str | None:
        """What there is against the whole beside what is marked, or nothing; `None` where that is not known."""

    def take(self) -> None:
        """Take in what came since the last time."""
        new = self.text.since(self._cursor)
        self._cursor = self.text.cursor
        if new:
            self._feed(new)

    def _feed(self, text: str) -> None:
        for node in self.outline.feed(text):
            self._checks.take(self.outline, node)

    @property
    def ahead(self) -> bool:
        """Another text was read than there is: it went back, or was corrected."""
        return (self._verdict is not None and self.writing) or not self.text.grew_since(self._cursor)

    @property
    def growing(self) -> bool:
        """More of it may come, and is wanted."""
        return self.writing and not self.outline.complete

    @property
    def has_tree(self) -> bool:
        """There is something to show of it but its text."""
        nodes = self.outline.nodes
        return bool(nodes) and (nodes[0].kind.holds_others or not self.outline.broken)

    @property
    def problems(self) -> int:
        """Values that are there twice or do not fit the schema."""
        return self._checks.problems

    @property
    def to_come(self) -> list[str]:
        """Fields that the root has to have and that are not there yet."""
        if not self.growing or self.outline.broken:
            return []
        known = self.outline.open_keys
        return [key for key in self._checks.required if key not in known]

    @property
    def verdict(self) -> Verdict | None:
        """Whether the whole is JSON; `None` while it is being written."""
        if self._verdict is None and not self.writing:
            self._verdict = self._judged(str(self.text))
        return self._verdict

    def _judged(self, text: str) -> Verdict:
        return strict_verdict(text)


class Reading(JsonReading):
    """The arguments of one call."""

    def __init__(self, call: ToolCall, schema: Schema | None = None, check: Check | None = None) -> None:
        super().__init__(call.arguments, schema)
        self.call = call
        self.name = call.name
        """Of the tool, when the reading began."""
        self.longest_gap_s = 0.0
        """The longest time between two deltas of the arguments."""
        self._check = check
        self._gaps_seen = 1
        self._objection: str | None = None

    def take(self) -> None:
        """See JsonReading; also the times between deltas."""
        super().take()
        ats = self.call.argument_ats
        for index in range(self._gaps_seen, len(ats)):
            self.longest_gap_s = max(self.longest_gap_s, ats[index] - ats[index - 1])
        self._gaps_seen = max(1, len(ats))

    @property
    def writing(self) -> bool:
        """See JsonReading."""
        return self.call.state is ToolCallState.WRITING

    @property
    def cut(self) -> bool:
        """See JsonReading."""
        return self.call.completed_at is None and self.call.state is ToolCallState.CUT

    @property
    def objection(self) -> str | None:
        """What the tool has against the arguments as a whole; `None` where it could not be asked yet."""
        verdict = self.verdict
        if self._objection is None and self._check is not None and verdict is not None and verdict.valid:
            self._objection = self._check(self.name, str(self.call.arguments))
        return self._objection
