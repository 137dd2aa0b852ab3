"""The streams of replies from earlier runs: read from the disk when somebody wants to see them, and not before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from textual.screen import Screen

from streamtui.core.chat.events import ReplyKept
from streamtui.frontends.tui.desk.desk import Desk

TOLD_S = 0.2
"""What takes longer is told."""


def what_is_kept(desk: Desk) -> object:
    """Another value where other events are, of another conversation, or of another branch of it."""
    return id(desk.kept), desk.session.tree.head if desk.session is not None else ""


def with_streams(screen: Screen[Any], desk: Desk, then: Callable[[], None]) -> None:
    """Do that once those of the conversation are there: at once, where there are none to be read."""
    if any(type(event) is ReplyKept for event in desk.kept):
        screen.run_worker(_read(screen, desk, then), group="streams", exclusive=True)
    else:
        then()


async def _read(screen: Screen[Any], desk: Desk, then: Callable[[], None]) -> None:
    if (session := desk.session) is not None:
        reading = asyncio.ensure_future(session.recall())
        done, _ = await asyncio.wait({reading}, timeout=TOLD_S)
        if not done:
            screen.notify("Reading the streams of earlier replies…")
        await reading
    then()
