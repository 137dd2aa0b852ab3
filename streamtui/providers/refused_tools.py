"""A server says that it, or the model, can't take tools."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from streamtui.core.faults.error_reading import read_error_body
from streamtui.core.faults.server_words import names, quote
from streamtui.core.json_text.values import text
from streamtui.providers.failures import AttemptError

_NAMES_TOOLS = re.compile(
    r"\btools\b|\btool_choice\b|\btool[- ](?:use|call)|\bfunctions\b|\bfunction[-_ ]call", re.IGNORECASE
)
_NAMES_A_TOOL = re.compile(r"\btools?\b", re.IGNORECASE)
_NAMES_MESSAGES = re.compile(r"\bmessages?\b", re.IGNORECASE)
_NAMES_ROLE = re.compile(r"\brole\b", re.IGNORECASE)
_NAMES_OUTPUT = re.compile(r"\bfunction[-_ ]call[-_ ]output|\btool output", re.IGNORECASE)
_STATUS = {400, 404, 422, 500, 501}
"""llama.cpp answers 500 and OpenRouter 404 when a model can't take tools."""


def refuses_tools(failure: AttemptError) -> bool:
    """Tools are what the server does not take; a complaint about what was said of calls is none."""
    return _refuses(failure) and _NAMES_TOOLS.search(failure.said) is not None


def refused_types(tools: Iterable[Mapping[str, Any]], failure: AttemptError) -> set[str]:
    """The types of these that the server does not take: those that it names, else all that are no functions."""
    types = {text(tool.get("type")) for tool in tools} - {"function"}
    if not types or not _refuses(failure) or not _NAMES_A_TOOL.search(failure.said):
        return set()
    return {kind for kind in types if names(kind, failure.said)} or types


def _refuses(failure: AttemptError) -> bool:
    said = failure.said
    about_messages = _NAMES_MESSAGES.search(said) and _NAMES_ROLE.search(said)
    return failure.fault.status in _STATUS and not about_messages and not _NAMES_OUTPUT.search(said)


def left_out(model: str, what: str, said: str) -> str:
    """What to tell the person of it, or of another thing that a request is made without."""
    return f"{model} takes no {what} here, so it is asked without: {quote(read_error_body(said).words or said)}."
