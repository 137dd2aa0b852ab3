"""Tokens over time, in buckets that grow: as fine as a short reply needs, and bounded whatever a long one takes."""

from __future__ import annotations

from dataclasses import dataclass, field

FIRST_BUCKET_S = 0.125
MOST_BUCKETS = 256
"""Beyond so many, each two become one."""
_LONGEST_S = 1e6
"""What comes later, or from a clock gone wrong, falls into the last bucket."""


@dataclass(slots=True)
class RateSeries:
    """Tokens in each bucket since the beginning. `add` is O(1) amortised."""

    bucket_s: float = FIRST_BUCKET_S
    tokens: list[float] = field(default_factory=list)

    def add(self, at_s: float, tokens: float) -> None:
        """So many tokens came `at_s` seconds after the beginning."""
        bucket = int(min(max(0.0, at_s), _LONGEST_S) / self.bucket_s)
        known = self.tokens
        if bucket >= len(known):
            while bucket >= MOST_BUCKETS:
                self._halve()
                bucket //= 2
            known = self.tokens
            known.extend([0.0] * (bucket + 1 - len(known)))
        known[bucket] += tokens

    def between(self, start_s: float, end_s: float) -> float:
        """Tokens that came between two instants, those of a bucket taken as even."""
        if end_s <= start_s:
            return 0.0
        first, last = max(0.0, start_s / self.bucket_s), max(0.0, end_s / self.bucket_s)
        total = 0.0
        for bucket in range(int(first), min(len(self.tokens), int(last) + 1)):
            total += self.tokens[bucket] * (min(bucket + 1, last) - max(bucket, first))
        return total

    def _halve(self) -> None:
        pairs = zip(self.tokens[::2], [*self.tokens[1::2], 0.0], strict=False)
        self.tokens = [first + second for first, second in pairs]
        self.bucket_s *= 2
