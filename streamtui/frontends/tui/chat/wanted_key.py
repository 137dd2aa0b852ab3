"""A key that is missing or refused is asked for, and what failed for want of it is asked again."""

from __future__ import annotations

import asyncio

from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.race_entries import Entry
from streamtui.core.ports.wanted_key import WantedKey
from streamtui.frontends.tui.chat.panes import ChatPanes
from streamtui.frontends.tui.kit.guard import Guard
from streamtui.frontends.tui.questions.key_form import ask_for_key

AUTHENTICATION = "authentication"
NO_KEY_HERE = "A model on this machine needs no key; /model chooses another place."


async def have_key(panes: ChatPanes, wanted: WantedKey) -> str | None:
    """Have it typed, and go by it; what became of it, or `None` where there is none: then the reason is said."""
    keys = panes.services.keys
    if keys is None:
        panes.say(wanted.why)
        return None
    return await ask_for_key(panes.app, wanted, keys, Guard(panes.services.clock), panes.prompt)


async def key_of_place(panes: ChatPanes, why: str = "", *, again: bool = False) -> None:
    """Have the key of the chat's place typed; `again`: what failed for want of it is asked again then."""
    places, desk = panes.models.places, panes.desk
    wanted = places.wanted_key(why) if places is not None else None
    if places is None or wanted is None:
        panes.say(NO_KEY_HERE)
        return
    if again:
        await panes.guard.turn(lambda: bool(panes.prompt.text) or panes.app.screen is not panes)
    if (said := await have_key(panes, wanted)) is None:
        return
    try:
        endpoint = await asyncio.to_thread(places.move, Entry(places.profile, desk.connection.model))
    except StreamtuiError as error:
        panes.say(error.fault.message)
        return
    panes.say(said)
    asks_again = again and desk.state.conversation.asked() is not None
    desk.move(endpoint, places.key_from, desk.branches.ask_again if asks_again else desk.send_queued)
