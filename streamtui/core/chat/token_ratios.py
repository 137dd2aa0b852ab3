"""What was learned of each model from the tokens that its server counted: how far the estimates are off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil, hypot, isfinite, sqrt

from streamtui.core.chat.token_families import known_before
from streamtui.core.text.token_estimate import Tokens

_ENOUGH_TOKENS = 20
"""A shorter reply teaches nothing: what servers add to each one is too much of it."""
_PLAUSIBLE = (0.5, 2.0)
"""Tokens counted for each estimated: beyond these the server counted what was not sent, or something else."""
LEAST_RATIO, MOST_RATIO = 0.25, 4.0
_ADDED, _SHARE = 12, 0.05
"""Chunks are tokens where the server counts no more than so many beside them, and that share of them."""
_ENOUGH_CHUNKS, MOST_IN_A_CHUNK = 8, 64
"""Chunks for each token in one that show that there is always the same number; with fewer it is chance too often."""
MOST_HELD = 1.5
_MOSTLY_ASCII = 0.3
_MEMORY = 0.2
"""How much of the average the newest reply is, at least."""
_TEXTS_DIFFER = Tokens(0.04, 0.1, 0.12, 0.08, 0.1, 0.2)
"""By how much of its tokens a text may be off others of its kind: two languages, two authors."""
_SHORT_TEXTS_DIFFER = Tokens(0.3, 0.8, 0.8, 1.8, 1.5, 2.0)
"""And a short one more: tokens for the root of each. Both as measured with the tokenizers that families stand for."""
_LEAST_DOUBT = 0.03
"""A model can always turn out to be another."""
MOST_MODELS = 200
_MOST_EXTRA = 100.0


@dataclass(frozen=True, slots=True)
class TokenRatio:
    """What is known of a model's tokens."""

    ratios: Tokens
    """Tokens of the model for each that was estimated, by kind of text."""
    doubts: Tokens
    """How far each of them may be off."""
    tokens_a_chunk: int = 1
    """Tokens that its server sends in each chunk; 0 where that is not always the same."""
    extra: float = 0.0
    """Tokens that the server counts beside those: marks around thoughts, the end."""
    held: float = 1.0
    """Tokens for each chunk in scripts of which a character may be several tokens: it is held back till it is whole."""
    replies: int = 0
    """Of how many it was learned."""

    @property
    def sane(self) -> bool:
        """It is one that can be learned; somebody else may have written it."""
        within = all(LEAST_RATIO <= value <= MOST_RATIO for value in self.ratios)
        within &= all(0 < doubt <= 1 for doubt in self.doubts) and 0 <= self.tokens_a_chunk <= MOST_IN_A_CHUNK
        within &= 1 <= self.held <= MOST_HELD
        return within and isfinite(self.extra) and abs(self.extra) <= _MOST_EXTRA and self.replies >= 0

    def tokens(self, estimated: Tokens) -> float:
        """Those of the model for what was estimated."""
        return sum(map(float.__mul__, self.ratios, estimated))

    def unsure(self, estimated: Tokens) -> float:
        """How far `tokens` may be off, as the model is not known."""
        return sum(map(float.__mul__, self.doubts, estimated))

    def unsure_of_text(self, estimated: Tokens) -> float:
        """How far it may be off, as the text is none of those that taught."""
        squares = ((few * few) * tokens for few, tokens in zip(_SHORT_TEXTS_DIFFER, estimated, strict=True))
        return hypot(sum(map(float.__mul__, _TEXTS_DIFFER, estimated)), sqrt(sum(squares)))


@lru_cache(maxsize=64)
def untaught(model: str = "") -> TokenRatio:
    """What is known of a model that was never seen; kept, as each reply of a long conversation begins with it."""
    return TokenRatio(*known_before(model))


class TokenRatios:
    """The ratios of all models, by name. The one that learned last stands last."""

    def __init__(self, known: Mapping[str, TokenRatio] | None = None) -> None:
        self._known = dict(known or {})
        self.learned: set[str] = set()
        """The models of which something was learned since."""

    def of(self, model: str) -> TokenRatio:
        """What is known of that model."""
        return self._known.get(model) or untaught(model)

    def items(self) -> Iterable[tuple[str, TokenRatio]]:
        """All that was learned."""
        return self._known.items()

    def learn(self, model: str, counted: int, estimated: Tokens, chunks: int, as_tokens: float | None) -> None:
        """A reply of `counted` tokens was estimated at so many of each kind, and came in so many chunks.

        `as_tokens` is what these make, if each is one but those that are several for sure; `None` if none is one.
        """
        old = self.of(model)
        plausible = _PLAUSIBLE[0] <= counted / max(old.tokens(estimated), 1.0) <= _PLAUSIBLE[1]
        if counted < _ENOUGH_TOKENS or not plausible:
            return
        self._known.pop(model, None)
        self._known[model] = _learned(old, counted, estimated, chunks, as_tokens)
        self.learned.add(model)
        while len(self._known) > MOST_MODELS:
            self._known.pop(next(iter(self._known)))


def _learned(old: TokenRatio, counted: int, estimated: Tokens, chunks: int, as_tokens: float | None) -> TokenRatio:
    """What is off is laid to each kind by how many of its tokens there were, and how unsure they are.

    It is a Kalman filter that takes the ratios for independent of each other.
    """
    off = counted - old.tokens(estimated)
    variances = [(doubt * tokens) ** 2 for doubt, tokens in zip(old.doubts, estimated, strict=True)]
    whole = sum(variances) + old.unsure_of_text(estimated) ** 2
    ratios, doubts = list(old.ratios), list(old.doubts)
    for kind, (variance, tokens) in enumerate(zip(variances, estimated, strict=True)):
        if tokens:
            ratio = ratios[kind] + off * variance / whole / tokens
            ratios[kind] = min(max(ratio, LEAST_RATIO), MOST_RATIO)
            doubts[kind] = max(doubts[kind] * (1 - variance / whole) ** 0.5, _LEAST_DOUBT)
    new = replace(old, ratios=Tokens(*ratios), doubts=Tokens(*doubts), replies=old.replies + 1)
    return _with_chunks(new, counted, chunks, as_tokens, in_ascii=estimated.not_ascii < _MOSTLY_ASCII)


def _with_chunks(
    ratio: TokenRatio, counted: int, chunks: int, as_tokens: float | None, *, in_ascii: bool
) -> TokenRatio:
    newest = max(_MEMORY, 1 / ratio.replies)
    if as_tokens is not None and in_ascii and abs(added := counted - as_tokens) <= _ADDED + _SHARE * counted:
        return replace(ratio, tokens_a_chunk=1, extra=ratio.extra + newest * (added - ratio.extra))
    if as_tokens and not in_ascii and as_tokens <= counted + _ADDED and counted <= MOST_HELD * as_tokens:
        held = max(1.0, counted / as_tokens)
        return replace(ratio, tokens_a_chunk=1, held=ratio.held + newest * (held - ratio.held))
    each = ceil((counted - 1) / max(chunks, 1))  # of those counted one is the end, for which few send a chunk
    alike = chunks >= _ENOUGH_CHUNKS * each and 1 < each <= MOST_IN_A_CHUNK and counted > each * (chunks - 1)
    return replace(ratio, tokens_a_chunk=each if alike else 0)
