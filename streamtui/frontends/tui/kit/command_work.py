"""What a command began that takes its time: what is typed behind it waits for it."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from textual.screen import Screen

_GROUP = "command"


def begin(screen: Screen[Any], work: Coroutine[None, None, None]) -> None:
    """Do it; the screen hears of its end as of any worker's."""
    screen.run_worker(work, group=_GROUP)


def under_way(screen: Screen[Any]) -> bool:
    """Something of that kind is not over yet."""
    return any(worker.group == _GROUP and worker.node is screen and not worker.is_finished for worker in screen.workers)
