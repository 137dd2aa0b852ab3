"""A chat that goes on with what a request carries, before it is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from streamtui.frontends.tui.desk.services import Services


@dataclass(frozen=True, slots=True)
class Continued:
    """What it takes to open it."""

    services: Services
    parameters: Mapping[str, Any]
    """Those of the request that can be set, to be in force in the chat."""
    tools: int = 0
    """Tools of the request, which are not sent."""
    left_out: Sequence[str] = ()
    """What of its messages is not in it, in words."""
