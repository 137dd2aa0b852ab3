"""What is measured of a reply: counts of its text, tokens, money, and times.

Times are those of vLLM's benchmark and of OpenTelemetry's GenAI conventions: TTFT ends at the first payload delta
(content, reasoning, refusal or tool call), TPOT is the mean time per token after the first, and the clock stops at
the last payload, however long the connection stays open after it.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from streamtui.core.chat.percentile import percentile
from streamtui.core.chat.usage import Usage
from streamtui.core.text.text_counts import TextCounts
from streamtui.core.text.token_estimate import estimate_tokens

RATE_BUCKET_S = 0.5
_MOST_BUCKETS = 7200
"""An hour; what comes later, or from a clock gone wrong, falls into the last one."""


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
    estimated_tokens: float = 0.0
    rate: list[float] = field(default_factory=list)
    """Estimated tokens in each half second since the first payload."""
    _payload_seen_in_chunk: bool = True
    _sorted_gaps_s: list[float] = field(default_factory=list, compare=False)

    def take_chunk(self) -> None:
        """A chunk arrived; the payload deltas that follow belong to it."""
        self.chunks += 1
        self._payload_seen_in_chunk = False

    def take_payload(self, at: float, text: str) -> None:
        """Take one payload delta of any kind."""
        if self.first_payload_at is None or self.last_payload_at is None:
            self.first_payload_at = at
        elif not self._payload_seen_in_chunk:
            gap_s = at - self.last_payload_at
            self.gaps_s.append(gap_s)
            if self.longest_gap_s is None or gap_s > self.longest_gap_s:
                self.longest_gap_s = gap_s
        self._payload_seen_in_chunk = True
        self.last_payload_at = at
        tokens = estimate_tokens(text)
        self.estimated_tokens += tokens
        bucket = min(max(0, int((at - self.first_payload_at) / RATE_BUCKET_S)), _MOST_BUCKETS - 1)
        if bucket >= len(self.rate):
            self.rate.extend([0.0] * (bucket + 1 - len(self.rate)))
        self.rate[bucket] += tokens

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
        return round(self.estimated_tokens)

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
        """Mean seconds per token after the first."""
        decode_s = _between(self.first_payload_at, self.last_payload_at)
        tokens = self.completion_tokens
        return decode_s / (tokens - 1) if decode_s and tokens > 1 else None

    @property
    def decode_rate(self) -> float | None:
        """Tokens per second while the model was writing: 1 / TPOT."""
        tpot_s = self.tpot_s
        return 1 / tpot_s if tpot_s else None

    @property
    def overall_rate(self) -> float | None:
        """Tokens per second from the request to the last payload."""
        duration_s = self.duration_s
        return self.completion_tokens / duration_s if duration_s else None

    def gap_percentile_s(self, percent: float) -> float | None:
        """The chunk gap that `percent` of the gaps do not exceed (nearest rank), in seconds."""
        known = len(self._sorted_gaps_s)
        if known != len(self.gaps_s):
            self._sorted_gaps_s.extend(self.gaps_s[known:])
            self._sorted_gaps_s.sort()  # two sorted runs and a short tail: timsort merges them
        return percentile(self._sorted_gaps_s, percent)


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
