"""When something was, in few cells."""

from __future__ import annotations

from datetime import datetime


def when(instant: float, now: datetime, *, brief: bool = False) -> str:
    """An instant of the epoch: `14:05`, `Mon 14:05`, `3 Nov`, `3 Nov 2025`.

    `brief`, for a column of 9 cells with a gap: `14:05`, `Mon`, `3 Nov`, `Nov 2025`.
    """
    then = datetime.fromtimestamp(instant, now.tzinfo)
    if then.date() == now.date():
        return f"{then:%H:%M}"
    if 0 <= (now.date() - then.date()).days < 7:
        return f"{then:%a}" if brief else f"{then:%a %H:%M}"
    day = f"{then.day} {then:%b}"
    if then.year == now.year:
        return day
    return f"{then:%b %Y}" if brief else f"{day} {then:%Y}"
