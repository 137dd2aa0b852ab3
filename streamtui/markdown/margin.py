"""What stands left of a block: the bars of quotes, the bullets and numbers of list items, and the blank row above."""

from __future__ import annotations

from dataclasses import dataclass, replace

from streamtui.core.text.blocks.containers import Containers, Item, Quote
from streamtui.markdown import styles
from streamtui.rows.row import Row, Run, cells
from streamtui.rows.wrapping import MIN_WIDTH

QUOTE_BAR = "▌ "
BULLETS = "•◦▪"


@dataclass(frozen=True, slots=True)
class Margin:
    """The runs left of the first row, left of the others, and the row above (None: no row above)."""

    first: tuple[Run, ...] = ()
    rest: tuple[Run, ...] = ()
    above: tuple[Run, ...] | None = None
    quoted: bool = False

    def inner_width(self, width: int) -> int:
        """Cells that are left for the block itself."""
        return max(width - cells(self.first), width - width // 2, MIN_WIDTH)

    def around(self, rows: list[Row], width: int) -> list[Row]:
        """The rows of a block with the margin at their left; a margin wider than its share loses its left end."""
        if not self.first and not self.rest:
            return rows if self.above is None else [[], *rows]
        room = width - self.inner_width(width)
        first, rest = _right_end(self.first, room), _right_end(self.rest, room)
        framed: list[Row] = [[*(rest if index else first), *row] for index, row in enumerate(rows)]
        return framed if self.above is None else [_right_end(self.above, room), *framed]

    def continued(self) -> Margin:
        """The margin of a block that goes on where this one's block stops."""
        return replace(self, first=self.rest, above=None)

    def with_box(self, *, done: bool) -> Margin:
        """The margin of a task: a box in place of its bullet, or behind its number."""
        box = Run("☑ ", styles.TASK_DONE) if done else Run("☐ ", styles.TASK_OPEN)
        if self.first[-1].text.strip().isascii():
            return replace(self, first=(*self.first, box), rest=(*self.rest, Run("  ")))
        return replace(self, first=(*self.first[:-1], box))


def marks(containers: Containers, drawn: int) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """The runs left of the first row and of the other rows; the markers of the first `drawn` stand above already."""
    first: list[Run] = []
    rest: list[Run] = []
    for index, container in enumerate(containers):
        if isinstance(container, Quote):
            first.append(Run(QUOTE_BAR, styles.QUOTE))
            rest.append(Run(QUOTE_BAR, styles.QUOTE))
        else:
            marker = _marker(container)
            blank = Run(" " * len(marker))
            first.append(Run(marker, styles.BULLET) if index >= drawn else blank)
            rest.append(blank)
    return tuple(first), tuple(rest)


def _marker(item: Item) -> str:
    return f"{BULLETS[item.depth % 3]} " if item.number is None else f"{item.number}. "


def _right_end(runs: tuple[Run, ...], room: int) -> Row:
    """The last cells of the runs, each character of which is one cell wide."""
    kept: list[Run] = []
    for run in reversed(runs):
        if room <= 0:
            break
        kept.insert(0, run if len(run.text) <= room else run._replace(text=run.text[-room:]))
        room -= len(run.text)
    return kept
