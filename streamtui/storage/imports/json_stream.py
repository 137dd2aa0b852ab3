"""The values of a large JSON file one after the other, so that no more is held than the largest of them.

The file is a list of values, or has them one after the other: one, or one a line.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from streamtui.core.faults.faults import ConfigurationError

_LARGEST = 1 << 30
"""Bytes of a file, and of what is unpacked of one."""
_LARGEST_VALUE = 1 << 28
"""Characters of one of its values."""
_LONGEST_WORD = 16
"""Characters of what is looked at as a whole, but for strings: `false`, an escape."""
_PIECE = 1 << 20
_between = re.compile(r"[\s,]*").match
_json = json.JSONDecoder()


def values_in(file: BinaryIO, name: str) -> Iterator[Any]:
    """The values; `name` is what the file is called. Raises ConfigurationError where it is no JSON, or no more."""
    text = _Growing(file, name)
    listed = text.next() == "["
    text.at += listed
    number = 0
    while (begins := text.next()) and not (listed and begins == "]"):
        number += 1
        yield text.value(number)
    text.at += bool(begins)
    if bool(begins) is not listed or text.next():
        raise _no_json(name, number + 1)


class _Growing:
    """The part of a text that is looked at, taken from a file as it is needed."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.at = 0
        """Where in it the next value is looked for."""
        self._held = ""
        self._name = name
        self._ended = False
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._left = _LARGEST

    def next(self) -> str:
        """The character with which the next value begins; nothing at the end of all."""
        while True:
            found = _between(self._held, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self._held) or self._ended:
                return self._held[self.at : self.at + 1]
            self._grow()

    def value(self, number: int) -> Any:
        """The next one, which is the one of that number."""
        while True:
            try:
                value, end = _json.raw_decode(self._held, self.at)
            except RecursionError as error:
                raise _no_json(self._name, number) from error
            except json.JSONDecodeError as error:
                if self._ended or not self._may_go_on(error):
                    raise _no_json(self._name, number) from error
            except ValueError as error:  # a number of too many digits
                raise _no_json(self._name, number) from error
            else:
                if end < len(self._held) or self._ended:  # a number may go on
                    self.at = end
                    return value
            self._grow()

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        """It is wrong where what is held ends, so that more of it may make it right."""
        most = len(self._held) - self.at < _LARGEST_VALUE
        return most and (error.msg.startswith("Unterminated string") or error.pos >= len(self._held) - _LONGEST_WORD)

    def _grow(self) -> None:
        """Forget what is before, and hold twice as much of the rest."""
        self._held, self.at = self._held[self.at :], 0
        data = self._file.read(min(max(_PIECE, len(self._held)), self._left + 1))
        self._left -= len(data)
        if self._left < 0:
            raise ConfigurationError(
                f"{self._name} is larger than {_LARGEST >> 20} MB: export fewer conversations in one file."
            )
        self._ended = not data
        try:
            self._held += self._decoder.decode(data, final=self._ended)
        except UnicodeDecodeError as error:
            raise _no_json(self._name) from error


def _no_json(name: str, number: int = 1) -> ConfigurationError:
    """What is said of a file from whose conversation of that number on it is none."""
    if number == 1:
        return ConfigurationError(f"{name} is no export of conversations: it is not JSON.")
    return ConfigurationError(f"{name} can't be imported from its conversation {number} on: it is not JSON there.")
