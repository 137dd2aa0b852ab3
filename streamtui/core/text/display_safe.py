"""Untrusted text made safe to show in a terminal.

Stand-ins are one character wide and replace one character (CRLF apart), so positions and widths stay what they seem:

* C0 controls and DEL become their pictures: ESC is ␛, a lone carriage return ␍. CRLF is a newline, a tab stays.
* C1 controls, lone surrogates, bidi controls and characters that show nothing (zero-width space, BOM, word joiner, soft
  hyphen, fillers, tags, ...) become U+FFFD, as no reader can see or trust them.
* The line and paragraph separators become newlines, as half of all software breaks the line there.

What writing needs survives: joiners within emoji and in scripts that join, zero-width spaces in scripts without
spaces, variation selectors, flags made of tags.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_REPLACEMENT = "\ufffd"
_PICTURES = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "␡"}
_NAMES = {0x00: "NUL", 0x07: "BEL", 0x08: "BS", 0x0D: "CR", 0x1B: "ESC", 0x7F: "DEL"}
_LINE_BREAKS = {"\r\n", "\u2028", "\u2029"}

_EMOJI = "\u2190-\u2bff\u3030\ufe0f\U0001f000-\U0001faff"
_JOINING_SCRIPTS = "\u0620-\u109f\u1780-\u180d\u1820-\u18af\ua8e0-\ua8ff\ufb50-\ufdff\ufe70-\ufefc\U00011000-\U00011fff"
_SPACELESS_SCRIPTS = "\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf"
_IDEOGRAPHS = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TAG = "\U000e0020-\U000e007e"
_TAG_FLAG = f"\U0001f3f4[{_TAG}]{{2,6}}\U000e007f"

_UNSAFE = re.compile(
    f"{_TAG_FLAG}"  # matched whole, so that its tags are not taken one by one
    "|\r\n"
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f]"
    "|[\u2028\u2029]"
    "|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"  # bidi marks, embeddings, overrides, isolates
    "|[\xad\u034f\u115f\u1160\u17b4\u17b5\u180e\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb]"
    "|[\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
    "|[\ud800-\udfff]"
    f"|(?<![{_SPACELESS_SCRIPTS}])\u200b"
    f"|(?<![{_JOINING_SCRIPTS}])\u200c"
    f"|(?<![{_EMOJI}{_JOINING_SCRIPTS}])\u200d"
    f"|(?<![{_IDEOGRAPHS}])[\U000e0100-\U000e01ef]"
)
_UNDECIDED = re.compile(f"(?:\r|\U0001f3f4[{_TAG}]{{0,6}})\\Z")


def display_safe(text: str, *, keep_newlines: bool = True) -> str:
    """`text` without anything that could act on a terminal or trick its reader.

    Without newlines, for one line, they are ␊, and tabs, which no width is known of, are blanks.
    """
    if _UNSAFE.search(text):
        text = _UNSAFE.sub(_stand_in, text)
    return text if keep_newlines else text.replace("\n", "␊").replace("\t", " ")


def hidden_characters(text: str) -> Mapping[str, int]:
    """How often `text` holds each character that `display_safe` shows by a stand-in, by their names; in order.

    >>> hidden_characters("\x1b[31mred\x1b[0m\u202e")
    {'ESC': 2, 'U+202E': 1}
    """
    counts: dict[str, int] = {}
    for unsafe in _UNSAFE.finditer(text):
        if len(unsafe[0]) == 1 and unsafe[0] not in _LINE_BREAKS:
            name = _name(ord(unsafe[0]))
            counts[name] = counts.get(name, 0) + 1
    return counts


class DisplaySafeStream:
    """`display_safe` for a text that arrives in pieces, whatever the cuts: the pieces give what the whole would."""

    __slots__ = ("_before", "_held")

    def __init__(self) -> None:
        self._before = ""
        self._held = ""

    def feed(self, piece: str) -> str:
        """What can be shown now; a carriage return or half a flag waits for what follows."""
        text = self._held + piece
        undecided = _UNDECIDED.search(text)
        end = undecided.start() if undecided else len(text)
        self._held = text[end:]
        return self._show(text[:end])

    def end(self) -> str:
        """What was still waiting."""
        text, self._held = self._held, ""
        return self._show(text)

    def _show(self, text: str) -> str:
        safe = display_safe(self._before + text)[len(self._before) :]
        self._before = text[-1:] or self._before
        return safe


def _stand_in(unsafe: re.Match[str]) -> str:
    found = unsafe[0]
    if found in _LINE_BREAKS:
        return "\n"
    return found if len(found) > 1 else _PICTURES.get(ord(found), _REPLACEMENT)


def _name(code: int) -> str:
    return _NAMES.get(code, f"U+{code:04X}")
