"""How many lines of the package run: what a loop in Python costs, on any machine the same."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from tests.cost.catalogue import PACKAGE

_HOME = str(PACKAGE)


def steps(run: Callable[[], object]) -> int:
    """The lines of the package that `run` runs. What one of them leaves to C, a join or a search, is one step."""
    count = 0

    def in_a_frame(_frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        count += event == "line"
        return in_a_frame

    def called(frame: FrameType, _event: str, _: Any) -> Any:
        return in_a_frame if frame.f_code.co_filename.startswith(_HOME) else None

    before = sys.gettrace()
    sys.settrace(called)
    try:
        run()
    finally:
        sys.settrace(before)
    return count
