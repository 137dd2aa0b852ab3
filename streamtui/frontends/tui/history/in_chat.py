"""From the chat to a conversation that was kept, and back into the chat with it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from streamtui.core.faults.faults import StreamtuiError
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.history.picker import HistoryPicker, Hit
from streamtui.frontends.tui.kit.offers import shown_text

STOPPED = "The reply that was still coming was stopped; what came of it stays in its conversation"
"""What is said where one leaves a conversation in the middle of a reply."""

if TYPE_CHECKING:
    from textual.app import App

    from streamtui.core.ports.store import History


async def choose_conversation(app: App[Any], desk: Desk, history: History) -> Hit | None:
    """Have one chosen."""
    return await app.push_screen_wait(HistoryPicker(history, datetime.now().astimezone(), kept_as(desk)))


def kept_as(desk: Desk) -> str:
    """The id of the conversation that one is in; nothing where it is not kept."""
    return desk.session.kept_as if desk.session is not None else ""


async def go_on_with(desk: Desk, history: History, conversation: str, at: int | None = None) -> str:
    """Go on with that one, also where it was deleted; returns what is to be said of it. `at` as for `History.load`."""
    if desk.connection.provider is None:
        await desk.connection.settled()
    if desk.connection.provider is None:
        return "A conversation can be gone on with once the place is ready."
    try:
        await history.discard(conversation, discarded=False)
        kept = await history.load(conversation, at)
    except StreamtuiError as error:
        return error.fault.message
    stopped = desk.state.phase.busy
    desk.new_conversation(kept)
    return STOPPED if stopped else ""


async def title_of_present(desk: Desk, history: History, text: str) -> str:
    """Call the conversation so that one is in, or tell what it is called; returns what is to be said of it."""
    present = kept_as(desk)
    if not present:
        return "This conversation is not kept, so it has no title."
    try:
        if text.strip():
            await history.retitle(present, text)
        title = shown_text(await history.title(present))
    except StreamtuiError as error:
        return error.fault.message
    if not title:
        return "It has a title once something was said in it: how the first prompt begins, or what /title TEXT says."
    return f"It is called “{title}”{' now' if text.strip() else ' · /title TEXT gives it another title'}"
