"""What is known of a model before it is asked: what its server and price lists tell, and no guess."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

Ability: TypeAlias = Literal["vision", "tools", "reasoning"]
"""Takes images; calls functions; thinks before it answers."""


class Price(NamedTuple):
    """US dollars for a million tokens."""

    prompt: float
    completion: float


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """Of one model at one place."""

    context: int | None = None
    """Tokens that it has room for."""
    price: Price | None = None
    can: tuple[Ability, ...] = ()
    """What it is known to do, in that order."""
    blind: bool = field(default=False, repr=False)
    """It is known to take no images."""

    def over(self, other: ModelFacts) -> ModelFacts:
        """These, and where nothing is said the other's."""
        blind = self.blind or (other.blind and "vision" not in self.can)
        return ModelFacts(self.context or other.context, self.price or other.price, self.can or other.can, blind)


UNKNOWN = ModelFacts()
