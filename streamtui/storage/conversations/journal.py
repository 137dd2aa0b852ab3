"""What a journal (`-wal`) holds of a database that SQLite can't open: https://sqlite.org/fileformat2.html#walformat."""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterator

from streamtui.storage.conversations.pages import PAGE

_HEAD = struct.Struct(">8I")
_FRAME = struct.Struct(">6I")
_MAGIC = 0x377F0682
"""And one more where its sums are of numbers whose first byte is the largest."""
_MOST = 1 << 30
"""Bytes by which a change makes the file longer."""
_Sums = tuple[int, int]


def add_journal(pages: bytearray, journal: bytes) -> None:
    """Put to the pages of a file the changes in its journal, up to the first that is not whole there."""
    for number, page in _changed(journal):
        at = (number - 1) * PAGE
        if len(pages) < at <= len(pages) + _MOST:
            pages.extend(bytes(at - len(pages)))
        pages[at : at + PAGE] = page


def makes_tables(journal: bytes) -> bool:
    """There is more in its changes than the first page, which is all that a file without tables has."""
    return any(number > 1 for number, _ in _changed(journal))


def _changed(journal: bytes) -> Iterator[tuple[int, bytes]]:
    """The pages of each change that is whole, with their numbers."""
    if len(journal) < _HEAD.size:
        return
    magic, _, size, _, *salt, one, other = _HEAD.unpack_from(journal)
    swapped = (magic == _MAGIC) != (sys.byteorder == "little")
    sums = _added((0, 0), journal[:24], swapped=swapped)
    if magic | 1 != _MAGIC | 1 or size != PAGE or sums != (one, other):
        return
    waiting = list[tuple[int, bytes]]()
    for at in range(_HEAD.size, len(journal) - _FRAME.size - PAGE + 1, _FRAME.size + PAGE):
        number, ends, *of_frame, one, other = _FRAME.unpack_from(journal, at)
        page = journal[at + _FRAME.size : at + _FRAME.size + PAGE]
        sums = _added(_added(sums, journal[at : at + 8], swapped=swapped), page, swapped=swapped)
        if of_frame != salt or sums != (one, other) or not number:
            return
        waiting.append((number, page))
        if ends:
            yield from waiting
            waiting.clear()


def _added(sums: _Sums, data: bytes, *, swapped: bool) -> _Sums:
    words = array("I", data)
    if swapped:
        words.byteswap()
    one, other = sums
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + other) & 0xFFFFFFFF
        other = (other + second + one) & 0xFFFFFFFF
    return one, other
