"""What a hostile server, model, tool or file may write to act on a terminal, on markup, or on a reader's eyes."""

from __future__ import annotations

import re

ACTS = {
    "colour": "\x1b[38;5;66m",
    "clear": "\x1b[2J\x1b[66;66H",
    "link": "\x1b]8;;http://evil.example\x1b\\",
    "clipboard": "\x1b]52;c;ZXZpbA==\x07",
    "title": "\x1b]0;evil\x07",
    "device": "\x1bP+q66\x1b\\",
    "c1": "\x9b66m\x9d0;evil\x9c",
    "bell": "\x07\x08\x7f\x00",
    "bidi": "\u202eevil\u202c\u2066evil\u2069",
    "width": "ze\u200bro\ufeff",
    "return": "good\revil",
}
MARKUP = "[red]R[/red] [link=http://evil.example]L[/link] [@click=app.quit]C[/] [/] [bold"
HOSTILE = "".join(ACTS.values())

_DRIVER = re.compile(r"\x1b\[[\d;?]*[A-Za-z]|\x1b\]22;\w+\x07|\r?\n")
"""What Textual writes: colours, cursor moves, modes, the pointer's shape, new lines."""
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\ufeff]")
_TRACES = re.compile(r"\x1b\[38;5;66m|\x1b\[66;66H")


def acting(written: str) -> list[str]:
    """What of the above came through to a terminal that was sent this."""
    return _TRACES.findall(written) + _UNSAFE.findall(_DRIVER.sub("", written))
