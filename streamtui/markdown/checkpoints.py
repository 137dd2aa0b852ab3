"""Places in a text from which it can be read again, so that a shorter text, or a longer one, costs little.

Of the blocks only the last one ever changes, so those before it are shared; of the last one a copy is kept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from streamtui.core.text.blocks.phase import State
from streamtui.markdown.block import Block
from streamtui.markdown.structure import Drawn

_APART = 2048
"""Characters between two of them, at least."""


class Checkpoint(NamedTuple):
    """How things were where a line began, or a part of a long one."""

    taken: int = 0
    """Characters before it."""
    begins: bool = True
    """It is no part of a line that began before."""
    blocks: int = 0
    last: Block | None = None
    """A copy of the last of these blocks."""
    reached: tuple[State, Drawn] = (State(), Drawn())


class Checkpoints:
    """Those of the longest text that was read, and its blocks."""

    def __init__(self) -> None:
        self._all = [Checkpoint()]
        self._text = ""
        """What was read of the text, where it was longer once."""
        self._blocks: Sequence[Block] = ()

    @property
    def known(self) -> int:
        """Characters of that text."""
        return len(self._text)

    def note(self, taken: int, blocks: Sequence[Block], reached: tuple[State, Drawn], *, begins: bool) -> None:
        """So much was read for good. Some of these places are kept."""
        if taken >= self._all[-1].taken + _APART:
            last = blocks[-1].copy() if blocks else None
            self._all.append(Checkpoint(taken, begins, len(blocks), last, reached))

    def keep(self, text: str, blocks: Sequence[Block]) -> None:
        """These are the blocks of that text, which is read no further for now."""
        if len(text) > len(self._text) or not self._text.startswith(text):
            if not text.startswith(self._text):
                same = _common(text, self._text)
                self._all = [point for point in self._all if point.taken <= same]
            self._text, self._blocks = text, tuple(blocks)

    def before(self, text: str) -> tuple[Checkpoint, list[Block]]:
        """The last place where what was read is the same, and the blocks up to it; the last one may change."""
        same = len(text) if self._text.startswith(text) else _common(text, self._text)
        point = self._all[bisect_right(self._all, same, key=lambda point: point.taken) - 1]
        if point.last is None:
            return point, []
        return point, [*self._blocks[: point.blocks - 1], point.last.copy()]


def _common(one: str, other: str) -> int:
    """Characters at the beginning of both that are the same."""
    if one.startswith(other):
        return len(other)
    return next((at for at, (its, others) in enumerate(zip(one, other, strict=False)) if its != others), len(one))
