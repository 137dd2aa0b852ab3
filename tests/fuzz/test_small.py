"""A few cases of every kind (`python -m tests.fuzz 100000` for many more)."""

from __future__ import annotations

import os
from importlib import import_module

import pytest

from tests.fuzz.__main__ import KINDS

CASES = {"streams": 2000, "structured": 1000, "responses": 2000, "headers": 200, "recordings": 150, "keys": 240}
SHARE = 5 if os.environ.get("STREAMTUI_TESTS_BRIEF") else 1
"""Of the cases, as of a law's examples: the others were tried in another Python."""


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_comes_ends_in_a_way_of_ours(kind: str) -> None:
    cases = CASES[kind] // SHARE
    endings = import_module(f"tests.fuzz.{kind}").run(range(cases))
    assert sum(endings.values()) >= cases
    assert len(endings) > 1, "all end alike: it tries nothing"
