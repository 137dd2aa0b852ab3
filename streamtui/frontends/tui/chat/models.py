"""Another model, at this place or another one: told by its name, or chosen from a list."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.key_question import KeyQuestion, KeyQuestionError
from streamtui.core.ports.race_entries import Entry
from streamtui.core.text.nearest import perhaps
from streamtui.frontends.tui.chat.key_question import ask_about_key
from streamtui.frontends.tui.chat.panes import ChatPanes
from streamtui.frontends.tui.desk.answered import use_model
from streamtui.frontends.tui.kit.command_work import begin
from streamtui.frontends.tui.kit.guard import Guard
from streamtui.frontends.tui.kit.offer import Arguments, Offer
from streamtui.frontends.tui.kit.offers import shown_text
from streamtui.frontends.tui.kit.picker import Picker

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
        begin(panes, _know_and_take(panes, name))
    else:
        _take(panes, name)


def ask_again_with(panes: ChatPanes, name: str) -> None:
    """Ask the last message again: that model, if it is named."""
    if name:
        begin(panes, _ask_again_with(panes, name))
    else:
        panes.desk.branches.ask_again()


async def _ask_again_with(panes: ChatPanes, name: str) -> None:
    await _know_and_take(panes, name)
    if panes.desk.connection.model == name:
        panes.desk.submit("/retry")


async def _know_and_take(panes: ChatPanes, name: str) -> None:
    """Ask the place first what it has; where it takes long to say, the name is taken and perhaps doubted later."""
    models = panes.models
    if not models.wanted:
        _take(panes, name)
        return
    panes.say(shown_text(f"Asking {panes.desk.connection.place} whether it has {name} …"))
    asked = panes.run_worker(models.ask(), group="models")
    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(asyncio.shield(asked.wait()), ASKED_WITHIN_S)
    _take(panes, name)


def _take(panes: ChatPanes, name: str) -> None:
    models, connection = panes.models, panes.desk.connection
    if models.lacks(name):
        near = perhaps(name, models.names or ())
        panes.say(shown_text(f"{connection.place} has no model {name}{near}; /model alone shows them all."))
    else:
        said = use_model(panes.desk, name)
        panes.say(f"{said} Whether it is there is not known: {models.problem}" if models.problem else said)
        if models.wanted:
            panes.run_worker(_doubt(panes, name), group="models")


async def choose_model(panes: ChatPanes) -> None:
    """Have a model chosen: of this place, of other profiles, of this machine."""
    models, app = panes.models, panes.app
    if models.places is None:
        return
    here = models.places.profile
    models.want_again()

    def offers() -> list[Offer[Entry]]:
        now = Entry(here, panes.desk.connection.model)
        return [
            Offer(
                each.label,
                each,
                "asked now" if each == now else "",
                "" if each.profile == here else each.profile,
                (f"{each.profile} {each.model}",),
                group="HERE" if each.profile == here else "ELSEWHERE",
            )
            for each in sorted(dict.fromkeys([*models.entries(), now]), key=lambda each: each.profile != here)
        ]

    async def ask() -> None:
        await models.ask()
        picker.offer(offers(), models.note)

    picker = Picker[Entry]("MODEL", offers(), here, as_typed=lambda name: Entry(here, name))
    if models.wanted:
        picker.offer(offers(), f"asking {here} for its models …")
        panes.run_worker(ask(), group="models")
    if (entry := await app.push_screen_wait(picker)) is not None:
        await _use(panes, entry)


async def _doubt(panes: ChatPanes, name: str) -> None:
    """Say so where a model that was taken, as nothing was known, turns out not to be there."""
    models, connection = panes.models, panes.desk.connection
    await models.ask()
    if connection.model == name and models.lacks(name):
        panes.say(shown_text(f"{connection.place} has no model {name}{perhaps(name, models.names or ())}."))


async def _ask(panes: ChatPanes) -> None:
    await panes.models.ask()
    panes.offer()


async def _use(panes: ChatPanes, entry: Entry) -> None:
    places, desk = panes.models.places, panes.desk
    if places is None or entry.profile == places.profile:
        if entry.model:
            _take(panes, entry.model)
        return
    try:
        endpoint = places.move(entry)
    except KeyQuestionError as error:
        if await _answered(panes, error.question):
            await _use(panes, entry)
        return
    except StreamtuiError as error:
        panes.say(error.fault.message)
        return
    desk.move(endpoint, places.key_from)
    asked = f"{entry.model} at {entry.profile}" if entry.model else entry.profile
    panes.say(shown_text(f"{asked} is asked from the next message on; the conversation goes along."))


async def _answered(panes: ChatPanes, question: KeyQuestion) -> bool:
    """Ask whether a key may go there; False where the person wants neither answer: then all stays as it is."""
    answers = panes.services.key_answers
    if answers is None:
        panes.say(question.sentence)
        return False
    return await ask_about_key(panes.app, question, answers, Guard(answers.clock), panes.prompt)
