"""Why there is no response, by the error that the program gets: it may be of several libraries, none is imported."""

from __future__ import annotations

import asyncio

from streamtui.core.faults.faults import Fault
from streamtui.core.faults.server_words import excerpt, host


def connection_fault(url: str, error: BaseException | None) -> Fault:
    """The fault that `error` means, of a request to `url`."""
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if isinstance(error, asyncio.CancelledError) or not isinstance(error, Exception):
        return Fault("cancelled", "The program stopped the request before a response came.")
    if "TimeoutException" in kinds or isinstance(error, TimeoutError | asyncio.TimeoutError):
        return Fault("timeout", f"{host(url)} did not answer within the time that the program gave it.")
    words = excerpt(f"{type(error).__name__}: {error}")
    return Fault("connection", f"{host(url)} could not be asked: {words}; check the base URL and the network.")
