"""From the chat to a conversation that was kept, and back into the chat with it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from streamtui.core.faults.faults import StreamtuiError
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.history.picker import HistoryPicker

if TYPE_CHECKING:
    from textual.app import App

    from streamtui.core.ports.store import History


async def choose_conversation(app: App[Any], desk: Desk, history: History) -> str:
    """Have one chosen and go on with it; returns what is to be said of it."""
    chosen = await app.push_screen_wait(HistoryPicker(history, datetime.now().astimezone()))
    if chosen is None:
        return ""
    if desk.connection.provider is None:
        return "A conversation can be gone on with once the place is ready."
    try:
        conversation = await history.load(chosen)
    except StreamtuiError as error:
        return error.fault.message
    desk.new_conversation(conversation)
    return ""
