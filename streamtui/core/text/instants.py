"""Instants as other programs write them: what they say may be anything."""

from __future__ import annotations

import re
from datetime import datetime, timezone

_FRACTION = re.compile(r"\.(\d+)")
LAST = 253_402_214_400.0
"""The last day that a calendar has, in seconds of the epoch."""


def epoch_of(written: str) -> float | None:
    """Seconds of the epoch, of an instant in the form of ISO 8601 with any fraction; without a zone it is UTC.

    Python 3.10 reads fractions of three and of six digits alone, and no `Z`.
    """
    told = _FRACTION.sub(lambda digits: f".{digits[1]:0<6.6}", written).replace("Z", "+00:00")
    try:
        at = datetime.fromisoformat(told)
        return (at if at.tzinfo else at.replace(tzinfo=timezone.utc)).timestamp()
    except (ValueError, OverflowError):
        return None
