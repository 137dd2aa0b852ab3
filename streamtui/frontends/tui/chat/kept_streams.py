"""The streams of replies from earlier runs: read from the disk when somebody wants to see them, the last at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from textual.screen import Screen

from streamtui.core.chat.events import ReplyKept
from streamtui.frontends.tui.desk.desk import Desk

TOLD_S = 0.2
"""What takes longer is told."""
_LAST_MB = 4
"""Of streams that are read unasked: the figures compare what was sent for the last two replies."""


def what_is_kept(desk: Desk) -> object:
    """Another value where other events are, of another conversation, or of another branch of it."""
    return id(desk.kept), desk.session.tree.head if desk.session is not None else ""


def with_streams(screen: Screen[Any], desk: Desk, then: Callable[[], None]) -> None:
    """Do that once those of the conversation are there: at once, where there are none to be read."""
    if _lacks_some(desk):
        screen.run_worker(_read(screen, desk, then), group="streams", exclusive=True)
    else:
        then()


def with_last_streams(screen: Screen[Any], desk: Desk, then: Callable[[], None]) -> None:
    """The same of the last ones, as soon as the screen is drawn."""
    if _lacks_some(desk):
        read = partial(_read_last, desk, then)
        screen.call_after_refresh(screen.run_worker, read, group="last streams", exclusive=True)


def _lacks_some(desk: Desk) -> bool:
    return any(type(event) is ReplyKept for event in desk.kept)


async def _read_last(desk: Desk, then: Callable[[], None]) -> None:
    if (session := desk.session) is not None:
        await session.recall(_LAST_MB)
    then()


async def _read(screen: Screen[Any], desk: Desk, then: Callable[[], None]) -> None:
    if (session := desk.session) is not None:
        reading = asyncio.ensure_future(session.recall())
        done, _ = await asyncio.wait({reading}, timeout=TOLD_S)
        if not done:
            screen.notify("Reading the streams of earlier replies…")
        await reading
    then()
