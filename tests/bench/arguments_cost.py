"""CPU time of a call's arguments, from the delta to the rows of the inspector.

A delta is 4 characters, 30 of them come between two frames. Measured are the fold, the reading with its checks against
a schema, and the rows of each frame; not Textual's painting, which costs the same whatever was there before.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from streamtui.core.chat import events as ev
from streamtui.core.chat.state import ChatState
from streamtui.core.ports.tools import ToolInfo
from streamtui.frontends.tui.calls.inspector_view import InspectorView

CHARACTERS_PER_DELTA = 4
DELTAS_PER_FRAME = 30
WIDTH, HEIGHT = 60, 34
SIZES = (10_000, 100_000, 1_000_000)
_SCHEMA = {
    "type": "object",
    "properties": {"path": {"type": "string"}, "content": {}, "lines": {"type": "array", "items": {"type": "string"}}},
    "required": ["path"],
}


@dataclass(frozen=True)
class Figure:
    """One call."""

    shape: str
    characters: int
    us_per_delta: float
    longest_frame_ms: float
    growth: float = 1.0
    """CPU time per delta, in terms of the shortest call's."""


def _one_text(size: int) -> str:
    return json.dumps(
        {"path": "a.py", "content": "def area(width, height):\n    return width * height\n" * (size // 50)}
    )


def _one_line(size: int) -> str:
    return json.dumps({"path": "a.bin", "content": "x" * size})


def _many_values(size: int) -> str:
    return json.dumps({"path": "a.txt", "lines": [f"line {number}" for number in range(size // 14)]})


SHAPES: dict[str, Callable[[int], str]] = {"one text": _one_text, "one line": _one_line, "many values": _many_values}


def measure() -> list[Figure]:
    """The figures of every shape at every size, as a tree and as raw text."""
    figures: list[Figure] = []
    for shape, made in SHAPES.items():
        for raw in (False, True):
            measured = [_figure(f"{shape}, raw" if raw else shape, made(size), raw=raw) for size in SIZES]
            figures += [replace(one, growth=one.us_per_delta / measured[0].us_per_delta) for one in measured]
    return figures


def _figure(shape: str, arguments: str, *, raw: bool) -> Figure:
    """The mean of as many calls as make a million characters, so that short ones are measured as long as long ones."""
    repeats = max(1, SIZES[-1] // len(arguments))
    gc.collect()
    gc.freeze()  # as the app does once it runs
    deltas, longest_s, began = 0, 0.0, time.process_time()
    for _ in range(repeats):
        for count, frame_s in _stream(arguments, raw=raw):
            deltas += count
            longest_s = max(longest_s, frame_s)
    cpu_s = time.process_time() - began
    gc.unfreeze()
    return Figure(shape, len(arguments), cpu_s / deltas * 1e6, longest_s * 1e3)


def _stream(arguments: str, *, raw: bool) -> Iterator[tuple[int, float]]:
    """Stream one call; gives the deltas of each frame, and its CPU time in seconds."""
    tool = ToolInfo("write_file", "", _SCHEMA, "built-in")
    view = InspectorView(lambda _: tool)
    view.raw = raw
    state = ChatState().fold([ev.PromptSubmitted(0.0, "Go."), ev.RequestSent(0.0, 1, "model")])
    state.apply(ev.ToolCallDelta(0.0, 0, id="call_1", name=tool.name))
    step = CHARACTERS_PER_DELTA * DELTAS_PER_FRAME
    for start in range(0, len(arguments), step):
        began = time.process_time()
        for at in range(start, min(start + step, len(arguments)), CHARACTERS_PER_DELTA):
            state.apply(ev.ToolCallDelta(at / 1e3, 0, arguments=arguments[at : at + CHARACTERS_PER_DELTA]))
        view.take(state.conversation.messages)
        view.rows(len(arguments) / 1e3, WIDTH, HEIGHT)
        yield DELTAS_PER_FRAME, time.process_time() - began
