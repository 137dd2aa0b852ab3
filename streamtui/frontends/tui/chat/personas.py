"""Who answers: a persona is named, chosen from a list, or none any more."""

from __future__ import annotations

from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.personas import Persona
from streamtui.core.ports.race_entries import Entry
from streamtui.frontends.tui.chat.model_picker import use_entry
from streamtui.frontends.tui.chat.panes import ChatPanes
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.command_work import begin
from streamtui.frontends.tui.kit.offer import Arguments, Offer
from streamtui.frontends.tui.kit.offers import shown_text
from streamtui.frontends.tui.kit.picker import Picker

_NONE = "-"
_NO_PERSONAS = "There are no personas: [personas.NAME] in config.toml, with system and parameters, makes one."


def _offers(panes: ChatPanes) -> list[Offer[str]]:
    """All there are, and none."""
    if (personas := panes.services.personas) is None:
        return []
    now = panes.desk.own.persona
    offers = [
        Offer(name, name, personas.about(name), "now" if name == now else "")
        for name in personas.names
        if name == shown_text(name)
    ]
    return [*offers, Offer(_NONE, _NONE, "none any more")] if now else offers


def _use(panes: ChatPanes, name: str | None) -> None:
    """Have that one answer, or none."""
    personas = panes.services.personas
    if not name:
        return
    if name == _NONE:
        panes.desk.own.take(None)
        panes.say("No persona answers any more, and what it had set is gone.")
    elif personas is not None:
        try:
            persona = personas.persona(name)
        except StreamtuiError as error:
            panes.say(shown_text(error.fault.message))
            return
        panes.desk.own.take(persona)
        panes.say(shown_text(f"{persona.name} answers from the next message on."))
        _go_to(panes, persona)


def _go_to(panes: ChatPanes, persona: Persona) -> None:
    """Ask the model, and the place, that it wants."""
    places, model = panes.models.places, panes.desk.connection.model
    here = places.profile if places is not None else ""
    profile = persona.profile or here
    if places is not None and (profile != here or persona.model not in ("", model)):
        begin(panes, use_entry(panes, Entry(profile, persona.model)))


def _choose(panes: ChatPanes, name: str = "") -> None:
    if name:
        _use(panes, name)
    elif offers := _offers(panes):
        panes.app.push_screen(Picker("PERSONA", offers, "who answers"), lambda chosen: _use(panes, chosen))
    else:
        panes.say(_NO_PERSONAS)


PERSONA: Command[ChatPanes] = Command(
    "chat.persona",
    "Persona; - for none",
    _choose,
    words=("persona",),
    argument="[NAME]",
    arguments=lambda panes, _: Arguments(_offers(panes)),
    do_with=_choose,
    opens=True,
)
