"""A reply that is over, as it is kept: what it says and what was measured of it, not what it was made of.

Instants are in microseconds since the request left, which is when clocks count; series of them are bytes of 64-bit
integers in the machine's order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct, field

from streamtui.core.chat.citation import Citation
from streamtui.core.chat.live_tokens import SettledTokens
from streamtui.core.chat.rate_series import RateSeries
from streamtui.core.chat.usage import Usage
from streamtui.core.faults.faults import Fault
from streamtui.core.text.text_counts import TextTotals

_STATES = ("complete", "stopped", "cut", "failed")
SERIES_STEP = 8
"""Bytes of a number in a series."""
_LARGEST = 2**53
_ANYTHING = ("server_figures", "item", "options", "output")
"""What servers made, and is looked at when it is used."""


class KeptFigures(Struct, frozen=True, omit_defaults=True):
    """What was measured (core.chat.statistics)."""

    tokens: SettledTokens
    counts: TextTotals = TextTotals()
    usage: Usage | None = None
    cost_usd: float | None = None
    server_figures: Mapping[str, Any] = field(default_factory=dict)
    headers_us: int | None = None
    first_payload_us: int | None = None
    first_text_us: int | None = None
    last_payload_us: int | None = None
    chunks: int = 0
    gaps_us: bytes = b""
    """In earlier versions; now they are in `gap_planes`."""
    longest_gap_us: int | None = None
    """When it ended."""
    payload_bytes: int = 0
    by_bytes: RateSeries = field(default_factory=RateSeries)
    by_chunks: RateSeries = field(default_factory=RateSeries)
    gap_planes: bytes = b""
    """Of all gaps, in microseconds, the lowest bytes, then the next ones up to the highest: so they are packed best."""


class KeptCall(Struct, frozen=True, omit_defaults=True):
    """One call as it was written; what became of it is told by events."""

    server_id: str = ""
    name: str = ""
    arguments: str = ""
    cut: bool = False
    item: Mapping[str, Any] = field(default_factory=dict)
    """Fields that the server wants back with it."""
    first_us: int = 0
    last_us: int = 0
    argument_us: bytes = b""
    argument_sizes: bytes = b""


class KeptChoice(Struct, frozen=True, omit_defaults=True):
    """The answer or an alternative to it."""

    text: str = ""
    reasoning: str = ""
    refusal: str = ""
    calls: tuple[KeptCall, ...] = ()
    finish_reason: str | None = None


class KeptServerCall(Struct, frozen=True, omit_defaults=True):
    """A call of the server as it came; what was answered is told by events."""

    kind: str
    id: str = ""
    name: str = ""
    state: str = ""
    text: str = ""
    first_us: int = 0
    last_us: int = 0
    server: str = ""
    call_id: str = ""
    runner: str = ""


class KeptNotice(Struct, frozen=True, omit_defaults=True):
    """What the person was told meanwhile."""

    text: str
    us: int = 0
    id: str = ""


class KeptReply(Struct, frozen=True, omit_defaults=True):
    """All of it."""

    id: str
    model: str
    figures: KeptFigures
    answer: KeptChoice = KeptChoice()
    alternatives: Mapping[int, KeptChoice] = field(default_factory=dict)
    served_model: str = ""
    place: str = ""
    """What the person called the place: the profile's name."""
    url: str = ""
    state: str = "complete"
    fault: Fault | None = None
    attempts: int = 1
    ended_us: int = 0
    notices: tuple[KeptNotice, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    """The parameters that its request carried."""

    api: str = "chat"
    response_id: str = ""
    output: tuple[Mapping[str, Any], ...] = ()
    server_calls: tuple[KeptServerCall, ...] = ()
    citations: tuple[Citation, ...] = ()
    told: str = ""
    """What the server knows that it answers (core.chat.events.ResponseNamed)."""

    @property
    def sane(self) -> bool:
        """It is one that can have been; somebody else may have written it."""
        fits = self.state in _STATES and all(len(series) % SERIES_STEP == 0 for series in self._series())
        buckets_s = (self.figures.by_bytes.bucket_s, self.figures.by_chunks.bucket_s)
        return fits and min(buckets_s) > 0 and _is_sane(msgspec.to_builtins(self, builtin_types=(bytes,)))

    def _series(self) -> Iterator[bytes]:
        yield from (self.figures.gaps_us, self.figures.gap_planes)
        for choice in (self.answer, *self.alternatives.values()):
            for call in choice.calls:
                yield from (call.argument_us, call.argument_sizes)


def _is_sane(value: object, name: str = "") -> bool:
    """Nothing in it is a number that nobody counts or measures; whole ones but those of microseconds count."""
    if isinstance(value, dict):
        return all(_is_sane(inner, str(key)) for key, inner in value.items() if key not in _ANYTHING)
    if isinstance(value, list | tuple):
        return all(_is_sane(inner, name) for inner in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (-_LARGEST if name.endswith("us") or isinstance(value, float) else 0) <= value < _LARGEST
    return True
