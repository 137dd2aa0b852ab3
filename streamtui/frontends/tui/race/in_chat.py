"""A race from the chat: chosen, run, and one reply kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.app import App

from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.race_entries import Entry
from streamtui.core.words.parameter_words import shown_in_short
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.desk.services import Services
from streamtui.frontends.tui.kit.guard import Guard
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.race.picker import LateRacePicker, RacePicker
from streamtui.frontends.tui.race.plan import last_prompt, race_messages
from streamtui.frontends.tui.race.screen import RaceScreen


async def race_in_chat(
    app: App[object],
    services: Services,
    desk: Desk,
    prompt: str,
    late: tuple[Guard, PromptInput] | None,
    keeps: Callable[[], object],
) -> str:
    """Choose, race and keep; returns the sentence to the person about what was kept, or nothing.

    `late`: it comes up when the person may be typing, into that prompt. `keeps` is called when a reply is kept.
    """
    if (races := services.races) is None:
        return "There is nothing to race here."
    conversation, model = desk.state.conversation, desk.connection.model
    own = [Entry(races.profile, model)] if model else []
    what = races, own, prompt, "" if prompt else last_prompt(conversation)
    plan = await app.push_screen_wait(RacePicker(*what) if late is None else LateRacePicker(*late, *what))
    if plan is None:
        return ""
    try:
        parts = () if plan.repeated else await desk.attaching.read(plan.prompt)
    except StreamtuiError as error:
        return error.fault.message
    desk.purse.renew()
    session = desk.session
    aside = desk.branches.aside(len(plan.entries), again=plan.repeated)
    try:
        messages, own_parameters = race_messages(conversation, plan, parts), desk.own.parameters
        race = await asyncio.to_thread(races.start, plan.entries, messages, own_parameters, aside)  # keys are fetched
    except StreamtuiError as error:
        return error.fault.message
    if desk.session is not session:
        return "The race was not begun, as another conversation was meanwhile."
    kept = await app.push_screen_wait(
        RaceScreen(
            race,
            services.clock,
            plan.prompt,
            sent=shown_in_short(desk.own.parameters),
            low_bandwidth=services.low_bandwidth,
            can_keep=desk.branches.settled,
        )
    )
    if kept is None:
        desk.branches.leave_aside()
        return ""
    desk.branches.adopt(kept.turns, again=plan.repeated)
    keeps()
    return f"The reply of {kept.label} is a part of this conversation now."
