"""What changed since the last request, beside what the server had cached, as lines."""

from __future__ import annotations

from streamtui.core.chat.events import UsageReported
from streamtui.core.chat.usage import Usage
from streamtui.core.wire.exchange import Exchange
from streamtui.core.wire.request_change import RequestChange
from streamtui.core.wire.request_changes import change_at
from streamtui.core.wire.row_kinds import BITS
from streamtui.core.wire.wire_log import WireLog
from streamtui.core.words.figures import plural

_LEAST_CACHED = 1024
"""Tokens below which most servers cache nothing."""


def change_in(log: WireLog, exchange: Exchange) -> RequestChange | None:
    """What changed since the request of the reply before; `None` where there is none, or bodies are not known."""
    return change_at(log.events, log.event[exchange.first_row]) if exchange.sent is not None else None


def usage_in(log: WireLog, exchange: Exchange) -> Usage | None:
    """What the server counted for an exchange."""
    for row in reversed(log.rows_of(exchange)):
        if log.carries[row] & BITS["usage"]:
            found = [event.usage for event in log.said(row) if isinstance(event, UsageReported)]
            if found:
                return found[-1]
    return None


def change_lines(change: RequestChange, usage: Usage | None = None) -> list[str]:
    """What is another, and what that means for a cache."""
    what = "; ".join(change.differs) if change.differs else "the same as before"
    return [f"since the last request: {what}", f"cache: {_cached(change, usage)}"]


def _cached(change: RequestChange, usage: Usage | None) -> str:
    same, before = plural(change.same_tokens, "token", estimated=True), f"~{change.before_tokens:,}"
    stay = f"{same} of {before} stay the same from the beginning"
    cached = usage.cached_tokens if usage is not None else None
    if cached is None:
        return f"{stay}; the server does not say what it had cached" if usage is not None else stay
    had = f"{cached:,} were cached"
    if change.broken:
        return f"{stay}, {had}: {change.differs[0]} broke it"
    if not cached and change.same_tokens < _LEAST_CACHED:
        return f"{stay}, {had}: fewer than {_LEAST_CACHED:,} are seldom kept"
    if cached * 2 < change.same_tokens and change.may_break:
        return f"{stay}, {had}: {', '.join(change.may_break)} changed, by which some servers tell caches apart"
    if cached * 2 < change.same_tokens:
        return f"{stay}, {had}: nothing before changed, so the server lost it (another machine, or too late)"
    return f"{stay}, {had}"
