"""The rows of a database, read from its pages one by one, as SQLite finds none of a table whose first page is broken.

A page that holds rows tells which: https://sqlite.org/fileformat2.html says how.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import TypeAlias

MAGIC = b"SQLite format 3\0"
"""How each database of SQLite begins."""
PAGE = 4096
"""Bytes of each."""
Value: TypeAlias = int | float | str | bytes | None
_TABLE, _INDEX, _INDEX_INNER = 13, 10, 2
_HEADS = {_TABLE: 8, _INDEX: 8, _INDEX_INNER: 12}
"""Bytes at the beginning of such a page, before it says where its rows are."""
_FILE_HEAD = 100
"""Bytes of the file, before its first page begins."""
_BESIDE = PAGE - 4
"""Bytes of a long row that a page for the rest of it holds, behind the number of the next one."""
_LEAST = (PAGE - 12) * 32 // 255 - 23
_MOST = {_TABLE: PAGE - 35, _INDEX: (PAGE - 12) * 64 // 255 - 23}
_NUMBERS = (0, 1, 2, 3, 4, 6, 8)
"""Bytes of whole numbers, by their kinds."""


class Pages:
    """Those of one database, as they lie in its file; twice as many take twice as long, whatever is in them."""

    def __init__(self, data: bytearray) -> None:
        self._data = data
        self._taken: set[int] = set()
        """Pages with the rest of a row, each of one alone."""

    def rows(self) -> Iterator[tuple[int | None, list[Value]]]:
        """Each row that can be read, with its number if it has one; of indexes, too."""
        for start in range(0, len(self._data), PAGE):
            head = start or _FILE_HEAD
            if len(self._data) - start < PAGE or (kind := self._data[head]) not in _HEADS:
                continue
            first = head + _HEADS[kind]
            count = int.from_bytes(self._data[head + 3 : head + 5], "big")
            for place in range(first, min(first + 2 * count, start + PAGE), 2):
                cell = int.from_bytes(self._data[place : place + 2], "big")
                try:
                    row = self._row(start + cell, kind)
                except (ValueError, IndexError, struct.error):
                    continue
                yield row

    def _row(self, at: int, kind: int) -> tuple[int | None, list[Value]]:
        """Raises ValueError, IndexError or struct.error where none is there."""
        size, at = _varint(self._data, at + 4 if kind == _INDEX_INNER else at)
        number, at = _varint(self._data, at) if kind == _TABLE else (None, at)
        return number, _values(self._whole(at, size, _MOST[_TABLE if kind == _TABLE else _INDEX]))

    def _whole(self, at: int, size: int, most: int) -> bytes:
        """So many bytes of a row, of which those that are too many for its page are in others."""
        if size <= most:
            return bytes(self._data[at : at + size])
        here = _LEAST + (size - _LEAST) % _BESIDE
        here = here if here <= most else _LEAST
        parts, at = [self._data[at : at + here]], at + here
        for left in range(size - here, 0, -_BESIDE):
            page = int.from_bytes(self._data[at : at + 4], "big")
            at = (page - 1) * PAGE
            if page in self._taken or not 0 < at < len(self._data):
                raise ValueError("There is no such page, or it is another row's.")
            self._taken.add(page)
            parts.append(self._data[at + 4 : at + 4 + min(left, _BESIDE)])
        return b"".join(parts)


def _values(row: bytes) -> list[Value]:
    """What a row holds, whose kinds stand before it. Raises ValueError, IndexError or struct.error."""
    end, at = _varint(row, 0)
    kinds = list[int]()
    while at < end:
        kind, at = _varint(row, at)
        kinds.append(kind)
    values = list[Value]()
    for kind in kinds:
        size = (kind - 12) // 2 if kind >= 12 else 8 if kind == 7 else _NUMBERS[kind] if kind < 7 else 0
        values.append(_value(kind, row[at : at + size]))
        at += size
    if at != len(row):
        raise ValueError("It is longer or shorter than it says.")
    return values


def _value(kind: int, data: bytes) -> Value:
    match kind:
        case 0:
            return None
        case 7:
            return float(struct.unpack(">d", data)[0])
        case 8 | 9:
            return kind - 8
        case _ if kind < 7:
            return int.from_bytes(data, "big", signed=True)
        case _:
            return data.decode() if kind % 2 else data


def _varint(data: bytes | bytearray, at: int) -> tuple[int, int]:
    """A number of up to nine bytes, and where it ends. Raises IndexError."""
    number = 0
    for place in range(at, at + 8):
        byte = data[place]
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            return number, place + 1
    return number << 8 | data[at + 8], at + 9
