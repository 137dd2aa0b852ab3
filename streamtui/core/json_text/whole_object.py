"""Whether a text is one whole JSON object, also asked again and again while it grows."""

from __future__ import annotations

import json
import re

from streamtui.core.text.growing_text import GrowingText

_BRACKET_OR_QUOTE = re.compile(r'["{}\[\]]')
_QUOTE_OR_ESCAPE = re.compile(r'["\\]')


def is_object(text: str) -> bool:
    """The text is a JSON object."""
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


class WholeObject:
    """Follows a text. Asking costs what is new of it; it is parsed once, where its first bracket is closed."""

    __slots__ = ("_closed", "_cursor", "_depth", "_escaped", "_in_string", "_text", "_whole")

    def __init__(self, text: GrowingText) -> None:
        self._text = text
        self._cursor = 0
        self._depth = 0
        self._in_string = False
        self._escaped = False
        """The next character is taken as it is."""
        self._closed = False
        """The outermost bracket is: nothing but blanks may follow."""
        self._whole = False

    def __bool__(self) -> bool:
        """The text as it stands is one."""
        new, self._cursor = self._text.since(self._cursor), self._text.cursor
        if self._closed:
            self._whole = self._whole and not new.strip()
        elif self._closes(new):
            self._closed, self._whole = True, is_object(str(self._text))
        return self._whole

    def _closes(self, new: str) -> bool:
        at = 0
        while at < len(new):
            if self._escaped:
                self._escaped = False
                at += 1
                continue
            found = (_QUOTE_OR_ESCAPE if self._in_string else _BRACKET_OR_QUOTE).search(new, at)
            if found is None:
                return False
            mark, at = found[0], found.end()
            if mark == "\\":
                self._escaped = True
            elif mark == '"':
                self._in_string = not self._in_string
            else:
                self._depth += 1 if mark in "{[" else -1
                if self._depth <= 0:
                    return True
        return False
