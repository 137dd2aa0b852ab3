"""Which places of a text are quoted as code, asked for one after the other: what was looked through is not again."""

from __future__ import annotations

_FENCE = "```"


class Quoting:
    """Of one text. The places that it is asked for ascend."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._fences = 0
        self._behind = 0
        """Where the next fence is looked for."""
        self._seen = 0
        self._ticks = 0
        """Backticks from the beginning of the line on."""

    def in_fence(self, at: int) -> bool:
        """A fence that was opened before is not closed."""
        while (fence := self._text.find(_FENCE, self._behind, at)) >= 0:
            self._fences += 1
            self._behind = fence + len(_FENCE)
        self._behind = max(self._behind, at - len(_FENCE) + 1)
        return self._fences % 2 == 1

    def in_code(self, at: int) -> bool:
        """It is in a fence, or in a span of code in its line."""
        line = self._text.rfind("\n", self._seen, at) + 1
        self._ticks = self._text.count("`", line or self._seen, at) + (0 if line else self._ticks)
        self._seen = at
        return self.in_fence(at) or self._ticks % 2 == 1
