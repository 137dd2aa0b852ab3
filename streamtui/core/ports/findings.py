"""What `streamtui doctor` finds of a machine, one thing at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

State: TypeAlias = Literal["ok", "note", "warn", "fail"]
"""As it should be; good to know; something does less than it could; something does not work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    group: str
    name: str
    state: State
    text: str
    """What there is, in a few words."""
    advice: str = ""
    """What to do; empty where there is nothing to be done."""
