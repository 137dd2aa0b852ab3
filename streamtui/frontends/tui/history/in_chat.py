"""From the chat to a conversation that was kept, and back into the chat with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from streamtui.core.faults.faults import StreamtuiError
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.history.picker import HistoryPicker
from streamtui.frontends.tui.kit.offers import shown_text

if TYPE_CHECKING:
    from textual.app import App

    from streamtui.core.ports.store import History


async def choose_conversation(app: App[Any], desk: Desk, history: History) -> tuple[str, Sequence[str]]:
    """Have one chosen and go on with it; returns what is to be said of it, and the words that were looked for."""
    chosen = await app.push_screen_wait(
        HistoryPicker(history, datetime.now().astimezone(), desk.session.kept_as if desk.session else "")
    )
    if chosen is None:
        return "", ()
    if desk.connection.provider is None:
        return "A conversation can be gone on with once the place is ready.", ()
    try:
        if chosen.row.deleted:
            await history.discard(chosen.row.id, discarded=False)
        conversation = await history.load(chosen.row.id, chosen.row.found_turn)
    except StreamtuiError as error:
        return error.fault.message, ()
    desk.new_conversation(conversation)
    return "", chosen.words


async def title_of_present(desk: Desk, history: History, text: str) -> str:
    """Call the conversation so that one is in, or tell what it is called; returns what is to be said of it."""
    kept_as = desk.session.kept_as if desk.session is not None else ""
    if not kept_as:
        return "This conversation is not kept, so it has no title."
    try:
        if text.strip():
            await history.retitle(kept_as, text)
        title = shown_text(await history.title(kept_as))
    except StreamtuiError as error:
        return error.fault.message
    if not title:
        return "It has a title once something was said in it: how the first prompt begins, or what /title TEXT says."
    return f"It is called “{title}”{' now' if text.strip() else ' · /title TEXT gives it another title'}"
