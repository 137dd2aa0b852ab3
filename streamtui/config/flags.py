"""What the command line says of the place to talk to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flags:
    """`None`: not said."""

    profile: str | None = None
    base_url: str | None = None
    model: str | None = None
    trust_env: bool = False
    """Keys go wherever environment, files and flags together send them."""
