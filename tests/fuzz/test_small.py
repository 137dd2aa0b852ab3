"""A few cases of every kind (`python -m tests.fuzz 100000` for many more)."""

from __future__ import annotations

from importlib import import_module

import pytest

from tests.fuzz.__main__ import KINDS

pytestmark = pytest.mark.one_python

CASES = {"streams": 2000, "structured": 1000, "responses": 2000, "headers": 200, "recordings": 150, "keys": 240}


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_comes_ends_in_a_way_of_ours(kind: str) -> None:
    cases = CASES[kind]
    endings = import_module(f"tests.fuzz.{kind}").run(range(cases))
    assert sum(endings.values()) >= cases
    assert len(endings) > 1, "all end alike: it tries nothing"
