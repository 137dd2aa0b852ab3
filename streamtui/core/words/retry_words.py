"""Why and when a request is made again, in words: the countdown of the screen, the line of `ask`."""

from __future__ import annotations

from math import ceil

from streamtui.core.chat.events import RetryScheduled
from streamtui.core.faults.faults import Fault
from streamtui.core.faults.server_words import host


def retry_words(retry: RetryScheduled, url: str, left_s: float) -> str:
    """`Rate limited by api.example. Retry 2 of 3 in 6 s`: seconds are rounded up; `url` is where the request goes.

    What the fault advises is left out: it is what is about to be done.
    """
    return f"{_reason(retry.fault, host(url))}. {countdown(retry, left_s)}"


def countdown(retry: RetryScheduled, left_s: float) -> str:
    """`Retry 2 of 3 in 6 s`, where there is no room for why."""
    return f"Retry {retry.attempt} of {retry.attempts} in {max(0, ceil(left_s))} s"


def _reason(fault: Fault, server: str) -> str:
    match fault.kind:
        case "rate_limit":
            return f"Rate limited by {server}"
        case "timeout":
            return f"{server} did not answer in time"
        case "connection":
            return f"The connection to {server} failed"
    return f"{server} answered {fault.status}" if fault.status else f"{server} sent no reply"
