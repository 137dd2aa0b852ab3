"""The bench: what things cost, in CPU time, on whatever machine this is. Nothing passes or fails.

`python -m tests.bench [NAME ...] [--json FILE]` measures and prints tables, `--compare OLD NEW` sets the figures of one
such file in relation to another's.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.bench import (
    apis_cost,
    app_race_cost,
    arguments_cost,
    conversation_cost,
    events_cost,
    everyday_cost,
    first_request_cost,
    history_cost,
    markdown_cost,
    opening_cost,
    program_cost,
    quiet_cost,
    race_cost,
    recording_cost,
    replay_cost,
    serve_cost,
    start_cost,
    store_cost,
    stream_cost,
    tap_cost,
    tapped_times,
    transcript_cost,
    verdicts_cost,
    watch_cost,
    wire_cost,
)

BENCHES: dict[str, Callable[[], Sequence[Any]]] = {
    "program": program_cost.measure,
    "everyday": everyday_cost.measure,
    "start": start_cost.measure,
    "first_request": first_request_cost.measure,
    "quiet": quiet_cost.measure,
    "stream": stream_cost.measure,
    "events": events_cost.measure,
    "apis": apis_cost.measure,
    "race": race_cost.measure,
    "app-race": app_race_cost.measure,
    "arguments": arguments_cost.measure,
    "markdown": markdown_cost.measure,
    "transcript": transcript_cost.measure,
    "conversation": conversation_cost.measure,
    "opening": opening_cost.measure,
    "replay": replay_cost.measure,
    "wire": wire_cost.measure,
    "verdicts": verdicts_cost.measure,
    "recording": recording_cost.measure,
    "watch": watch_cost.measure,
    "serve": serve_cost.measure,
    "store": store_cost.measure,
    "tap": tap_cost.measure,
    "tapped": tapped_times.measure,
    "history": history_cost.measure,
}
Figures = Sequence[Mapping[str, Any]]


def table(figures: Figures) -> str:
    """The figures in columns, as wide as they need."""
    lines = [list(figures[0]), *[[_written(value) for value in figure.values()] for figure in figures]]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def comparison(old: Figures, new: Figures) -> list[dict[str, Any]]:
    """Each measured value of `new` in terms of `old`'s, where both have it."""
    known = {_what(figure): figure for figure in old}
    return [
        {
            name: _ratio(known[_what(figure)][name], value) if isinstance(value, float) else value
            for name, value in figure.items()
        }
        for figure in new
        if _what(figure) in known
    ]


def _what(figure: Mapping[str, Any]) -> tuple[Any, ...]:
    """What was measured: all that is not a measured value."""
    return tuple(value for value in figure.values() if not isinstance(value, float))


def _ratio(old: float, new: float) -> str:
    return f"{new / old:.2f} x" if old else "-"


def _written(value: Any) -> str:
    return f"{value:,.1f}" if isinstance(value, float) else str(value)


def main() -> None:
    """Measure, or compare."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"what to measure: {', '.join(BENCHES)}; all without")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    parser.add_argument("--compare", nargs=2, type=Path, metavar=("OLD", "NEW"), help="measure nothing")
    options = parser.parse_args()
    if options.compare:
        old, new = (json.loads(path.read_text("utf-8")) for path in options.compare)
        for name in new:
            print(f"\n{name}\n{table(comparison(old.get(name, []), new[name]))}")
        return
    measured: dict[str, Figures] = {}
    for name in options.names or BENCHES:
        measured[name] = [asdict(figure) for figure in BENCHES[name]()]
        print(f"\n{name}\n{table(measured[name])}", flush=True)
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1), "utf-8")


if __name__ == "__main__":
    main()
