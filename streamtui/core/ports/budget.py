"""How much may be spent a day, as those see it who spend, and those who ask the person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Literal, Protocol, TypeAlias

from streamtui.core.faults.faults import Fault, StreamtuiError

WARNED_FROM = 0.8
"""Of the budget: from here on the person is told."""
OverBudget: TypeAlias = Literal["today", "once", "no"]
"""May it be gone on: for the rest of the day, for this turn, or not."""


class BudgetError(StreamtuiError):
    """Nothing was sent, as what may be spent today is spent."""

    def __init__(self, message: str) -> None:
        super().__init__(Fault("budget", message))


class Budget(Protocol):
    """What may be spent today. A place that is `free` costs nothing, unless it has told a cost before."""

    asks: Callable[[], Awaitable[OverBudget]] | None
    """Asks the person; set by the front-end. Without one nothing is sent beyond the budget."""
    say: Callable[[str], object]
    """Hears what the person should know, in sentences; set by the front-end."""

    @property
    def limit_usd(self) -> float:
        """As much may be spent a day."""
        ...

    @property
    def spent_usd(self) -> float:
        """As much is spent today, as far as it is known."""
        ...

    @property
    def refusal(self) -> str:
        """The sentence that says why nothing was sent."""
        ...

    def begin(self) -> None:
        """A turn begins: what was allowed for the one before it is allowed no more."""
        ...

    async def admits(self, place: str, *, free: bool) -> bool:
        """Whether a request may be sent there now; the person may be asked."""
        ...

    def charge(self, place: str, usd: float) -> None:
        """So much more was spent."""
        ...

    def miss(self, model: str) -> None:
        """What a reply cost is not known."""
        ...
