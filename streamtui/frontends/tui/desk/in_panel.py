"""What requests carry, field by field, as a panel shows it: in force, who says so, what a written value means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from streamtui.core.chat.parameters import PARAMETERS, in_force, shown_value
from streamtui.core.chat.response_format import RESPONSE_FORMAT
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.json_text.verdict import strict_verdict
from streamtui.core.text.display_safe import display_safe
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.desk.own_settings import DROPPED

CLEARED = "-"
"""Written in place of a value."""
_OF_THE_CHAT = ("model", "messages", "input", "instructions", "stream", "tools")
"""Fields of a request that are no parameters here."""


def value_in_force(desk: Desk, name: str) -> Any:
    """What the next request carries under that name, or `None`."""
    return in_force(desk.connection.options, desk.own.parameters).get(name)


def shown_in_force(desk: Desk, name: str) -> str:
    """The same as it is written, safe to show; nothing where it is not sent."""
    value = value_in_force(desk, name)
    return "" if value is None else display_safe(shown_value(value), keep_newlines=False)


def source_of(desk: Desk, name: str) -> str:
    """Who says so, in a word or two."""
    own, placed = desk.own.parameters, desk.connection.options
    if name not in own:
        return f"profile {display_safe(desk.connection.place, keep_newlines=False)}" if name in placed else "default"
    if own[name] is None:
        return "left out here" if name in placed else "default"
    if name in desk.own.of_run:
        return "this run, by /set"
    persona = desk.state.conversation.persona
    if persona is not None and persona.parameters.get(name) == own[name]:
        return f"persona {display_safe(persona.name, keep_newlines=False)}"
    return "this conversation"


def source_of_system(desk: Desk) -> str:
    """The same of the system prompt."""
    persona = desk.state.conversation.persona
    if not desk.own.system:
        return "none"
    told = persona is not None and persona.system == desk.own.system
    return f"persona {display_safe(persona.name, keep_newlines=False)}" if persona and told else "this conversation"


def cleared(desk: Desk, name: str) -> object:
    """The value that takes away what is in force: the conversation's own, or where it has none the place's."""
    return DROPPED if desk.own.parameters.get(name) is not None else None


def further(desk: Desk) -> Mapping[str, Any]:
    """What is sent besides what has a field of its own."""
    sent = in_force(desk.connection.options, desk.own.parameters)
    return {name: value for name, value in sent.items() if name not in PARAMETERS and name != RESPONSE_FORMAT}


def further_values(desk: Desk, written: str) -> Mapping[str, Any]:
    """What is to be set where the further ones are written so. Raises ConfigurationError."""
    verdict = strict_verdict("" if written.strip() == CLEARED else written)
    if not verdict.valid:
        raise ConfigurationError(f'The further parameters are {verdict.fault}: write them as {{"name": value}}.')
    wanted: Mapping[str, Any] = verdict.value
    for name in wanted:
        if name in _OF_THE_CHAT:
            raise ConfigurationError(f"{name} can't be set: the chat itself does that.")
        if name in PARAMETERS or name == RESPONSE_FORMAT:
            raise ConfigurationError(f"{name} has a field of its own above: write its value there.")
    before = further(desk)
    gone = {name: cleared(desk, name) for name in before if name not in wanted}
    return {**gone, **{name: value for name, value in wanted.items() if before.get(name) != value}}


def further_text(desk: Desk) -> str:
    """The further ones as JSON; nothing where there are none. Escapes stay escapes, so that none acts."""
    found = further(desk)
    return json.dumps(found, indent=2, default=str) if found else ""
