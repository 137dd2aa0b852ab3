"""The list of all models that can be asked, here and at other places, and the way to the one that is taken."""

from __future__ import annotations

import asyncio

from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.key_question import KeyQuestion, KeyQuestionError
from streamtui.core.ports.race_entries import Entry
from streamtui.core.ports.wanted_key import WantedKeyError
from streamtui.core.text.nearest import perhaps
from streamtui.core.words.model_words import at_place, model_words
from streamtui.frontends.tui.chat.panes import ChatPanes
from streamtui.frontends.tui.chat.wanted_key import have_key
from streamtui.frontends.tui.desk.answered import use_model
from streamtui.frontends.tui.desk.known_models import KnownModels
from streamtui.frontends.tui.kit.guard import Guard
from streamtui.frontends.tui.kit.offer import Offer
from streamtui.frontends.tui.kit.offers import shown_text
from streamtui.frontends.tui.kit.picker import Picker
from streamtui.frontends.tui.questions.key_question import ask_about_key

_ABOUT = "room · $ for a million tokens · what it can"


async def choose_model(panes: ChatPanes) -> None:
    """Have a model chosen: of this place, of other profiles, of this machine."""
    models = panes.models
    if models.places is None:
        return
    now = Entry(models.places.profile, panes.desk.connection.model)
    models.want_again()
    picker = Picker[Entry]("MODEL", _offers(models, now), _ABOUT, as_typed=lambda name: Entry(now.profile, name))

    async def ask() -> None:
        await models.look_around()
        await models.look_up(models.entries(now))
        if models.wanted:
            picker.offer(_offers(models, now), f"asking {now.profile} for its models …")
            await models.ask()
            await models.look_up(models.entries(now))
        picker.offer(_offers(models, now), models.note)

    panes.run_worker(ask(), group="models")
    if (entry := await panes.app.push_screen_wait(picker)) is not None:
        await use_entry(panes, entry)


async def use_entry(panes: ChatPanes, entry: Entry) -> None:
    """Ask that model from the next message on; the conversation goes along."""
    places, desk = panes.models.places, panes.desk
    if places is None or (entry.profile == places.profile and not entry.model):
        return
    if entry.profile == places.profile:
        take_name(panes, entry.model)
        return
    left = Entry(places.profile, desk.connection.model)
    if await _move(panes, entry):
        _remember(panes, left, entry)


def take_name(panes: ChatPanes, name: str) -> None:
    """Ask that model of the chat's place, unless it is known that there is none."""
    models, connection = panes.models, panes.desk.connection
    if models.lacks(name):
        near = perhaps(name, models.names or ())
        panes.say(shown_text(f"{connection.place} has no model {name}{near}; /model alone shows them all."))
    else:
        left = connection.model
        said = use_model(panes.desk, name)
        if models.places is not None:
            _remember(panes, Entry(models.places.profile, left), Entry(models.places.profile, name))
        panes.say(f"{said} Whether it is there is not known: {models.problem}" if models.problem else said)
        if models.wanted:
            panes.run_worker(_doubt(panes, name), group="models")


async def _doubt(panes: ChatPanes, name: str) -> None:
    """Say so where a model that was taken, as nothing was known, turns out not to be there."""
    models, connection = panes.models, panes.desk.connection
    await models.ask()
    if connection.model == name and models.lacks(name):
        panes.say(shown_text(f"{connection.place} has no model {name}{perhaps(name, models.names or ())}."))


def _remember(panes: ChatPanes, left: Entry, taken: Entry) -> None:
    """Both are recent: there is a short way back."""
    for entry in (left, taken):
        if entry.model and panes.models.places is not None:
            panes.models.places.chosen(entry)


async def _move(panes: ChatPanes, entry: Entry, before: str = "") -> bool:
    """Go to another place, having said something `before`; False where the chat stays."""
    places, desk = panes.models.places, panes.desk
    assert places is not None
    try:
        endpoint = await asyncio.to_thread(places.move, entry)  # a key may have to be fetched
    except KeyQuestionError as error:
        return await _answered(panes, error.question) and await _move(panes, entry)
    except WantedKeyError as error:
        said = await have_key(panes, error.wanted)
        return said is not None and await _move(panes, entry, said)
    except StreamtuiError as error:
        panes.say(error.fault.message)
        return False
    desk.move(endpoint, places.key_from)
    asked = at_place(entry.model, entry.profile)
    panes.say(shown_text(f"{before} {asked} is asked from the next message on; the conversation goes along.".strip()))
    return True


def _offers(models: KnownModels, now: Entry) -> list[Offer[Entry]]:
    return [
        Offer(
            each.label,
            each,
            model_words(models.facts(each)),
            "asked now" if each == now else "" if each.profile == now.profile else each.profile,
            (f"{each.profile} {each.model}",),
            group=each.heading,
        )
        for each in models.entries(now)
    ]


async def _answered(panes: ChatPanes, question: KeyQuestion) -> bool:
    """Ask whether a key may go there; False where the person wants neither answer: then all stays as it is."""
    answers = panes.services.key_answers
    if answers is None:
        panes.say(question.sentence)
        return False
    return await ask_about_key(panes.app, question, answers, Guard(answers.clock), panes.prompt)
