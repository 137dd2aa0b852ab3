"""The form of the replies to come: any text, a JSON object, or JSON that fits a schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from streamtui.core.chat.parameters import in_force
from streamtui.core.chat.response_format import JSON_OBJECT, RESPONSE_FORMAT, response_format, wanted_format
from streamtui.core.faults.faults import ConfigurationError, StreamtuiError
from streamtui.core.text.display_safe import display_safe
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.desk.services import Services

JSON_WORD = "json"
_HOW = "/format FILE takes a JSON Schema, /format json any JSON object, /format - any text."


def set_format(desk: Desk, services: Services, written: str) -> str:
    """Ask for it from the next message on; without a word, say what is asked for."""
    if not written:
        form = wanted_format(in_force(desk.connection.options, desk.own.parameters))
        return f"Replies are to be {_shown(form.words)}. {_HOW}" if form else f"Replies are any text. {_HOW}"
    if written == "-":
        desk.own.set_here({RESPONSE_FORMAT: None})
        return "Replies are any text again."
    try:
        value = format_value(services, written)
    except StreamtuiError as error:
        return display_safe(error.fault.message, keep_newlines=False)
    desk.own.set_here({RESPONSE_FORMAT: value})
    form = wanted_format({RESPONSE_FORMAT: value})
    return f"Replies are to be {_shown(form.words if form else JSON_WORD)} from the next message on."


def format_value(services: Services, written: str) -> Mapping[str, Any]:
    """What asks for the form that was written: a schema, the name of its file, or a word. Raises StreamtuiError."""
    if written == JSON_WORD:
        return JSON_OBJECT
    if written.startswith("{"):
        return response_format(written)
    if services.read_schema is None:
        raise ConfigurationError("No files are read here: write the schema itself.")
    return services.read_schema(written)


def _shown(words: str) -> str:
    return display_safe(words, keep_newlines=False)
