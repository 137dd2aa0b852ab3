"""What replies come to together: each is added once, so that the sums of many cost a frame what those of few do."""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass, field

from streamtui.core.chat.percentile import percentile
from streamtui.core.chat.statistics import ReplyStatistics


@dataclass(slots=True)
class ReplySums:
    """Sums and medians of the figures of replies."""

    tokens: int = 0
    tokens_are_estimated: bool = False
    """Those of one of them are."""
    cost_usd: float = 0.0
    ttfts_s: list[float] = field(default_factory=list)
    """Those that are known, ascending; as the rates are."""
    rates: list[float] = field(default_factory=list)

    def add(self, reply: ReplyStatistics) -> None:
        """Add one reply's figures."""
        self.tokens += reply.completion_tokens
        self.tokens_are_estimated |= reply.makes_sums_estimates
        self.cost_usd += reply.cost_usd or 0.0
        for values, value in ((self.ttfts_s, reply.ttft_s), (self.rates, reply.decode_rate)):
            if value is not None:
                insort(values, value)

    def with_one(self, reply: ReplyStatistics) -> ReplySums:
        """These and those of a reply that still goes on."""
        sums = ReplySums(self.tokens, self.tokens_are_estimated, self.cost_usd, [*self.ttfts_s], [*self.rates])
        sums.add(reply)
        return sums

    @property
    def ttft_s(self) -> float | None:
        """The median of the times to the first token."""
        return percentile(self.ttfts_s, 50)

    @property
    def rate(self) -> float | None:
        """The median of the speeds, in tokens a second."""
        return percentile(self.rates, 50)
