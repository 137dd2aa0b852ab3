"""A server says that it, or the model, can't take tools."""

from __future__ import annotations

import re

from streamtui.core.faults.error_reading import read_error_body
from streamtui.core.faults.server_words import quote
from streamtui.providers.failures import AttemptError

_NAMES_TOOLS = re.compile(
    r"\btools\b|\btool_choice\b|\btool[- ](?:use|call)|\bfunctions\b|\bfunction[-_ ]call", re.IGNORECASE
)
_NAMES_MESSAGES = re.compile(r"\bmessages?\b", re.IGNORECASE)
_NAMES_ROLE = re.compile(r"\brole\b", re.IGNORECASE)
_NAMES_OUTPUT = re.compile(r"\bfunction[-_ ]call[-_ ]output|\btool output", re.IGNORECASE)
_STATUS = {400, 404, 422, 500, 501}
"""llama.cpp answers 500 and OpenRouter 404 when a model can't take tools."""


def refuses_tools(failure: AttemptError) -> bool:
    """Tools are what the server does not take; a complaint about what was said of calls is none."""
    said = failure.said
    about_messages = _NAMES_MESSAGES.search(said) and _NAMES_ROLE.search(said)
    if about_messages or _NAMES_OUTPUT.search(said):
        return False
    return failure.fault.status in _STATUS and _NAMES_TOOLS.search(said) is not None


def left_out(model: str, what: str, said: str) -> str:
    """What to tell the person of it, or of another thing that a request is made without."""
    return f"{model} takes no {what} here, so it is asked without: {quote(read_error_body(said).words or said)}."
