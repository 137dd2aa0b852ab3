"""Service-level objectives: what a reply has to keep to be good, and the good ones a second, which are the goodput."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.statistics import ReplyStatistics
from streamtui.core.faults.faults import ConfigurationError

MEASURES: Mapping[str, Callable[[ReplyStatistics], float | None]] = {
    "ttft": lambda statistics: statistics.ttft_s,
    "total": lambda statistics: statistics.duration_s,
    "tpot": lambda statistics: statistics.tpot_s,
    "gap50": lambda statistics: statistics.gap_percentile_s(50),
    "gap95": lambda statistics: statistics.gap_percentile_s(95),
    "gap99": lambda statistics: statistics.gap_percentile_s(99),
    "gap": lambda statistics: statistics.longest_gap_s,
}
"""What can be limited, by name, in seconds.

From the request to the first token and to the last one, the mean time per token after the first, percentiles of the
gaps between chunks, the longest of them.
"""
_LIMIT = re.compile(r"\s*(\w+)\s*(?:=|<=|<)\s*(\d{1,9}(?:\.\d{1,9})?)\s*(ms|s)\s*")
_IN_S = {"ms": 0.001, "s": 1.0}


@dataclass(frozen=True, slots=True)
class Objectives:
    """The most that each measure may be, in seconds."""

    limits_s: Mapping[str, float]

    def missed(self, reply: Reply) -> list[str]:
        """The measures in which the reply is over its limit; what can't be measured of a complete reply is kept."""
        known = ((name, MEASURES[name](reply.statistics), limit_s) for name, limit_s in self.limits_s.items())
        return [name for name, value, limit_s in known if value is not None and value > limit_s]

    def kept(self, reply: Reply) -> bool:
        """The reply is good: complete, and within all limits."""
        return reply.state is ReplyState.COMPLETE and not self.missed(reply)

    def good(self, replies: Sequence[Reply]) -> int:
        """How many of the replies are."""
        return sum(map(self.kept, replies))


def goodput(objectives: Objectives, replies: Sequence[Reply]) -> float | None:
    """Good replies a second, from the first request to the end of the last reply; `None` where none was measured."""
    sent = [at for reply in replies if (at := reply.statistics.sent_at) is not None]
    ended = [at for reply in replies if (at := reply.statistics.ended_at) is not None]
    taken_s = max(ended) - min(sent) if sent and ended else 0.0
    return objectives.good(replies) / taken_s if taken_s > 0 else None


def objectives_of(text: str) -> Objectives:
    """Those of `ttft=500ms,gap95=80ms`. Raises ConfigurationError."""
    limits_s: dict[str, float] = {}
    for part in text.split(","):
        if (limit := _LIMIT.fullmatch(part)) is None:
            raise ConfigurationError(f"{part.strip() or text!r} is no limit: write one as ttft=500ms or total=20s.")
        name, number, unit = limit.groups()
        if name not in MEASURES:
            raise ConfigurationError(f"There is no measure {name}; there is {', '.join(MEASURES)}.")
        limits_s[name] = float(number) * _IN_S[unit]
    return Objectives(limits_s)
