"""A replay of the conversation that one is in, which goes on behind it."""

from __future__ import annotations

from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.desk.services import Services
from streamtui.frontends.tui.replay.screen import ReplayScreen

IDLE_S = 10.0
"""Longer silences are skipped: most of a conversation is the time in which nobody asks."""


def replay_of(desk: Desk, services: Services) -> ReplayScreen:
    """It stands at the end of what there is so far."""
    return ReplayScreen(
        desk.kept,
        services.clock,
        title=desk.connection.place,
        idle_s=IDLE_S,
        at_end=True,
        low_bandwidth=services.low_bandwidth,
        tool=desk.tool,
        stall_s=services.stall_s,
    )
