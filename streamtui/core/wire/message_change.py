"""How one message of a request differs from the one that stood in its place before."""

from __future__ import annotations

import re

from streamtui.core.json_text.parsing import parsed_object
from streamtui.core.text.beginnings import common_beginning
from streamtui.core.text.display_safe import display_safe
from streamtui.core.text.quoted import quoted
from streamtui.core.wire.sent_request import SYSTEM_ROLES, SentMessage

SEEN = 32
"""Characters of a text that changed that are shown."""
_TIME = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?|\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\b1[6-9]\d{8}(?:\d{3})?\b"
    r"|\d{4}年\d{1,2}月\d{1,2}日(?: ?\d{1,2}[:时時点點]\d{1,2}分?)?|\d{1,2}[时時点點]\d{1,2}分"
    r"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w{0,6},? (?:\w{1,9} )?\d{1,2}\b"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w{0,6} \d{1,2}\b"
)
"""What says when it was written: dates, times of day, seconds of the epoch."""
_ID = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\b[0-9a-f]{16,}\b|\b(?:call|toolu|fc|msg|rs|resp)_\w{4,64}",
    re.IGNORECASE,
)
"""What tells one from another: of sessions, of calls, of items."""
_MEDIA = {
    **dict.fromkeys(("image_url", "input_image"), "an image"),
    **dict.fromkeys(("input_audio", "audio_url"), "a sound"),
    **dict.fromkeys(("file", "input_file"), "a file"),
}
"""Parts of messages that are no words."""


def edited(before: SentMessage, now: SentMessage, place: int) -> str:
    """What is another in a message; `place` is its number from 0."""
    is_system = now.role in SYSTEM_ROLES and before.role in SYSTEM_ROLES
    where = "the system prompt" if is_system else f"message {place + 1} ({now.role})"
    where = display_safe(where, keep_newlines=False)[:60]
    if before.role != now.role and is_system:
        return f"the system prompt is of the role {role_of(now)}, no longer {role_of(before)}"
    if before.role != now.role:
        return f"{where} was {role_of(before)} before"
    at = common_beginning(before.text, now.text)
    start = now.text.rfind("\n", 0, at) + 1
    if (media := _media_at(now.text, start)) and media == _media_at(before.text, start):
        return f"{media} in {where} changed"
    for what, pattern in (("a timestamp", _TIME), ("an id", _ID)):
        was, became = _around(pattern, before.text, at), _around(pattern, now.text, at)
        if was is not None and became is not None:
            return f"{what} in {where} at character {became.start() + 1:,}: {shown(was[0])} became {shown(became[0])}"
    if at == len(before.text):
        return f"{where} goes on at character {at + 1:,} with {_seen(now.text, at)}"
    if at == len(now.text):
        return f"{where} ends at character {at:,}, before {_seen(before.text, at)}"
    return f"{where} changed at character {at + 1:,}: {shown(before.text[at:])} became {shown(now.text[at:])}"


def _around(pattern: re.Pattern[str], text: str, at: int) -> re.Match[str] | None:
    """What is like that and has the character at that offset, or ends there."""
    start = max(0, at - 40)
    return next((found for found in pattern.finditer(text, start, at + 60) if found.start() <= at <= found.end()), None)


def _media_at(text: str, start: int) -> str:
    """What stands in a line of its own from there on, if that is a part that is no words."""
    if not text.startswith("{", start):
        return ""
    return _MEDIA.get(str(parsed_object(text[start:].partition("\n")[0]).get("type")), "")


def _seen(text: str, at: int) -> str:
    return (_media_at(text, at + 1) if text.startswith("\n", at) else "") or shown(text[at:])


def role_of(message: SentMessage) -> str:
    """Whose it is, safe to show and bounded."""
    return display_safe(message.role, keep_newlines=False)[:20]


def shown(text: str) -> str:
    """What others wrote in quotation marks, or in words where it is nothing, or blanks alone."""
    if text and not text.strip():
        return "blanks"
    return quoted(text or "nothing", SEEN)
