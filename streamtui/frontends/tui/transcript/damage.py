"""Which cells of a row changed: the terminal is sent these and no others."""

from __future__ import annotations

from itertools import takewhile

from rich.cells import cell_len, split_graphemes

from streamtui.markdown.rows import Row, cells


def changed_cells(old: Row, new: Row) -> tuple[int, int] | None:
    """The first changed cell and the one behind the last, or nothing. Cells behind the end of a row are blank."""
    if old == new:
        return None
    start = 0
    for (old_text, old_style), (new_text, new_style) in zip(old, new, strict=False):
        if old_style != new_style:
            break
        if old_text != new_text:
            start += _common_cells(old_text, new_text)
            break
        start += cell_len(old_text)
    return start, max(cells(old), cells(new))


def _common_cells(old: str, new: str) -> int:
    """Cells that two texts begin with alike. A character counts with all that combines with it."""
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    if old[: common + 1].isascii() and new[: common + 1].isascii():
        return common
    return min(_cells_before(old, common), _cells_before(new, common))


def _cells_before(text: str, position: int) -> int:
    spans = split_graphemes(text)[0]
    return sum(size for _, _, size in takewhile(lambda span: span[1] <= position, spans))
