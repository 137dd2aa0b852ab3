"""What is looked for among kept conversations: words, and filters between them.

>>> from datetime import timezone
>>> asked = read_asked("quick has:code model:gpt http://x before:1970-02 after:3d", now=864_000, zone=timezone.utc)
>>> asked.words, asked.models, asked.are, asked.before, asked.after
(('quick', 'http://x'), ('gpt',), ('code',), 2678400.0, 604800)
>>> read_asked("quick has:c", 0).unfinished
'has:c'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

_SORTS: Mapping[str, Sequence[str]] = {"has": ("code", "call"), "is": ("cut", "pinned", "deleted")}
_DATES = ("before", "after")
_NAMES = ("model", *_DATES, *_SORTS)
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_AGO = re.compile(r"(\d{1,5})([dw])", re.ASCII)
_HALF_DATE = re.compile(r"\d{0,5}|\d{4}-\d?|\d{4}-\d{1,2}-\d?", re.ASCII)
_LONGEST = 1000
"""Characters that are looked for; what is behind them is passed by."""
_DAYS = {"d": 1, "w": 7}
FILTERS = tuple(f"{name}:{one}" for name in _NAMES for one in _SORTS.get(name, ("",)))
"""All there are; those that end with `:` take what the person types."""
DATES = "2026-11-03, 2026-11, 2026, 3d or 2w ago"
"""What a date may look like."""


@dataclass(frozen=True, slots=True)
class Asked:
    """All of the words stand in one turn of a conversation, and all of the filters are true of it."""

    words: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    """What stands in the names of models that answered."""
    before: float | None = None
    """Seconds of the epoch: it changed last before that, ..."""
    after: float | None = None
    """... or then, or later."""
    are: tuple[str, ...] = ()
    """`code`, `call`: it has some; `cut`, `pinned`, `deleted`: it is that."""
    unfinished: str = ""
    """A filter that does not say anything yet, and is passed by."""

    @property
    def mistaken(self) -> str:
        """A word that begins as a filter does and says what none does: where it is found nowhere, one was meant."""
        return next((word for word in self.words if ":" in word and word.partition(":")[0].lower() in _NAMES), "")

    @property
    def filtered(self) -> bool:
        """It has a filter."""
        return replace(self, words=(), unfinished="") != Asked()


def read_asked(typed: str, now: float, zone: tzinfo | None = None) -> Asked:
    """What a person types. What is no filter, and can't become one, is a word.

    `now`: seconds of the epoch; `zone`: that of the dates, which is this machine's where none is named.
    """
    asked = Asked()
    for part in dict.fromkeys(typed[:_LONGEST].split()):
        asked = _with(asked, part, lambda date: _instant(date, now, zone))
    return asked


def completions(typed: str) -> list[str]:
    """What the last word may become: names of filters, or what one may say."""
    last = "" if not typed or typed[-1].isspace() else typed.split()[-1]
    name, colon, value = last.partition(":")
    if not colon:
        return [f"{known}:" for known in _NAMES if last and known.startswith(last.lower())]
    return [f"{name}:{known}" for known in _SORTS.get(name.lower(), ()) if known.startswith(value) and known != value]


def told_filter(unfinished: str) -> str:
    """What a filter that is not finished, or mistaken, wants, as a sentence."""
    name = unfinished.partition(":")[0].lower()
    takes = f"a date: {DATES}" if name in _DATES else " or ".join(_SORTS.get(name, ("a part of a model's name",)))
    return f"{name}: takes {takes}."


def _with(asked: Asked, part: str, instant_of: Callable[[str], float | None]) -> Asked:
    name, colon, value = part.partition(":")
    name = name.lower()
    if not colon or name not in _NAMES:
        return replace(asked, words=(*asked.words, part))
    if name == "model" and value:
        return replace(asked, models=(*asked.models, value))
    if name in _DATES and (instant := instant_of(value)) is not None:
        return replace(asked, before=instant) if name == "before" else replace(asked, after=instant)
    if value in _SORTS.get(name, ()):
        return replace(asked, are=(*asked.are, value))
    if not value or (_HALF_DATE.fullmatch(value) if name in _DATES else completions(part)):
        return replace(asked, unfinished=part)
    return replace(asked, words=(*asked.words, part))


def _instant(value: str, now: float, zone: tzinfo | None) -> float | None:
    """Where a day, a month, a year begins; so long ago. Seconds of the epoch."""
    if (ago := _AGO.fullmatch(value)) is not None:
        return max(0, now - int(ago[1]) * _DAYS[ago[2]] * 86_400)
    if (date := _DATE.fullmatch(value)) is None:
        return None
    try:
        return datetime(int(date[1]), int(date[2] or 1), int(date[3] or 1), tzinfo=zone).timestamp()
    except (ValueError, OverflowError, OSError):
        return None
