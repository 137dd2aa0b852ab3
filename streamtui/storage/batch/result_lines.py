"""`results.jsonl`: a line for each prompt that was answered, whole and on disk before anything relies on it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.batch import Answered
from streamtui.storage.whole_file import half_beside

_BLOCK = 1 << 16


class ResultLines:
    """The file at `path`. Raises ConfigurationError where it can't be read as what it should be."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def heal(self) -> None:
        """Make the file if it is not there, and take away half a line, which a killed program leaves."""
        self._path.touch(mode=0o600)
        _cut_torn_line(self._path)

    def answered(self) -> dict[str, Answered]:
        """The prompts that have a line, by id."""
        return {fields["id"]: Answered(fields["prompt_digest"], fields["complete"]) for _, fields in self._lines()}

    def forget_failed(self) -> None:
        """Take out the lines of replies that are not complete; all at once, or none."""
        half = half_beside(self._path)
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as kept:
            kept.writelines(line for line, fields in self._lines() if fields["complete"])
            kept.flush()
            os.fsync(kept.fileno())
        half.replace(self._path)

    def append(self, line: str) -> None:
        """Add a line, given without its newline; it is on disk when this returns, whole. Raises OSError."""
        with self._path.open("ab", buffering=0) as file:
            size = file.tell()
            try:
                _write_all(file.fileno(), f"{line}\n".encode())
                os.fsync(file.fileno())
            except OSError:
                file.truncate(size)
                raise

    def _lines(self) -> Iterator[tuple[bytes, dict[str, Any]]]:
        with self._path.open("rb") as file:
            for number, line in enumerate(file, 1):
                yield line, self._fields(line, number)

    def _fields(self, line: bytes, number: int) -> dict[str, Any]:
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError):
            fields = None
        kinds = {"id": str, "prompt_digest": str, "complete": bool}
        if isinstance(fields, dict) and all(isinstance(fields.get(name), kind) for name, kind in kinds.items()):
            return fields
        raise ConfigurationError(
            f"{self._path}, line {number}, is not a result of a batch: choose another --out, or move the file away."
        )


def _cut_torn_line(path: Path) -> None:
    """Take away what stands behind the last newline."""
    with path.open("r+b") as file:
        end = size = file.seek(0, os.SEEK_END)
        while end > 0:
            start = max(0, end - _BLOCK)
            file.seek(start)
            newline = file.read(end - start).rfind(b"\n")
            if newline >= 0:
                end = start + newline + 1
                break
            end = start
        if end < size:
            file.truncate(end)


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
