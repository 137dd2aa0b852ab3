"""Whether a terminal is dark or light, by its own word: what it is asked, and how its answers are read.

Nothing is imported here that takes its time, as it is asked while everything else is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

AUTO = "auto"
"""The theme that is dark or light as the terminal is."""
GROUND_QUESTION = "\x1b]11;?\x1b\\"
QUESTION = f"\x1b]10;?\x1b\\{GROUND_QUESTION}\x1b[c"
"""The colours of text and ground; then what every terminal answers, so that one without colours is not waited for."""
TELL_CHANGES, TELL_NO_CHANGES = "\x1b[?2031h", "\x1b[?2031l"

COLOUR = r"\x1b\]1[01];[^\x07\x1b\x9c]{0,99}(?:\x07|\x1b\\|\x9c)"
"""A colour as it is told: of text, or of the ground."""
CHANGE = r"\x1b\[\?997;[12]n"
"""The terminal went dark (1), or light (2)."""

_ANSWER = re.compile(rf"{COLOUR}|\x1b\[\?[\d;]{{0,99}}c".encode("latin-1"))
_HEX = "([0-9a-fA-F]{1,4})"
_PARTS = re.compile(f"rgba?:{_HEX}/{_HEX}/{_HEX}|#((?:[0-9a-fA-F]{{3}}){{1,4}})(?![0-9a-fA-F])")
_WEIGHTS = (0.2126, 0.7152, 0.0722)
_MIDDLE = 0.5
_DARK_OF_SIXTEEN = (*range(7), 8)
_TMUX_THAT_TELLS = (3, 4)
"""From this version on tmux answers by itself, at once, with the colours of the terminal that it is in."""


class Ground:
    """What is known of a terminal's colours by now."""

    def __init__(self) -> None:
        self.dark = True
        """What is dark is a guess until it was told."""
        self.answers = False
        """It tells its ground when it is asked."""
        self._text: float | None = None
        self._ground: float | None = None

    def hear(self, answer: str) -> None:
        """A colour or a change was told. What can't be read says nothing."""
        if answer.startswith("\x1b[?997;"):
            self.dark = answer[7] == "1"
            return
        if (light := lightness(answer[5:])) is None:
            return
        if answer.startswith("\x1b]10;"):
            self._text = light
        else:
            self.answers, self._ground = True, light
        if self._ground is not None:
            than = _MIDDLE if self._text in (None, self._ground) else self._text
            self.dark = self._ground < (than or 0.0)


def lightness(colour: str) -> float | None:
    """How light `rgb:1e1e/1e1e/1e1e` is, or digits behind `#`, from 0 to 1; `None` for what is no colour."""
    if (found := _PARTS.match(colour)) is None:
        return None
    *parts, together = found.groups()
    if together:
        digits = len(together) // 3
        parts = [together[at : at + digits] for at in range(0, len(together), digits)]
    shares = (int(part, 16) / (pow(16.0, len(part)) - 1) for part in parts)
    return sum(weight * share for weight, share in zip(_WEIGHTS, shares, strict=True))


def taken_out(data: bytes, ground: Ground) -> tuple[bytes, bool]:
    """What was typed, without the answers, of which the ground hears; and whether the last of these has come."""
    answers = [answer[0] for answer in _ANSWER.finditer(data)]
    for answer in answers:
        if not answer.endswith(b"c") or answer.startswith(b"\x1b]"):
            ground.hear(answer.decode("latin-1"))
    whole = any(answer.startswith(b"\x1b[") for answer in answers)
    return _ANSWER.sub(b"", data), whole


def may_be_asked(environ: Mapping[str, str]) -> bool:
    """Whether the terminal understands the question; one within another may hand on the answer too late, as keys."""
    term = environ.get("TERM", "")
    if term in ("", "dumb", "unknown", "linux") or term.startswith("vt"):
        return False
    if environ.get("TMUX") or term.startswith(("tmux", "screen")):
        return environ.get("TERM_PROGRAM") == "tmux" and _version(environ) >= _TMUX_THAT_TELLS
    return not environ.get("STY")


def dark_by(environ: Mapping[str, str]) -> bool | None:
    """What COLORFGBG says, which some terminals set: `15;0`, or `15;default;0`."""
    ground = environ.get("COLORFGBG", "").rpartition(";")[2]
    return int(ground) in _DARK_OF_SIXTEEN if ground.isdecimal() and int(ground) < 16 else None


def _version(environ: Mapping[str, str]) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", environ.get("TERM_PROGRAM_VERSION", ""))[:2])
