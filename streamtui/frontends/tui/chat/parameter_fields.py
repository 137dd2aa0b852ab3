"""The fields of the panel of parameters: what each shows, who says so, what is set by what is written there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from streamtui.core.chat.parameters import PARAMETERS
from streamtui.core.chat.response_format import RESPONSE_FORMAT
from streamtui.frontends.tui.desk import in_panel
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.desk.reply_form import format_value
from streamtui.frontends.tui.desk.services import Services

SYSTEM, _FURTHER = "system prompt", "further, as JSON"
_FORM = "a file with a JSON Schema, the schema itself, or json for any object"


@dataclass(frozen=True, slots=True)
class Field:
    """One line, or one text."""

    name: str
    about: str
    shown: Callable[[Desk], str]
    source: Callable[[Desk], str]
    values: Callable[[Desk, Services, str], Mapping[str, Any]]
    """What is to be set where it is written so. Raises StreamtuiError."""
    long: bool = False


def fields() -> list[Field]:
    """In the order in which they are shown."""
    system = Field(
        SYSTEM, "what stands before the conversation", _system, in_panel.source_of_system, _no_values, long=True
    )
    known = [_parameter(name) for name in PARAMETERS]
    form = _of(RESPONSE_FORMAT, _FORM, lambda _, services, text: format_value(services, text))
    more = Field(
        _FURTHER, 'others that the server knows: {"name": value}', in_panel.further_text, _nobody, _further, long=True
    )
    return [system, *known, form, more]


def _parameter(name: str) -> Field:
    known = PARAMETERS[name]
    return _of(name, f"{known.about}: {known.wanted}", lambda _desk, _services, text: known.value(text))


def _of(name: str, about: str, read: Callable[[Desk, Services, str], object]) -> Field:
    def values(desk: Desk, services: Services, text: str) -> Mapping[str, Any]:
        wanted = text.strip()
        if wanted in ("", in_panel.CLEARED):
            return {name: in_panel.cleared(desk, name)} if in_panel.value_in_force(desk, name) is not None else {}
        return {name: read(desk, services, wanted)}

    return Field(
        name,
        about,
        lambda desk: in_panel.shown_in_force(desk, name),
        lambda desk: in_panel.source_of(desk, name),
        values,
    )


def _system(desk: Desk) -> str:
    return desk.own.system


def _nobody(_: Desk) -> str:
    return ""


def _no_values(*_: object) -> Mapping[str, Any]:
    return {}


def _further(desk: Desk, _: Services, text: str) -> Mapping[str, Any]:
    return in_panel.further_values(desk, text)
