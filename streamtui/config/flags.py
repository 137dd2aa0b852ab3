"""What the command line says of the place to talk to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Api: TypeAlias = Literal["chat", "responses", "auto"]
APIS: tuple[str, ...] = get_args(Api)


@dataclass(frozen=True, slots=True)
class Flags:
    """`None`: not said."""

    profile: str | None = None
    base_url: str | None = None
    model: str | None = None
    api: Api | None = None
    trust_env: bool = False
    """Keys go wherever environment, files and flags together send them."""
