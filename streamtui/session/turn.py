"""What every turn is in: it begins, and it finishes, fails or is stopped. A bug in it is its failure, and no more."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from streamtui.core.chat.events import NoticeIssued, StreamEvent, TurnFailed, TurnFinished
from streamtui.core.faults.bugs import fault_of, short_traceback
from streamtui.core.faults.faults import Fault, StreamtuiError
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.provider import Take

STOPPED = Fault("cancelled", "Stopped by you; what arrived is kept.")


async def turn(opening: StreamEvent, work: Callable[[], Awaitable[None]], clock: Clock, take: Take) -> None:
    """Have `work` done between the events that open and end a turn.

    A cancellation is raised on, and an OSError, which is of who listens: all others are told where they are met.
    """
    take(opening)
    try:
        await work()
    except StreamtuiError as error:
        take(TurnFailed(clock.now(), error.fault))
    except asyncio.CancelledError:
        take(TurnFailed(clock.now(), STOPPED))
        raise
    except OSError:
        raise
    except Exception as bug:
        fault = fault_of(bug, "a turn")
        try:
            take(NoticeIssued(clock.now(), short_traceback(bug)))
        finally:
            take(TurnFailed(clock.now(), fault))
    else:
        take(TurnFinished(clock.now()))
