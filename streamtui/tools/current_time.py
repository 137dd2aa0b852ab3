"""The tool `current_time`."""

from __future__ import annotations

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo, available_timezones

from streamtui.tools.tool import ToolError

_LOCAL = {"", "local", "local zone"}


def current_time(timezone: str = "local zone") -> dict[str, str]:
    """Get the current date and time.

    Args:
        timezone: an IANA name such as Europe/Paris, a city in one, UTC, or "local zone" for the user's own
    """
    now = datetime.now(_zone(timezone)) if timezone.strip().casefold() not in _LOCAL else datetime.now().astimezone()
    return {
        "time": now.isoformat(timespec="seconds"),
        "weekday": now.strftime("%A"),
        "timezone": str(now.tzinfo),
    }


def _zone(name: str) -> tzinfo:
    wanted = name.strip().replace(" ", "_")
    try:
        return ZoneInfo(wanted)
    except (KeyError, ValueError, OSError):  # unknown, or a path that no zone may have
        pass
    zones = sorted(available_timezones(), key=lambda zone: (zone.count("/"), zone))
    if not zones:
        raise ToolError("This machine has no list of time zones; the package tzdata would bring one.")
    for zone in zones:
        if wanted.casefold() in (zone.casefold(), zone.rpartition("/")[2].casefold()):
            return ZoneInfo(zone)
    raise ToolError(f"There is no time zone {name[:80]!r}: give an IANA name such as Europe/Paris, or UTC.")
