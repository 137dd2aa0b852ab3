"""How long a server asks to wait, in its response's headers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

_LONGEST_S = 366 * 86400.0
"""Nobody waits for longer; a wait that is asked for in earnest is shorter."""
_LONGEST_HEADER = 64
_SECONDS = re.compile(r"[0-9]+(?:\.[0-9]*)?")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """How many seconds the server asks to wait: `retry-after-ms`, or `Retry-After` as seconds or as a date.

    At most a year. A date is measured from the response's own `Date`, so that a wrong clock on either side does no
    harm. What is neither reads as absent.
    """
    if (milliseconds := _seconds(headers.get("retry-after-ms"))) is not None:
        return min(milliseconds / 1000, _LONGEST_S)
    value = headers.get("retry-after")
    if (seconds := _seconds(value)) is not None:
        return min(seconds, _LONGEST_S)
    if (until := _date(value)) is None:
        return None
    wait_s = (until - (_date(headers.get("date")) or datetime.now(timezone.utc))).total_seconds()
    return min(max(0.0, wait_s), _LONGEST_S)


def _seconds(value: str | None) -> float | None:
    return float(value) if value and _SECONDS.fullmatch(value := value.strip()) else None


def _date(value: str | None) -> datetime | None:
    try:
        date = parsedate_to_datetime((value or "")[:_LONGEST_HEADER])
        return date if date.tzinfo else date.replace(tzinfo=timezone.utc)
    except Exception:  # its parser fails in many ways
        return None
