"""What a reply costs: as its server says, else by the price list."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeAlias

from streamtui.core.chat.events import CostReported, StreamEvent, UsageReported
from streamtui.core.chat.usage import Usage
from streamtui.core.faults.bugs import survived

PriceOf: TypeAlias = Callable[[Usage], "float | None"]
"""US dollars, or `None` where the price is unknown."""
_SOURCE = "genai-prices"


class Cost:
    """Of one attempt."""

    def __init__(self, price_of: PriceOf | None) -> None:
        self._price_of = price_of
        self._usage: Usage | None = None
        self._told = False

    def take(self, event: StreamEvent) -> None:
        """One more event, which may say it."""
        if isinstance(event, UsageReported):
            self._usage = event.usage
        elif isinstance(event, CostReported):
            self._told = True

    async def reckoned(self, at: float) -> CostReported | None:
        """What nobody told; `None` where it can't be known. In a thread, as the list is loaded when first asked."""
        usd = None
        if self._price_of and self._usage and not self._told:
            with survived("the price list"):
                usd = await asyncio.to_thread(self._price_of, self._usage)
        return None if usd is None else CostReported(at, usd, _SOURCE)
