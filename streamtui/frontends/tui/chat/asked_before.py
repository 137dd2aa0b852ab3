"""Who answers a conversation that is opened again: who did so last there."""

from __future__ import annotations

import asyncio

from streamtui.core.chat.reply import Reply
from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.provider import Endpoint
from streamtui.core.ports.race_entries import Entry, Places
from streamtui.core.words.model_words import asked_as_before, at_place, not_asked_as_before
from streamtui.frontends.tui.chat.panes import ChatPanes
from streamtui.frontends.tui.desk.answered import API_WORDS


async def ask_as_before(panes: ChatPanes) -> str:
    """Ask the model of the last reply, at its place and in its API, from the next message on.

    Returns what is to be said. What can't be asked, or only after a question about its key, or is another server by
    now, is named, and all stays as it is.
    """
    desk, places = panes.desk, panes.models.places
    last = next((one for one in reversed(desk.state.conversation.messages) if isinstance(one, Reply)), None)
    if last is None or places is None or not last.model or not last.place:
        return ""
    entry, now = Entry(last.place, last.model), Entry(places.profile, desk.connection.model)
    there = entry.profile in {now.profile, *(one.profile for one in places.others())}
    moved = there and not await asyncio.to_thread(places.is_at, entry.profile, last.url)
    endpoint = await _gone_to(panes, places, entry, now) if there and not moved else None
    if endpoint is None:
        return not_asked_as_before(at_place(entry.model, entry.profile), at_place(now.model, now.profile), moved=moved)
    anew = _speaks_anew(endpoint, last.api)
    return asked_as_before(entry.model, entry.profile) if anew or entry != now else ""


async def _gone_to(panes: ChatPanes, places: Places, entry: Entry, now: Entry) -> Endpoint | None:
    """Ask that one in place of who is asked now; `None` where it can't be."""
    desk = panes.desk
    if entry.profile == now.profile:
        if panes.models.lacks(entry.model):
            return None
        if entry != now:
            desk.use_model(entry.model)
        return desk.connection.endpoint
    try:
        endpoint = await asyncio.to_thread(places.move, entry)  # a key may have to be fetched
    except StreamtuiError:
        return None
    desk.move(endpoint, places.key_from)
    return endpoint


def _speaks_anew(endpoint: Endpoint, api: str) -> bool:
    """Have it spoken there, where the place does not find it by itself; False where it is anyhow."""
    if api == endpoint.api or endpoint.api == "auto" or api not in API_WORDS:
        return False
    endpoint.use_api(api)
    return True
