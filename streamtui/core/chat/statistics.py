"""What is measured of a reply: counts of its text, tokens, money, and times.

Times are those of vLLM's benchmark and of OpenTelemetry's GenAI conventions: TTFT ends at the first payload delta
(content, reasoning, refusal or tool call), TPOT is the mean time per token after the first, and the clock stops at
the last payload, however long the connection stays open after it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from streamtui.core.chat.percentile import percentile
from streamtui.core.chat.rate_series import RateSeries
from streamtui.core.chat.token_ratios import TokenRatio
from streamtui.core.chat.usage import Usage
from streamtui.core.text.text_counts import TextCounts
from streamtui.core.text.token_estimate import estimate_tokens

_LONGEST_TOKEN = 5.0
"""A piece that is estimated at more is several tokens, however it came."""
_ENOUGH_CHUNKS = 8
_LIKE_ONE_TOKEN = (0.55, 1.7)
"""Tokens for each chunk, as estimated, where each is a token most likely."""
_UNSURE, _UNSURE_OTHER = 0.12, 0.3
"""How far the estimate of ASCII, and of other text, may be off for a model that is not known."""
_TOKENS_OF_A_CALL = 6.0
"""What servers count for each call beside its name and arguments."""
_RATE_TOKENS, _RATE_S = 8, 0.05
"""A speed that is measured on less is noise."""
_NOW_S = 1.0
"""The speed now is that of the last second."""
_FEW = 64
"""So many new gaps are put in their places one by one; more are sorted in."""


@dataclass(slots=True)
class ReplyStatistics:
    """Figures of one reply, fed by the fold, O(1) amortised per delta. A figure that is not known is `None`."""

    counts: TextCounts = field(default_factory=TextCounts, compare=False)
    """Words, sentences, characters and code blocks of the answer (reasoning is not counted)."""
    usage: Usage | None = None
    cost_usd: float | None = None
    server_figures: Mapping[str, Any] = field(default_factory=dict)
    sent_at: float | None = None
    """When the attempt that was answered left."""
    headers_at: float | None = None
    first_payload_at: float | None = None
    first_text_at: float | None = None
    last_payload_at: float | None = None
    ended_at: float | None = None
    chunks: int = 0
    """JSON chunks received, also those without payload."""
    gaps_s: array[float] = field(default_factory=lambda: array("d"))
    """Seconds between successive chunks with payload, in order of arrival."""
    longest_gap_s: float | None = None
    longest_gap_at: float | None = None
    """When it ended."""
    ratio: TokenRatio = field(default_factory=TokenRatio)
    """What is known of how the model's tokens are estimated."""
    payload_chunks: int = 0
    """Chunks with payload."""
    ascii_tokens: float = 0.0
    """Tokens of the pieces that are ASCII, as estimated by their characters alone."""
    other_tokens: float = 0.0
    """Those of the other pieces."""
    _by_text: RateSeries = field(default_factory=RateSeries)
    """Tokens since the first payload, by their characters."""
    _by_chunks: RateSeries = field(default_factory=RateSeries)
    """The same, if each chunk is one."""
    _more_in_chunks: float = 0.0
    _payload_seen_in_chunk: bool = True
    _sorted_gaps_s: list[float] = field(default_factory=list, compare=False)

    def take_chunk(self) -> None:
        """A chunk arrived; the payload deltas that follow belong to it."""
        self.chunks += 1
        self._payload_seen_in_chunk = False

    def take_payload(self, at: float, text: str) -> None:
        """Take one payload delta of any kind."""
        chunks = 0.0
        if self.first_payload_at is None or self.last_payload_at is None:
            self.first_payload_at = at
            self.payload_chunks = 1
            chunks = 1.0
        elif not self._payload_seen_in_chunk:
            self.payload_chunks += 1
            chunks = 1.0
            gap_s = at - self.last_payload_at
            self.gaps_s.append(gap_s)
            if self.longest_gap_s is None or gap_s > self.longest_gap_s:
                self.longest_gap_s, self.longest_gap_at = gap_s, at
        self._payload_seen_in_chunk = True
        self.last_payload_at = at
        tokens = estimate_tokens(text)
        if text.isascii():
            self.ascii_tokens += tokens
        else:
            self.other_tokens += tokens
        if tokens > _LONGEST_TOKEN:
            self._more_in_chunks += tokens - 1
            chunks += tokens - 1
        self._by_text.add(at - self.first_payload_at, tokens)
        self._by_chunks.add(at - self.first_payload_at, chunks)

    def take_call(self) -> None:
        """A call begins: it is written in tokens that are not sent."""
        self.ascii_tokens += _TOKENS_OF_A_CALL
        self._more_in_chunks += _TOKENS_OF_A_CALL

    def take_text(self, at: float, text: str) -> None:
        """Take one delta of the answer itself."""
        self.take_payload(at, text)
        if self.first_text_at is None:
            self.first_text_at = at
        self.counts.feed(text)

    @property
    def completion_tokens(self) -> int:
        """Tokens out: the server's count where there is one, else the estimate (`tokens_are_estimated`)."""
        if self.usage is not None and self.usage.completion_tokens is not None:
            return self.usage.completion_tokens
        if self.first_payload_at is None:
            return 0
        return max(1, round(self.estimated_tokens))

    @property
    def estimated_tokens(self) -> float:
        """Tokens out by the text and its chunks, and by what is known of the model."""
        if self.chunks_are_tokens:
            return self.chunk_tokens + self.ratio.extra
        return self.ascii_tokens * self.ratio.ascii + self.other_tokens * self.ratio.other

    @property
    def chunk_tokens(self) -> float:
        """Tokens out, if each chunk is one that is not too long for it."""
        return self.payload_chunks + self._more_in_chunks

    @property
    def chunks_are_tokens(self) -> bool:
        """Each chunk looks like a token, and the server's counts, as far as there were any, say the same."""
        least, tokens, most = _LIKE_ONE_TOKEN[0], self.ascii_tokens + self.other_tokens, _LIKE_ONE_TOKEN[1]
        chunks = self.payload_chunks
        return chunks >= _ENOUGH_CHUNKS and least * chunks <= tokens <= most * chunks and self.ratio.chunks_are_tokens

    @property
    def token_band(self) -> tuple[int, int] | None:
        """Between what the tokens out are, where they are estimated for a model of which nothing is known."""
        if not self.tokens_are_estimated or self.ratio.replies or self.chunks_are_tokens:
            return None
        tokens, unsure = self.estimated_tokens, self.ascii_tokens * _UNSURE + self.other_tokens * _UNSURE_OTHER
        least, most = max(1, round(tokens - unsure)), round(tokens + unsure)
        return (least, most) if tokens >= _RATE_TOKENS else None

    @property
    def course(self) -> tuple[RateSeries, float]:
        """When the tokens came, from the first payload on, and by what they are to be multiplied to be those out."""
        by_chunks = self.chunks_are_tokens
        counted = self.chunk_tokens if by_chunks else self.ascii_tokens + self.other_tokens
        series = self._by_chunks if by_chunks else self._by_text
        return series, self.completion_tokens / counted if counted else 1.0

    @property
    def tokens_are_estimated(self) -> bool:
        """The server has not counted the tokens (yet)."""
        return self.usage is None or self.usage.completion_tokens is None

    @property
    def ttft_s(self) -> float | None:
        """Seconds from the request to the first payload."""
        return _between(self.sent_at, self.first_payload_at)

    @property
    def first_answer_s(self) -> float | None:
        """Seconds from the request to the first text of the answer, reasoning done."""
        return _between(self.sent_at, self.first_text_at)

    @property
    def duration_s(self) -> float | None:
        """Seconds from the request to the last payload."""
        return _between(self.sent_at, self.last_payload_at)

    @property
    def tpot_s(self) -> float | None:
        """Mean seconds per token after the first; `None` below 8 tokens or 50 ms, which say nothing of a speed."""
        decode_s = _between(self.first_payload_at, self.last_payload_at)
        tokens = self.completion_tokens
        enough = decode_s is not None and decode_s >= _RATE_S and tokens >= _RATE_TOKENS
        return decode_s / (tokens - 1) if decode_s and enough else None

    @property
    def decode_rate(self) -> float | None:
        """Tokens per second while the model was writing: 1 / TPOT."""
        tpot_s = self.tpot_s
        return 1 / tpot_s if tpot_s else None

    @property
    def overall_rate(self) -> float | None:
        """Tokens per second from the request to the last payload."""
        duration_s = self.duration_s
        enough = duration_s is not None and duration_s >= _RATE_S and self.completion_tokens >= _RATE_TOKENS
        return self.completion_tokens / duration_s if duration_s and enough else None

    def rate_now(self, now: float) -> float | None:
        """Tokens per second of the last second; `None` where too little came by then, and once the reply has ended."""
        if self.first_payload_at is None or self.ended_at is not None:
            return None
        series, scale = self.course
        written_s = now - self.first_payload_at
        last_s = max(_NOW_S, series.bucket_s)
        if written_s < last_s / 2 or self.completion_tokens < _RATE_TOKENS:
            return None
        return series.between(written_s - last_s, written_s) * scale / min(written_s, last_s)

    def gap_percentile_s(self, percent: float) -> float | None:
        """The chunk gap that `percent` of the gaps do not exceed (nearest rank), in seconds."""
        return percentile(self._gaps_in_order(), percent)

    def gaps_below(self, bounds_s: Sequence[float]) -> list[int]:
        """How many of the gaps are shorter than each bound."""
        gaps_s = self._gaps_in_order()
        return [bisect_left(gaps_s, bound_s) for bound_s in bounds_s]

    def _gaps_in_order(self) -> list[float]:
        """Read at any time, at the cost of what came since it was read last."""
        new = self.gaps_s[len(self._sorted_gaps_s) :]
        if len(new) > _FEW:
            self._sorted_gaps_s.extend(new)
            self._sorted_gaps_s.sort()
        else:
            for gap_s in new:
                insort(self._sorted_gaps_s, gap_s)
        return self._sorted_gaps_s


def _between(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None else end - start


@dataclass(slots=True)
class ConversationStatistics:
    """Sums over the replies of a conversation."""

    replies: int = 0
    words: int = 0
    sentences: int = 0
    characters: int = 0
    code_blocks: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    tokens_are_estimated: bool = False
    cost_usd: float | None = None

    def add(self, reply: ReplyStatistics) -> None:
        """Add one reply's figures."""
        self.replies += 1
        self.words += reply.counts.words
        self.sentences += reply.counts.sentences
        self.characters += reply.counts.characters
        self.code_blocks += reply.counts.code_blocks
        self.completion_tokens += reply.completion_tokens
        self.tokens_are_estimated |= reply.tokens_are_estimated
        if reply.usage is not None:
            self.prompt_tokens += reply.usage.prompt_tokens or 0
        if reply.cost_usd is not None:
            self.cost_usd = (self.cost_usd or 0.0) + reply.cost_usd
