"""When which bytes go out: as recorded, but for what was asked otherwise."""

from __future__ import annotations

from itertools import pairwise
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.chat.events import TextDelta
from streamtui.core.chat.events.wire import Headers
from streamtui.serve.faults import Faults
from streamtui.serve.schedule import Schedule, scheduled
from tests.serve.exchanges import JSON, SSE, exchange, served

ROLE, HELLO, REST = b"data: {}\n\n", b'data: {"a": 1}\n\ndata: {"b"', b": 2}\n\n: ping\n\ndata: [DONE]\n\n"
READS = ((0.5, ROLE), (1.0, HELLO), (1.25, REST))


def schedule(faults: Faults, headers: Headers = SSE, **more: Any) -> Schedule:
    events = exchange(*READS, headers=headers, **more)
    events.insert(5, TextDelta(101.0, "hello"))  # the second read's
    [one] = served(events)
    return scheduled(one, faults)


def rounded(planned: Schedule) -> list[tuple[float, bytes]]:
    return [(round(at, 6), data) for at, data in planned.packets]


def test_it_is_as_recorded() -> None:
    planned = schedule(Faults())
    assert (rounded(planned), planned.ending, round(planned.head_s, 6), planned.over_s) == (
        list(READS),
        "end",
        0.1,
        1.25,
    )


@pytest.mark.parametrize(("speed", "instants"), [(2, [0.25, 0.5, 0.625]), (0.5, [1, 2, 2.5]), (inf, [0, 0, 0])])
def test_it_is_as_fast_as_asked(speed: float, instants: list[float]) -> None:
    assert [at for at, _ in rounded(schedule(Faults(speed=speed)))] == instants


@pytest.mark.parametrize(("ttft", "instants"), [(2, [0.5, 2, 2.25]), (0.2, [0.2, 0.2, 0.45])])
def test_the_first_token_comes_when_asked_and_the_rest_keeps_its_distance(ttft: float, instants: list[float]) -> None:
    assert [at for at, _ in rounded(schedule(Faults(ttft=ttft)))] == instants


def test_a_time_to_the_first_token_is_none_that_the_speed_changes() -> None:
    assert [at for at, _ in rounded(schedule(Faults(ttft=2, speed=inf)))] == [0, 2, 2]


@pytest.mark.parametrize(
    ("faults", "body", "ending"),
    [
        (Faults(cut=0), b"", "cut"),
        (Faults(cut=1), ROLE, "cut"),
        (Faults(cut=2), ROLE + b'data: {"a": 1}\n\n', "cut"),
        (Faults(stall=3), ROLE + b'data: {"a": 1}\n\ndata: {"b": 2}\n\n', "stall"),
        (Faults(cut=2, stall=1), ROLE, "stall"),
        (Faults(cut=1, stall=2), ROLE, "cut"),
        (Faults(cut=9), b"".join(data for _, data in READS), "cut"),
    ],
)
def test_chunks_are_counted_whatever_the_packets(faults: Faults, body: bytes, ending: str) -> None:
    planned = schedule(faults)
    assert (b"".join(data for _, data in planned.packets), planned.ending) == (body, ending)


def test_what_is_no_stream_is_cut_in_its_middle() -> None:
    planned = schedule(Faults(cut=12), JSON)
    whole = b"".join(data for _, data in READS)
    assert b"".join(data for _, data in planned.packets) == whole[: len(whole) // 2]


@pytest.mark.parametrize(("how", "ending"), [("end", "end"), ("left", "end"), ("broken", "cut"), ("stopped", "cut")])
def test_it_ends_as_it_ended(how: Any, ending: str) -> None:
    assert schedule(Faults(), ending=how).ending == ending


def test_one_byte_a_packet() -> None:
    planned = schedule(Faults(packets="byte"))
    assert {len(data) for _, data in planned.packets} == {1}
    assert rounded(planned)[len(ROLE)] == (1.0, b"d")


@given(st.lists(st.binary(min_size=1, max_size=400), max_size=20))
def test_other_packets_hold_the_same_bytes_no_sooner_and_in_order(reads: list[bytes]) -> None:
    [one] = served(exchange(*((float(at), data) for at, data in enumerate(reads, 1))))
    for how in ("random", "whole", "byte"):
        planned = scheduled(one, Faults(packets=how))
        assert b"".join(data for _, data in planned.packets) == b"".join(reads)
        assert all(data for _, data in planned.packets)
        assert all(before <= after for (before, _), (after, _) in pairwise(planned.packets))
        come, sent = 0, 0
        for at, data in planned.packets:
            sent += len(data)
            come = sum(len(read) for number, read in enumerate(reads, 1) if number <= round(at))
            assert sent <= come
        assert planned == scheduled(one, Faults(packets=how))
