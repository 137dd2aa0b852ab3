"""When which bytes of an answer go out, and how it ends: as recorded, but for its faults."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from zlib import crc32

from streamtui.serve.chunk_ends import event_ends
from streamtui.serve.faults import Faults, Packets
from streamtui.serve.served import Ending, Packet, Served

_LONGEST = 9
"""Of packets of any size, in bits: up to 512 bytes, half of them below 23."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """All instants are seconds from the request on."""

    head_s: float
    packets: Sequence[Packet]
    ending: Ending
    over_s: float


def scheduled(served: Served, faults: Faults) -> Schedule:
    """The answer as it goes out."""
    speed = faults.speed or 1.0
    head_s, over_s = served.head_s / speed, served.over_s / speed
    packets = [(at / speed, data) for at, data in served.packets]
    if faults.ttft is not None:
        head_s = min(head_s, faults.ttft)
        packets, over_s = _first_token_at(faults.ttft, packets, served.token_at, over_s)
    if faults.packets is not None:
        packets = _recut(packets, faults.packets)
    ending: Ending = served.ending
    if (end := _fault_at(served, faults)) is not None:
        ending = "cut" if faults.stall is None or (faults.cut is not None and faults.cut <= faults.stall) else "stall"
        packets = _up_to(end, packets)
        over_s = packets[-1][0] if packets else head_s
    return Schedule(head_s, packets, ending, over_s)


def _fault_at(served: Served, faults: Faults) -> int | None:
    """The offset behind which nothing comes; what is no stream has no chunks, and breaks in its middle."""
    chunks = min((at for at in (faults.cut, faults.stall) if at is not None), default=None)
    if chunks is None:
        return None
    if not served.streamed:
        return len(served.body) // 2
    ends = event_ends(served.body, with_data=True) or list(accumulate(len(data) for _, data in served.packets))
    return [0, *ends][min(chunks, len(ends))]


def _first_token_at(
    ttft_s: float, packets: Sequence[Packet], token_at: int, over_s: float
) -> tuple[list[Packet], float]:
    """What comes before the token comes no later than it; all behind it keeps its distance."""
    moved_s = ttft_s - packets[token_at][0] if packets else ttft_s - over_s
    before = [(min(at, ttft_s), data) for at, data in packets[:token_at]]
    return before + [(at + moved_s, data) for at, data in packets[token_at:]], max(ttft_s, over_s + moved_s)


def _recut(packets: Sequence[Packet], how: Packets) -> list[Packet]:
    """The same bytes in other packets; each comes when the last of its bytes came. The same body is cut alike."""
    body = b"".join(data for _, data in packets)
    if how == "whole":
        return [(packets[-1][0], body)] if packets else []
    if how == "byte":
        return [(at, data[place : place + 1]) for at, data in packets for place in range(len(data))]
    chance = Random(crc32(body))  # noqa: S311 - nothing is secret here
    cuts = [0]
    while cuts[-1] < len(body):
        cuts.append(min(len(body), cuts[-1] + chance.randint(1, 1 << chance.randint(1, _LONGEST))))
    return list(zip(_instants(packets, cuts[1:]), map(body.__getitem__, map(slice, cuts, cuts[1:])), strict=True))


def _instants(packets: Sequence[Packet], ends: Iterable[int]) -> Iterable[float]:
    """When the byte before each of those offsets had come."""
    place, came = 0, len(packets[0][1]) if packets else 0
    for end in ends:
        while came < end:
            place += 1
            came += len(packets[place][1])
        yield packets[place][0]


def _up_to(end: int, packets: Sequence[Packet]) -> list[Packet]:
    """What lies before that offset."""
    kept, start = [], 0
    for at, data in packets:
        if start >= end:
            break
        kept.append((at, data[: end - start]))
        start += len(data)
    return kept
