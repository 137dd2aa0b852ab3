"""What one reply costs, told to the budget as it becomes known."""

from __future__ import annotations

from streamtui.core.chat.events import CostReported, ReplyFinished, StreamEvent
from streamtui.core.ports.budget import Budget
from streamtui.core.ports.provider import Take


class Bill:
    """Listens to the events of a reply, and hands them on."""

    def __init__(self, budget: Budget, place: str, model: str, take: Take, *, free: bool) -> None:
        self._budget, self._place, self._model, self._free = budget, place, model, free
        self._take = take
        self._usd: float | None = None

    def take(self, event: StreamEvent) -> None:
        """Take one; of costs the last one counts."""
        kind = type(event)
        if isinstance(event, CostReported):
            self._budget.charge(self._place, event.usd - (self._usd or 0.0))
            self._usd = event.usd
        elif kind is ReplyFinished and self._usd is None and not self._free:
            self._budget.miss(self._model)
        self._take(event)
