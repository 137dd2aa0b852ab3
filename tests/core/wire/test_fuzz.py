"""Random and mutated streams raise nothing (`python -m tests.fuzz 100000` for many more)."""

from __future__ import annotations

import random

import pytest

from tests.fuzz import check, random_body


@pytest.mark.parametrize("block", range(10))
def test_any_stream_ends_in_a_reply_or_a_fault_of_ours(block: int) -> None:
    for number in range(block * 300, (block + 1) * 300):
        rng = random.Random(number)
        check(random_body(rng), rng)
