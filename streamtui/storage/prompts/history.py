"""The file of what was sent, a line of JSON each. It is its owner's alone, and bounded: the oldest lines go first."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

import msgspec

from streamtui.core.ports.prompts import Written
from streamtui.files.judged import open_own
from streamtui.files.locks import lock_at
from streamtui.files.whole import make_folder, replace_whole
from streamtui.files.writing import append_whole

NAME = "prompts.jsonl"
MOST, MOST_BYTES = 100_000, 50_000_000
_SLACK = 1.2
"""It is shortened once it is so much longer than that."""
_LOCK_S = 5.0


class _Line(Written, frozen=True, omit_defaults=True, kw_only=True):
    conversation: str = ""


class End(NamedTuple):
    """How far the file has been read."""

    inode: int = 0
    size: int = 0


def add(folder: Path, written: Written, conversation: str) -> bytes:
    """Put it behind the others; returns its line. Raises OSError."""
    fields = {name: getattr(written, name) for name in written.__struct_fields__}
    line = msgspec.json.encode(_Line(**fields, conversation=conversation))
    make_folder(folder)
    with _lock(folder):
        descriptor = open_own(folder / NAME, to_append=True)
        try:
            append_whole(descriptor, (line + b"\n",))
        finally:
            os.close(descriptor)
    return line


def read(folder: Path) -> tuple[Sequence[Written], End]:
    """All of them, the oldest first, and where they end; what is none is left out.

    A file that has grown too long is shortened. Raises OSError.
    """
    if not (folder / NAME).exists():
        return (), End()
    with _lock(folder):
        lines = _lines(folder)
        if len(lines) > MOST * _SLACK or sum(map(len, lines)) > MOST_BYTES * _SLACK:
            lines = list(_newest(lines))[::-1]
            replace_whole(folder / NAME, (b"\n".join((*lines, b"")),))
        now = _end(folder)
    return written_in(lines), now


def read_on(folder: Path, read_to: End) -> tuple[Sequence[bytes], End]:
    """The lines that were added since it ended there, and where it ends now; none where it is another file by now.

    Raises OSError.
    """
    if not (folder / NAME).exists():
        return (), End()
    with _lock(folder):
        now = _end(folder)
        goes_on = read_to.inode in (0, now.inode) and now.size > read_to.size
        return _lines(folder, read_to.size) if goes_on else (), now


def written_in(lines: Iterable[bytes]) -> Sequence[Written]:
    """What they say; what is none is left out."""
    return [line for one in lines if (line := _line(one)) is not None]


def forget(folder: Path, conversations: Collection[str]) -> None:
    """Keep nothing of what was sent in these. Raises OSError."""
    if not conversations or not (folder / NAME).exists():
        return
    with _lock(folder):
        lines = _lines(folder)
        kept = [one for one in lines if (line := _line(one)) is not None and line.conversation not in conversations]
        if len(kept) < len(lines):
            replace_whole(folder / NAME, (b"\n".join((*kept, b"")),))


def _end(folder: Path) -> End:
    status = (folder / NAME).stat()
    return End(status.st_ino, status.st_size)


def _lines(folder: Path, begin: int = 0) -> list[bytes]:
    with os.fdopen(open_own(folder / NAME), "rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(begin, size - int(MOST_BYTES * 2 * _SLACK)))
        return [line for line in file.read().split(b"\n") if line]


def _newest(lines: Sequence[bytes]) -> Iterator[bytes]:
    size = 0
    for line in reversed(lines[-MOST:]):
        size += len(line)
        if size > MOST_BYTES:
            return
        yield line


def _line(line: bytes) -> _Line | None:
    try:
        return _DECODER.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _lock(folder: Path) -> AbstractContextManager[object]:
    return lock_at(folder / "prompts.lock").acquire(timeout=_LOCK_S)


_DECODER = msgspec.json.Decoder(_Line)
