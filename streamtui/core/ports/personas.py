"""Personas: named system prompts with parameters, as whoever configured them has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Persona:
    """Who is to answer, and how."""

    name: str
    system: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    model: str = ""
    """The one that is to be asked; nothing: whichever is."""
    profile: str = ""
    """The place that is to be asked; nothing: whichever is."""


class Personas(Protocol):
    """Those of this person."""

    @property
    def names(self) -> Sequence[str]:
        """All there are."""
        ...

    def about(self, name: str) -> str:
        """A line on that one; nothing is read for it."""
        ...

    def persona(self, name: str) -> Persona:
        """The one of that name, whole; a file may be read. Raises StreamtuiError."""
        ...
