"""How many lines of the package run, and how much they leave to C: what a loop costs, on any machine the same."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any
from unittest.mock import patch

from streamtui.core.text.growing_text import GrowingText
from tests.cost.catalogue import PACKAGE

_CHARACTERS = 8
"""As many as cost a step."""
_HOME = str(PACKAGE)


def steps(run: Callable[[], object]) -> int:
    """The lines of the package that `run` runs. What is parsed and what is joined counts by its size, all else that is
    left to C is nothing.
    """
    count = 0

    def in_a_frame(_frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        count += event == "line"
        return in_a_frame

    def called(frame: FrameType, _event: str, _: Any) -> Any:
        return in_a_frame if frame.f_code.co_filename.startswith(_HOME) else None

    def parse(text: str, **how: Any) -> Any:
        nonlocal count
        count += len(text) // _CHARACTERS
        return loads(text, **how)

    def join(text: GrowingText) -> str:
        nonlocal count
        count += len(text) // _CHARACTERS
        return joined(text)

    before, loads, joined = sys.gettrace(), json.loads, GrowingText.__str__
    sys.settrace(called)
    try:
        with patch.object(json, "loads", parse), patch.object(GrowingText, "__str__", join):
            run()
    finally:
        sys.settrace(before)
    return count
