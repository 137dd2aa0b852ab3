"""What was spent, as a front-end shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from streamtui.core.ports.budget import Budget


@dataclass(frozen=True, slots=True)
class Spent:
    """What the replies of some time took together."""

    tokens: int = 0
    """In and out."""
    estimated: bool = False
    """Some of them are an estimate."""
    cost_usd: float | None = None
    """`None` where no cost is known."""

    def __add__(self, other: Spent) -> Spent:
        costs = [cost for cost in (self.cost_usd, other.cost_usd) if cost is not None]
        return Spent(self.tokens + other.tokens, self.estimated or other.estimated, sum(costs) if costs else None)


class Spending(Protocol):
    """What the kept replies took, and may take."""

    @property
    def budget(self) -> Budget | None:
        """What may be spent, where that is limited."""
        ...

    async def read(self) -> tuple[Spent, Spent] | None:
        """That of today and that of this month, by this machine's time; `None` where nothing is kept.

        Raises StreamtuiError.
        """
        ...
