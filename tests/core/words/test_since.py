"""A beginning in time is what a person types."""

from __future__ import annotations

from datetime import datetime

import pytest

from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.words.since import since

NOW = datetime(2026, 3, 31, 15, 30).astimezone()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-03-03", "2026-03-03 00:00"),
        ("2026-3-3", "2026-03-03 00:00"),
        ("2026/03", "2026-03-01 00:00"),
        ("2025", "2025-01-01 00:00"),
        ("today", "2026-03-31 00:00"),
        (" Yesterday ", "2026-03-30 00:00"),
        ("3d", "2026-03-28 00:00"),
        ("3 days ago", "2026-03-28 00:00"),
        ("2w", "2026-03-17 00:00"),
        ("last week", "2026-03-24 00:00"),
        ("1m", "2026-02-28 00:00"),
        ("4 months", "2025-11-30 00:00"),
        ("1y", "2025-03-31 00:00"),
        ("12h", "2026-03-31 03:30"),
    ],
)
def test_what_is_typed_is_a_beginning(typed: str, meant: str) -> None:
    assert f"{since(typed, NOW):%Y-%m-%d %H:%M}" == meant


@pytest.mark.parametrize("typed", ["", "soon", "2026-13", "2026-02-30", "99999y", "3 d ays", "0000", "1" * 5000])
def test_what_is_none_is_told_with_what_would_be_one(typed: str) -> None:
    with pytest.raises(ConfigurationError, match="is no beginning in time: a day"):
        since(typed, NOW)


def test_nothing_is_since_a_day_to_come() -> None:
    with pytest.raises(ConfigurationError, match="'2026-04-01' is still to come"):
        since("2026-04-01", NOW)
