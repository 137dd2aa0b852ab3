"""All rules, in the order in which they are asked and shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from streamtui.checks.probe import Probe
from streamtui.checks.responses import errors as response_errors
from streamtui.checks.responses import final, items, requests, state, stream, thoughts
from streamtui.checks.responses import load as response_load
from streamtui.checks.responses.probe import ResponsesProbe
from streamtui.checks.rule import Rule
from streamtui.checks.rules import chunks, errors, formats, load, tools, transport, usage

RULES: Mapping[str, Sequence[Rule]] = {
    "transport": transport.RULES,
    "chunks": chunks.RULES,
    "limits and usage": usage.RULES,
    "functions": tools.RULES,
    "formats": formats.RULES,
    "errors": errors.RULES,
    "load": load.RULES,
}

RESPONSES_RULES: Mapping[str, Sequence[Rule]] = {
    "responses: stream": stream.RULES,
    "responses: items": (*items.RULES, *final.RULES),
    "responses: requests": requests.RULES,
    "responses: reasoning": thoughts.RULES,
    "responses: state": state.RULES,
    "responses: errors": response_errors.RULES,
    "responses: load": response_load.RULES,
}

APIS: Mapping[str, tuple[type[Probe], Mapping[str, Sequence[Rule]]]] = {
    "chat": (Probe, RULES),
    "responses": (ResponsesProbe, RESPONSES_RULES),
}
"""What asks, and what is asked, by the name of the API."""
