"""`results.jsonl`: a line for each prompt that was answered, whole and on disk before anything relies on it.

Whatever lies there is judged before it is touched: only a file whose every line is a result of a batch is ours.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.batch import Answered
from streamtui.core.words.reply_line import SCHEMA
from streamtui.files.judged import make_private, open_own
from streamtui.files.whole import replace_whole
from streamtui.files.writing import append_whole

_LONGEST_LINE = 1 << 27
_BEGINNING = json.dumps({"schema": SCHEMA})[:-1].encode()
_KINDS = {"id": str, "prompt_digest": str, "complete": bool}


class ResultLines:
    """The file at `path`. Raises ConfigurationError where it is not what it should be, and then changes nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.last: dict[str, Any] | None = None
        """The last line, once they were read."""

    def answered(self) -> dict[str, Answered]:
        """The prompts that have a line, by id. Makes the file if it is not there. Raises OSError.

        Half a line of ours at the end, which a killed program leaves, is taken away.
        """
        found: dict[str, Answered] = {}
        self.last = None
        with os.fdopen(open_own(self._path, to_judge=True), "r+b") as file:
            size = 0
            for line, fields in self._lines(file):
                size += len(line)
                found[fields["id"]] = Answered(fields["prompt_digest"], fields["complete"])
                self.last = fields
            make_private(file.fileno())
            file.truncate(size)
        return found

    def forget_failed(self) -> None:
        """Take out the lines of replies that are not complete; all at once, or none. Raises OSError."""
        with os.fdopen(open_own(self._path), "rb") as file:
            replace_whole(self._path, (line for line, fields in self._lines(file) if fields["complete"]))

    def append(self, line: str) -> None:
        """Add a line, given without its newline; it is on disk when this returns, whole, or not at all.

        Raises OSError.
        """
        descriptor = open_own(self._path)
        try:
            append_whole(descriptor, (f"{line}\n".encode(),))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _lines(self, file: BinaryIO) -> Iterator[tuple[bytes, dict[str, Any]]]:
        """The whole lines; what stands behind them is the beginning of one."""
        number = 0
        while line := file.readline(_LONGEST_LINE):
            number += 1
            if line.endswith(b"\n"):
                yield line, self._fields(line, number)
            elif not (line.startswith(_BEGINNING) or _BEGINNING.startswith(line)) or len(line) == _LONGEST_LINE:
                raise self._foreign(number)

    def _fields(self, line: bytes, number: int) -> dict[str, Any]:
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError):
            fields = None
        if isinstance(fields, dict) and all(isinstance(fields.get(name), kind) for name, kind in _KINDS.items()):
            return fields
        raise self._foreign(number)

    def _foreign(self, number: int) -> ConfigurationError:
        return ConfigurationError(
            f"{self._path}, line {number}, is not a result of a batch: choose another --out, or move the file away."
        )
