"""Whether the settings change while a screen or an app is open."""

from __future__ import annotations

import asyncio

from textual.message_pump import MessagePump

from streamtui.frontends.tui.chat.settings_taken import SettingsChanged
from streamtui.frontends.tui.desk.services import SettingsWatch

EVERY_S = 1.0


def watch_settings(at: MessagePump, watch: SettingsWatch) -> None:
    """Look after them from now on, beside all else, as the disk that they are on may be slow."""

    async def look() -> None:
        if await asyncio.to_thread(watch.look) and (news := watch.take()) is not None:
            at.post_message(SettingsChanged(news))

    at.set_interval(EVERY_S, look)
