"""Another model, at this place or another one: told by its name, or chosen from a list."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from streamtui.frontends.tui.chat.model_picker import choose_model, take_name
from streamtui.frontends.tui.chat.panes import ChatPanes
from streamtui.frontends.tui.desk.commands import ASK_AGAIN
from streamtui.frontends.tui.kit.command_work import begin
from streamtui.frontends.tui.kit.offer import Arguments, Offer
from streamtui.frontends.tui.kit.offers import shown_text

ASKED_WITHIN_S = 3.0
"""For so long a command waits for the list of a place's models."""


def model_arguments(panes: ChatPanes, _: str) -> Arguments:
    """The models of the chat's place, which is asked for them at the first time."""
    models = panes.models
    if models.wanted and not models.asking:
        panes.run_worker(_ask(panes), group="models")
    now = panes.desk.connection.model
    names = [name for name in models.names or () if name == shown_text(name)]
    offers = [Offer(name, name, right="asked now" if name == now else "") for name in names]
    return Arguments(offers, free=models.names is None, note=models.note)


def model_by_name(panes: ChatPanes, name: str) -> None:
    """Ask that model from the next message on, if the place has it; without a name, have one chosen."""
    if not name and panes.models.places is not None:
        begin(panes, choose_model(panes))
    elif name and panes.models.wanted:
        begin(panes, _know_andtake_name(panes, name))
    else:
        take_name(panes, name)


def ask_again_with(panes: ChatPanes, name: str) -> None:
    """Ask the last message again: that model, if it is named."""
    if name:
        begin(panes, _ask_again_with(panes, name))
    else:
        ASK_AGAIN.do(panes.desk)


async def _ask_again_with(panes: ChatPanes, name: str) -> None:
    await _know_andtake_name(panes, name)
    if panes.desk.connection.model == name:
        panes.desk.submit("/retry")


async def _know_andtake_name(panes: ChatPanes, name: str) -> None:
    """Ask the place first what it has; where it takes long to say, the name is taken and perhaps doubted later."""
    models = panes.models
    if not models.wanted:
        take_name(panes, name)
        return
    panes.say(shown_text(f"Asking {panes.desk.connection.place} whether it has {name} …"))
    asked = panes.run_worker(models.ask(), group="models")
    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(asyncio.shield(asked.wait()), ASKED_WITHIN_S)
    take_name(panes, name)


async def _ask(panes: ChatPanes) -> None:
    await panes.models.ask()
    panes.offer()
