"""Tokens of a reply that still comes, before the server has counted them: by its chunks where these look like tokens.

Else they are estimated by the text. What was learned of the model, or is known of its name, corrects both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import hypot, sqrt

from streamtui.core.chat.chunk_cuts import ChunkCuts, Chunks
from streamtui.core.chat.token_ratios import TokenRatio, untaught
from streamtui.core.text.token_estimate import TokenCounts

_LONGEST_TOKEN, _BYTES_OF_A_TOKEN = 64, 4.4
"""Bytes: a piece that is longer is several tokens, however it came; so is one of several words."""
_ENOUGH_CHUNKS, _ENOUGH_CHUNKS_OF_KNOWN = 8, 2
_LIKE_TOKENS, _LIKE_TOKENS_OF_KNOWN = (0.8, 1.3), (0.6, 1.6)
"""Tokens by the text for each by the chunks where these are tokens most likely; doubt of the text makes it wider.

The second also where the text was cut at all ends of words.
"""
_FEW_OF_SEVERAL = 0.06
"""Chunks of several tokens for sure, of all: where there are more, chunks are no tokens."""
_MOST_OF_WORD = 1.14
"""Tokens for each word where the server may count words: so neither that nor what tokenizers count is far off."""
_WORDS_AT_MOST = 1.1
"""Words for each token by the text: where there are more, chunks are no words either."""
_EXTRA_AT = 100
"""Tokens at which all is added that is counted beside them: it is too much of the first few."""
_TOKENS_OF_A_CALL = 6.0
"""What servers count for each call beside its name and arguments."""
_LEAST_IN_BAND = 6
_SURE, _SURE_OF_KNOWN = 0.15, 0.05
"""What is off by no more of a new model, and of one seen before, is said without a band."""
_HELD_AT_ONCE = 1.0
"""Tokens of scripts in which characters are held back, for the root of those: so unevenly does that happen."""


@dataclass(frozen=True, slots=True)
class SettledTokens:
    """What is known of the tokens of a reply that is over."""

    ratio: TokenRatio
    count: float = 0.0
    band: tuple[int, int] | None = None
    chunks: int = 0
    all_chunks: float = 0.0
    are_chunks: bool = False


@dataclass(slots=True)
class LiveTokens:
    """Fed with each payload, O(1) amortised; read at any time, at the cost of the last few hundred characters."""

    ratio: TokenRatio = field(default_factory=untaught)
    """What is known of how the model's tokens are estimated."""
    chunks: int = 0
    """Those with payload."""
    text: TokenCounts = field(default_factory=TokenCounts, compare=False)
    """Tokens of all that was sent, as estimated by the text alone."""
    _cuts: ChunkCuts = field(default_factory=ChunkCuts, compare=False)
    _of_several: int = 0
    """Chunks that are several tokens for sure."""
    _more_in_chunks: float = 0.0
    """Tokens that are in these beside one each."""
    _of_calls: float = 0.0

    def feed(self, text: str, size: int, *, new_chunk: bool) -> float:
        """Take a piece of `size` bytes; what it adds to the chunks, and of one that is several tokens these."""
        more = 0.0
        self.text.feed(text)
        if size > _LONGEST_TOKEN or " " in text.strip():
            self._cuts.skip()
            self._of_several += 1
            more = max(1.0, size / _BYTES_OF_A_TOKEN - 1)
            self._more_in_chunks += more
        else:
            self._cuts.feed(text)
        self.chunks += new_chunk
        return more + new_chunk

    def add_call(self) -> None:
        """A call begins: it is written in tokens that are not sent."""
        self._of_calls += _TOKENS_OF_A_CALL

    @property
    def count(self) -> float:
        """Tokens so far."""
        by_text, by_chunks = self._by_text, self._by_chunks
        return self._of_calls + (by_chunks if self._fits(by_text, by_chunks) else by_text)

    @property
    def counted_chunks(self) -> float:
        """Chunks with payload; one of several tokens counts as these, where such are few."""
        return self.chunks + (self._more_in_chunks if self._few_of_several else 0.0)

    @property
    def as_tokens(self) -> float | None:
        """Tokens that the chunks make if each is one, but those that are several for sure; `None` if none is one."""
        return None if self._are_pieces else self.counted_chunks

    @property
    def all_chunks(self) -> float:
        """As `feed` has told them."""
        return self.chunks + self._more_in_chunks

    @property
    def are_chunks(self) -> bool:
        """Chunks say better than the text how many tokens there are: each looks like as many as it was before."""
        return self._fits(self._by_text, self._by_chunks)

    @property
    def band(self) -> tuple[int, int] | None:
        """Between what they are, where neither chunks nor what was learned of the model tell it well enough."""
        count, known, estimated = self.count, self.ratio.replies, self.text.tokens
        if max(count, self.chunks) < _LEAST_IN_BAND:
            return None
        by_text, by_chunks, look = self._by_text, self._by_chunks, self._cuts.chunks
        if not self._fits(by_text, by_chunks):
            unsure = hypot(self.ratio.unsure(estimated), self.ratio.unsure_of_text(estimated))
            most = max(count + unsure, self.counted_chunks if look is Chunks.UNKNOWN else 0.0)
            wide = not known or unsure > _SURE_OF_KNOWN * count
        elif not known and look is Chunks.WORDS and by_text > self.counted_chunks:
            return round(self._of_calls + self.counted_chunks), round(self._of_calls + by_text)
        else:
            unsure = self._unsure_of_chunks
            most, wide = count + unsure, unsure > (_SURE_OF_KNOWN if known else _SURE) * count
        return (max(1, round(count - unsure)), round(most)) if wide else None

    @property
    def settled(self) -> SettledTokens:
        """All of it, as it stands."""
        return SettledTokens(self.ratio, self.count, self.band, self.chunks, self.all_chunks, self.are_chunks)

    @property
    def _by_text(self) -> float:
        return self.ratio.tokens(self.text.tokens)

    @property
    def _by_chunks(self) -> float:
        ratio = self.ratio
        if ratio.tokens_a_chunk != 1:
            return float(ratio.tokens_a_chunk * self.chunks)
        chunks = self.counted_chunks
        if not ratio.replies and chunks and self._cuts.chunks is Chunks.WORDS:
            return chunks * min(max(1.0, sqrt(self._by_text / chunks)), _MOST_OF_WORD)
        extra = ratio.extra * min(1.0, chunks / _EXTRA_AT)
        return chunks * (1 + (ratio.held - 1) * self.text.tokens.not_ascii) + extra

    @property
    def _are_pieces(self) -> bool:
        look = self._cuts.chunks
        more_than_words = look is Chunks.WORDS and self.counted_chunks > _WORDS_AT_MOST * self._by_text
        return look is Chunks.PIECES or more_than_words

    @property
    def _unsure_of_chunks(self) -> float:
        """How far they may be off: how often characters are held back differs from text to text."""
        held_in = self.chunks * self.text.tokens.not_ascii
        return _HELD_AT_ONCE * sqrt(held_in) + (self.ratio.held - 1) / 2 * held_in

    @property
    def _few_of_several(self) -> bool:
        return self._of_several <= 1 + _FEW_OF_SEVERAL * self.chunks

    def _fits(self, by_text: float, by_chunks: float) -> bool:
        """Chunks are enough, and look like so many tokens."""
        known, look = self.ratio.replies, self._cuts.chunks
        if self.chunks < (_ENOUGH_CHUNKS_OF_KNOWN if known else _ENOUGH_CHUNKS):
            return False
        if self.ratio.tokens_a_chunk == 1 and self._are_pieces:
            return False
        if self.ratio.tokens_a_chunk == 1 and not self._few_of_several:
            return False
        doubt = self.ratio.unsure(self.text.tokens) / by_text if by_text else 0.0
        likely = self.ratio.tokens_a_chunk == 1 and (known or look is not Chunks.UNKNOWN)
        least, most = _LIKE_TOKENS_OF_KNOWN if likely else _LIKE_TOKENS
        return (least - doubt) * by_chunks <= by_text <= (most + doubt) * by_chunks
