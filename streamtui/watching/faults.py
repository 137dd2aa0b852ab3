"""Why there is no response, or no whole one, by the program's error: of several libraries, none of them imported."""

from __future__ import annotations

import asyncio

from streamtui.core.faults.faults import Fault
from streamtui.core.faults.server_words import excerpt, host


def connection_fault(url: str, error: BaseException | None) -> Fault:
    """The fault that `error` means, of a request to `url`."""
    if isinstance(error, asyncio.CancelledError) or not isinstance(error, Exception):
        return Fault("cancelled", "The program stopped the request before a response came.")
    if _is_timeout(error):
        return Fault("timeout", f"{host(url)} did not answer within the time that the program gave it.")
    words = excerpt(f"{type(error).__name__}: {error}")
    return Fault("connection", f"{host(url)} could not be asked: {words}; check the base URL and the network.")


def silence_fault(url: str, error: BaseException | None) -> Fault | None:
    """The fault of a response to a request to `url` whose rest the program waited for no longer; else `None`."""
    if not _is_timeout(error):
        return None
    silent = "fell silent in mid-reply for longer than the program waits"
    return Fault("stalled", f"{host(url)} {silent}; what arrived is kept.")


def _is_timeout(error: BaseException | None) -> bool:
    kinds = {kind.__name__ for kind in type(error).__mro__}
    return "TimeoutException" in kinds or isinstance(error, TimeoutError | asyncio.TimeoutError)
