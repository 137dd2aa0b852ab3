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

from streamtui.core.chat.live_tokens import LiveTokens, SettledTokens
from streamtui.core.chat.percentile import percentile
from streamtui.core.chat.rate_series import RateSeries
from streamtui.core.chat.usage import Usage, tokens_out
from streamtui.core.text.text_counts import TextCounts, TextTotals

_RATE_TOKENS, _RATE_S = 8, 0.05
"""A speed that is measured on less is noise."""
_NOW_S = 1.0
"""The speed now is that of the last second."""
_FEW = 64
"""So many new gaps are put in their places one by one; more are sorted in."""


@dataclass(slots=True)
class ReplyStatistics:
    """Figures of one reply, fed by the fold, O(1) amortised per delta. A figure that is not known is `None`."""

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
    live_tokens: LiveTokens = field(default_factory=LiveTokens)
    """The tokens out until the server has counted them."""
    kept: tuple[SettledTokens, TextTotals] | None = None
    """In place of these and of the counts, where the reply was kept and its pieces were not."""
    _counts: TextCounts = field(default_factory=TextCounts, compare=False)
    by_bytes: RateSeries = field(default_factory=RateSeries)
    """Bytes of the text since the first payload: scripts differ in their characters for each token, less in these."""
    by_chunks: RateSeries = field(default_factory=RateSeries)
    """Chunks, and of one that is several tokens for sure these."""
    payload_bytes: int = 0
    """All that was sent of it, in UTF-8."""
    _payload_seen_in_chunk: bool = True
    _sorted_gaps_s: list[float] = field(default_factory=list, compare=False)

    def begin_attempt(self, at: float) -> None:
        """It is asked for, or once more; what a server told of an attempt that brought no text is not of this one."""
        self.sent_at, self.headers_at = at, None
        self.usage = self.cost_usd = None
        self.server_figures = {}

    def take_chunk(self) -> None:
        """A chunk arrived; the payload deltas that follow belong to it."""
        self.chunks += 1
        self._payload_seen_in_chunk = False

    def take_payload(self, at: float, text: str) -> None:
        """Take one payload delta of any kind."""
        new_chunk = self.first_payload_at is None or self.last_payload_at is None or not self._payload_seen_in_chunk
        if self.first_payload_at is None or self.last_payload_at is None:
            self.first_payload_at = at
        elif new_chunk:
            gap_s = at - self.last_payload_at
            self.gaps_s.append(gap_s)
            if self.longest_gap_s is None or gap_s > self.longest_gap_s:
                self.longest_gap_s, self.longest_gap_at = gap_s, at
        self._payload_seen_in_chunk = True
        self.last_payload_at = at
        size = len(text) if text.isascii() else len(text.encode("utf-8", "replace"))
        self.payload_bytes += size
        self.by_bytes.add(at - self.first_payload_at, size)
        chunks = self.live_tokens.feed(text, size, new_chunk=new_chunk)
        self.by_chunks.add(at - self.first_payload_at, chunks)

    def take_text(self, at: float, text: str) -> None:
        """Take one delta of the answer itself."""
        self.take_payload(at, text)
        if self.first_text_at is None:
            self.first_text_at = at
        self._counts.feed(text)

    def count_anew(self, text: str) -> None:
        """The answer is this one: its words are other ones, the times are not."""
        self._counts = TextCounts()
        self._counts.feed(text)

    @property
    def counts(self) -> TextCounts | TextTotals:
        """Words, sentences, characters and code blocks of the answer (reasoning is not counted)."""
        return self._counts if self.kept is None else self.kept[1]

    @property
    def tokens(self) -> LiveTokens | SettledTokens:
        """The tokens out, as they are estimated."""
        return self.live_tokens if self.kept is None else self.kept[0]

    @property
    def settled(self) -> tuple[SettledTokens, TextTotals]:
        """Both, as they stand."""
        return self.kept or (self.live_tokens.settled, self._counts.totals)

    @property
    def completion_tokens(self) -> int:
        """Tokens out: the server's count where there is one, else the estimate (`tokens_are_estimated`)."""
        return tokens_out(self.usage, self.tokens.count, came=self.first_payload_at is not None)

    @property
    def payload_chunks(self) -> int:
        """Chunks with payload."""
        return self.tokens.chunks

    @property
    def token_band(self) -> tuple[int, int] | None:
        """Between what the tokens out are, where they are estimated and that is not sure."""
        return self.tokens.band if self.tokens_are_estimated else None

    @property
    def course(self) -> tuple[RateSeries, float]:
        """When the tokens came, from the first payload on, and by what that is to be multiplied to be those out."""
        by_chunks = self.tokens.are_chunks
        whole = self.tokens.all_chunks if by_chunks else self.payload_bytes
        return self.by_chunks if by_chunks else self.by_bytes, self.completion_tokens / whole if whole else 1.0

    @property
    def tokens_are_estimated(self) -> bool:
        """The server has not counted the tokens (yet)."""
        return self.usage is None or self.usage.completion_tokens is None

    @property
    def makes_sums_estimates(self) -> bool:
        """A sum with its tokens is an estimate: there are some, and the server has not counted them."""
        return self.tokens_are_estimated and self.completion_tokens > 0

    @property
    def ttft_s(self) -> float | None:
        """Seconds from the request to the first payload."""
        return _between(self.sent_at, self.first_payload_at)

    @property
    def second_token_s(self) -> float | None:
        """Seconds from the request to the second chunk with payload: late where a server held back a first burst."""
        return self.ttft_s + self.gaps_s[0] if self.ttft_s is not None and self.gaps_s else None

    @property
    def prefill_rate(self) -> float | None:
        """Tokens of the prompt, as the server counted them, per second until the first payload."""
        tokens = (self.usage.prompt_tokens if self.usage is not None else None) or 0
        ttft_s = self.ttft_s or 0.0
        return tokens / ttft_s if tokens >= _RATE_TOKENS and ttft_s >= _RATE_S else None

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
        self.tokens_are_estimated |= reply.makes_sums_estimates
        if reply.usage is not None:
            self.prompt_tokens += reply.usage.prompt_tokens or 0
        if reply.cost_usd is not None:
            self.cost_usd = (self.cost_usd or 0.0) + reply.cost_usd
