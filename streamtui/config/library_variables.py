"""Variables that libraries read as they are loaded, and break on: those of the terminal's size, and Textual's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping

from streamtui.core.faults.faults import ConfigurationError

_SIZES = ("COLUMNS", "LINES")
_WIDEST = 99_999
_MOST = 1_000_000
_COLOURS = ("auto", "standard", "256", "truecolor", "windows")
_ACTS = re.compile(r"(?!wait:)|wait:\d{1,6}(\.\d+)?")


def _is_bounded(text: str, most: int = _MOST) -> bool:
    """It is no number, which is passed over, or one that can be meant."""
    try:
        return abs(int(text)) <= most
    except ValueError:
        return not text.isdigit()  # there are more digits than those of numbers, and numbers of too many


_NUMBER = _is_bounded, f"no number up to {_MOST:,}"
_TEXTUALS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "ESCDELAY": _NUMBER,
    "TEXTUAL_DIM_FACTOR": _NUMBER,
    "TEXTUAL_FPS": _NUMBER,
    "TEXTUAL_SCREENSHOT": _NUMBER,
    "TEXTUAL_SLOW_THRESHOLD": _NUMBER,
    "TEXTUAL_SMOOTH_SCROLL": _NUMBER,
    "TEXTUAL_COLOR_SYSTEM": (_COLOURS.__contains__, f"none of {', '.join(_COLOURS)}"),
    "TEXTUAL_PRESS": (
        lambda text: all(_ACTS.match(key) for key in text.split(",")),
        "no list of keys and wait:MILLISECONDS",
    ),
}


def forget_odd_sizes(environ: MutableMapping[str, str]) -> None:
    """Take out COLUMNS and LINES where they can't be meant, as other programs pass over them."""
    for name in _SIZES:
        if not _is_bounded(environ.get(name, ""), _WIDEST):
            del environ[name]


def require_textuals(environ: Mapping[str, str]) -> None:
    """Raise ConfigurationError for the first of Textual's variables that it could not be loaded with."""
    for name, (can_be, what) in _TEXTUALS.items():
        if (text := environ.get(name)) is not None and not can_be(text):
            raise ConfigurationError(f"{name} is {text[:40]!r}, which is {what}: unset it.")
