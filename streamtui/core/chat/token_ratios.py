"""What was learned of each model from the tokens that its server counted: how far the estimates are off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_ENOUGH_TOKENS = 20
"""A shorter reply teaches nothing: what servers add to each one is too much of it."""
_PLAUSIBLE = (0.5, 2.0)
"""A ratio beyond these is no tokenizer's: the server counted what was not sent, or something else."""
_ADDED, _SHARE = 12, 0.05
"""Chunks are tokens where the server counts no more than so many beside them, and that share of them."""
_MEMORY = 0.2
"""How much of the average the newest reply is, at least."""
MOST_MODELS = 200


@dataclass(frozen=True, slots=True)
class TokenRatio:
    """Tokens of a model for each that was estimated; 1 where nothing is known."""

    ascii: float = 1.0
    """Of pieces of ASCII text."""
    other: float = 1.0
    """Of the other pieces."""
    extra: float = 0.0
    """Tokens that the server counts beside those that it sends each in a chunk: marks around thoughts, the end."""
    chunks_are_tokens: bool = True
    """Nothing says that chunks are not tokens, where they look like it."""
    replies: int = 0
    """Of how many it was learned."""


class TokenRatios:
    """The ratios of all models, by name. The one that learned last stands last."""

    def __init__(self, known: Mapping[str, TokenRatio] | None = None) -> None:
        self._known = dict(known or {})
        self.learned: set[str] = set()
        """The models of which something was learned since."""

    def of(self, model: str) -> TokenRatio:
        """What is known of that model."""
        return self._known.get(model, TokenRatio())

    def items(self) -> Iterable[tuple[str, TokenRatio]]:
        """All that is known."""
        return self._known.items()

    def learn(self, model: str, counted: int, ascii_tokens: float, other_tokens: float, chunk_tokens: float) -> None:
        """A reply of `counted` tokens was estimated at so many of each kind, and at so many by its chunks."""
        old = self._known.pop(model, TokenRatio())
        new = _learned(old, counted, ascii_tokens, other_tokens, chunk_tokens)
        if new is not None:
            self.learned.add(model)
        if new or old.replies:
            self._known[model] = new or old
        while len(self._known) > MOST_MODELS:
            self._known.pop(next(iter(self._known)))


def _learned(
    old: TokenRatio, counted: int, ascii_tokens: float, other_tokens: float, chunk_tokens: float
) -> TokenRatio | None:
    if counted < _ENOUGH_TOKENS or not _PLAUSIBLE[0] <= counted / max(ascii_tokens + other_tokens, 1) <= _PLAUSIBLE[1]:
        return None
    newest = max(_MEMORY, 1 / (old.replies + 1))
    in_ascii, other = old.ascii, old.other
    if ascii_tokens >= other_tokens:
        in_ascii += newest * (_bounded((counted - other_tokens * other) / ascii_tokens) - in_ascii)
    else:
        other += newest * (_bounded((counted - ascii_tokens * in_ascii) / other_tokens) - other)
    added = counted - chunk_tokens
    alike = abs(added) <= _ADDED + _SHARE * counted
    extra = old.extra + newest * (added - old.extra) if alike else old.extra
    return TokenRatio(in_ascii, other, extra, alike, old.replies + 1)


def _bounded(ratio: float) -> float:
    return min(max(ratio, _PLAUSIBLE[0]), _PLAUSIBLE[1])
