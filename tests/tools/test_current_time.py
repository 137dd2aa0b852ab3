"""current_time knows the time zones."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from streamtui.tools.current_time import current_time
from streamtui.tools.tool import ToolError


@pytest.mark.parametrize(
    ("asked", "zone"),
    [("Europe/Paris", "Europe/Paris"), ("tokyo", "Asia/Tokyo"), ("new york", "America/New_York"), ("utc", "UTC")],
)
def test_a_zone_is_found_by_its_name_or_city(asked: str, zone: str) -> None:
    assert current_time(asked)["timezone"] == zone


def test_it_is_now() -> None:
    before = datetime.now(timezone.utc).replace(microsecond=0)
    answers = [current_time(), current_time("Asia/Kathmandu")]
    after = datetime.now(timezone.utc)
    assert all(before <= datetime.fromisoformat(answer["time"]) <= after for answer in answers)
    assert datetime.fromisoformat(answers[1]["time"]).utcoffset() == timedelta(hours=5, minutes=45)


@pytest.mark.parametrize("name", ["Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Europe", "\x00", "a" * 10_000])
def test_an_unknown_zone_is_said(name: str) -> None:
    with pytest.raises(ToolError, match="There is no time zone"):
        current_time(name)


def test_a_machine_without_zones_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streamtui.tools.current_time.available_timezones", set)
    with pytest.raises(ToolError, match="tzdata"):
        current_time("Mars/Olympus")
