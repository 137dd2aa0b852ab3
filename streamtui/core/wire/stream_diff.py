"""Two streams side by side: their chunks aligned by what they carry, their texts, and where one was slower."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from streamtui.core.text.beginnings import common_beginning
from streamtui.core.wire.carried_text import CarriedText
from streamtui.core.wire.exchange import Exchange
from streamtui.core.wire.row_kinds import CHUNK
from streamtui.core.wire.wire_log import WireLog

_MOST_RUNS = 1_000
"""Runs of chunks that are aligned; of streams with more the first."""
_PARTS = 20
"""So many parts of a text are compared in time."""


@dataclass(frozen=True, slots=True)
class ChunkRun:
    """Chunks one after the other that carry the same."""

    kinds: tuple[str, ...]
    first: int
    """The number of the first."""
    count: int


@dataclass(frozen=True, slots=True)
class SlowPart:
    """A part of the text that both brought, in characters, and the seconds that each took for it."""

    start: int
    end: int
    took_s: tuple[float, float]


def runs_of(log: WireLog, exchange: Exchange) -> list[ChunkRun]:
    """What the chunks of a body carry, in order."""
    found: list[ChunkRun] = []
    for row in log.rows_of(exchange):
        if not log.carries[row] & CHUNK:
            continue
        kinds = log.kinds(row)
        if found and found[-1].kinds == kinds:
            found[-1] = ChunkRun(kinds, found[-1].first, found[-1].count + 1)
        else:
            found.append(ChunkRun(kinds, log.number[row], 1))
    return found


def aligned_runs(
    one: Sequence[ChunkRun], other: Sequence[ChunkRun]
) -> Iterator[tuple[ChunkRun | None, ChunkRun | None]]:
    """Those that carry the same beside each other; what only one of them has stands alone."""
    one, other = one[:_MOST_RUNS], other[:_MOST_RUNS]
    matcher = SequenceMatcher(None, [run.kinds for run in one], [run.kinds for run in other], autojunk=False)
    for word, start, end, other_start, other_end in matcher.get_opcodes():
        if word == "equal":
            yield from zip(one[start:end], other[other_start:other_end], strict=True)
        else:
            yield from ((run, None) for run in one[start:end])
            yield from ((None, run) for run in other[other_start:other_end])


def same_up_to(one: str, other: str) -> int | None:
    """The offset of the first character that differs; `None` where none does."""
    return None if one == other else common_beginning(one, other)


def words_in_common(one: str, other: str) -> float:
    """The share of the words, from 0 to 1, that both have, whatever their order."""
    words, others = Counter(one.split()), Counter(other.split())
    most = max(sum(words.values()), sum(others.values()))
    return sum((words & others).values()) / most if most else 1.0


def slowest_part(logs: tuple[WireLog, WireLog], texts: tuple[CarriedText, CarriedText], same: int) -> SlowPart | None:
    """Of the first `same` characters the part on which the two spent the most different times."""
    parts = min(_PARTS, same)
    cuts = [round(same * part / parts) for part in range(parts + 1)] if parts else []
    found: SlowPart | None = None
    for start, end in pairwise(cuts):
        took_s = tuple(_at(log, text, end - 1) - _at(log, text, start) for log, text in zip(logs, texts, strict=True))
        part = SlowPart(start, end, (took_s[0], took_s[1]))
        if found is None or abs(took_s[0] - took_s[1]) > abs(found.took_s[0] - found.took_s[1]):
            found = part
    return found


def _at(log: WireLog, text: CarriedText, offset: int) -> float:
    row = text.row_at(offset)
    return 0.0 if row is None else log.at[row]
