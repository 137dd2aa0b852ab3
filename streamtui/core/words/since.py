"""A beginning in time, as a person types it: `2026-11-03`, `2026-11`, `3d`, `2 weeks`, `today`."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from streamtui.core.faults.faults import ConfigurationError

_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_AGO = re.compile(r"(\d{1,5})? ?([a-z]+?)s?(?: ago)?")
_DAYS = {"d": 1, "day": 1, "w": 7, "week": 7}
_MONTHS = {"m": 1, "month": 1, "mo": 1, "y": 12, "year": 12}
_HOURS = ("h", "hour", "hr")
_WORDS = {"today": 0, "yesterday": 1}
"""Days ago."""


def since(text: str, now: datetime) -> datetime:
    """The instant that is meant, in the time zone of this machine, as `now` is: but for hours the beginning of a day.

    Raises ConfigurationError.
    """
    words = " ".join(text.casefold().split()).removeprefix("last ").removeprefix("this ")
    try:
        found = _dated(words) or _ago(words, now)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise ConfigurationError(
            f"{text[:40]!r} is no beginning in time: a day (2026-11-03), a month (2026-11), so long ago (3d, 2w, 1m, "
            "12h), today or yesterday is."
        )
    if found > now:
        raise ConfigurationError(f"{text[:40]!r} is still to come, so there is nothing since then.")
    return found


def _dated(words: str) -> datetime | None:
    if (match := _DATE.fullmatch(words)) is None:
        return None
    year, month, day = (int(part or 1) for part in match.groups())
    return _midnight(date(year, month, day))


def _ago(words: str, now: datetime) -> datetime | None:
    if (days := _WORDS.get(words)) is not None:
        return _midnight(now.date() - timedelta(days=days))
    if (match := _AGO.fullmatch(words)) is None:
        return None
    count, unit = int(match[1] or 1), match[2]
    if unit in _HOURS:
        return now - timedelta(hours=count)
    if unit in _DAYS:
        return _midnight(now.date() - timedelta(days=count * _DAYS[unit]))
    if unit in _MONTHS:
        year, month = divmod(now.year * 12 + now.month - 1 - count * _MONTHS[unit], 12)
        following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
        last = (following - timedelta(days=1)).day
        return _midnight(date(year, month + 1, min(now.day, last)))
    return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time()).astimezone()
