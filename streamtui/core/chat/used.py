"""What replies took, over many conversations: tokens, money and time, summed by day, model or profile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from time import localtime, strftime
from typing import Literal, NamedTuple, TypeAlias, get_args

from streamtui.core.chat.percentile import percentile

By: TypeAlias = Literal["day", "model", "profile"]
BY: tuple[By, ...] = get_args(By)


class ReplyUse(NamedTuple):
    """What one reply took; `None` is what nobody said."""

    at: float
    """When its request left, in seconds of the epoch."""
    model: str
    place: str
    """The profile's name."""
    prompt_tokens: int | None
    completion_tokens: int
    cached_tokens: int | None
    reasoning_tokens: int | None
    estimated: bool
    """The server has not counted the tokens out."""
    cost_usd: float | None
    duration_s: float | None
    ttft_s: float | None
    rate: float | None
    """Tokens per second while it was written."""


@dataclass(slots=True)
class Total:
    """A sum of what is known."""

    known: float | None = None
    """`None` where nothing is."""
    unknown: int = 0
    """Of so many replies it is not known."""

    def add(self, value: float | None) -> None:
        """Add that of one more reply."""
        if value is None:
            self.unknown += 1
        else:
            self.known = value if self.known is None else self.known + value


@dataclass(slots=True)
class Used:
    """What some replies took together."""

    replies: int = 0
    prompt_tokens: Total = field(default_factory=Total)
    cached_tokens: Total = field(default_factory=Total)
    reasoning_tokens: Total = field(default_factory=Total)
    completion_tokens: int = 0
    estimated: bool = False
    """Of the tokens out some are an estimate."""
    cost_usd: Total = field(default_factory=Total)
    duration_s: Total = field(default_factory=Total)
    _ttfts_s: list[float] = field(default_factory=list)
    _rates: list[float] = field(default_factory=list)

    def add(self, reply: ReplyUse) -> None:
        """Add one more."""
        self.replies += 1
        self.prompt_tokens.add(reply.prompt_tokens)
        self.cached_tokens.add(reply.cached_tokens)
        self.reasoning_tokens.add(reply.reasoning_tokens)
        self.completion_tokens += reply.completion_tokens
        self.estimated = self.estimated or bool(reply.estimated)
        self.cost_usd.add(reply.cost_usd)
        self.duration_s.add(reply.duration_s)
        if reply.ttft_s is not None:
            self._ttfts_s.append(reply.ttft_s)
        if reply.rate is not None:
            self._rates.append(reply.rate)

    @property
    def ttft_p50_s(self) -> float | None:
        """The time to the first token that half of the replies did not exceed."""
        return percentile(sorted(self._ttfts_s), 50)

    @property
    def rate_p50(self) -> float | None:
        """The tokens per second that half of the replies did not exceed."""
        return percentile(sorted(self._rates), 50)


def used_by(replies: Iterable[ReplyUse], by: By) -> tuple[Mapping[str, Used], Used]:
    """The sums of each day (the oldest first), model or profile (the dearest first), and of all together.

    Days are those of this machine's time zone.
    """
    name = _NAMES[by]
    groups: dict[str, Used] = {}
    whole = Used()
    for reply in replies:
        group = name(reply)
        if group not in groups:
            groups[group] = Used()
        groups[group].add(reply)
        whole.add(reply)
    if by == "day":
        return dict(sorted(groups.items())), whole
    return dict(sorted(groups.items(), key=lambda entry: _dearest(*entry))), whole


def _dearest(name: str, used: Used) -> tuple[float, int, str]:
    return -(used.cost_usd.known or 0.0), -used.completion_tokens, name


_NAMES: Mapping[By, Callable[[ReplyUse], str]] = {
    "day": lambda reply: strftime("%Y-%m-%d", localtime(reply.at)),
    "model": lambda reply: reply.model,
    "profile": lambda reply: reply.place,
}
