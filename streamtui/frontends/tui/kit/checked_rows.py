"""What is known of JSON while it is written, in rows: whether it is JSON at all, and whether it fits its schema."""

from __future__ import annotations

from collections.abc import Iterator

from streamtui.core.json_text.reading import JsonReading
from streamtui.core.text.display_safe import display_safe
from streamtui.frontends.tui.kit.json_tree import CURSOR
from streamtui.frontends.tui.kit.rows import BAD, DIM, GOOD, WARN
from streamtui.rows.row import Row, Run
from streamtui.rows.wrapping import wrapped


def badge(reading: JsonReading) -> Row:
    """JSON or not, fitting or not."""
    problems, outline = reading.problems, reading.outline
    wrong = (Run(f"✗ {problems} problem{'' if problems == 1 else 's'}", BAD),) if problems else ()
    if reading.cut:
        return (Run("■ cut in the middle", WARN), *_apart(wrong))
    verdict = reading.verdict
    if verdict is None:
        looked_at = reading.checked and outline.nodes and not outline.full
        so_far = (Run(f"{_fitting(reading)} so far", DIM),) if looked_at else ()
        return (Run("✗ no JSON", BAD),) if outline.broken else wrong or so_far
    if not verdict.valid:
        return (Run("✗ not valid", BAD),)
    return (Run("✓ valid JSON", GOOD), *(_apart(wrong) or _fit(reading)))


def after_tree(reading: JsonReading, width: int) -> Iterator[Row]:
    """What stands below the tree: where it ends, what is wrong with the whole, what has to come."""
    holder, verdict = reading.outline.open_node, reading.verdict
    marked = verdict is not None and verdict.valid and reading.problems
    if fault := [] if marked else list(fault_rows(reading, width)):
        yield from fault
    elif reading.outline.broken:
        yield (Run("✗ from here on it is no JSON", BAD),)
    elif reading.outline.full:
        yield (Run("… and more values than a tree can show", DIM),)
    elif reading.growing and holder is not None and holder.kind.holds_others:
        yield (Run("  " * min(8, holder.depth)), CURSOR)
    for key in reading.to_come:
        yield (Run(f"{display_safe(key, keep_newlines=False)}  to come", DIM),)


def fault_rows(reading: JsonReading, width: int) -> Iterator[Row]:
    """What is wrong with the whole of it."""
    verdict = reading.verdict
    if verdict is None or reading.cut:
        return
    if fault := verdict.fault or reading.objection:
        yield from wrapped(f"✗ {display_safe(fault, keep_newlines=False)}", width, BAD)


def _fit(reading: JsonReading) -> Row:
    """Of whole JSON in which no value is marked."""
    if reading.outline.full:
        return ()
    if reading.objection is None:
        if reading.unchecked:
            return (Run(", its schema can't be checked here", DIM),)
        return (Run(f", {_fitting(reading)}", DIM),) if reading.checked else ()
    return _apart((Run("✗ does not fit", BAD),)) if reading.objection else (Run(", fits the schema", GOOD),)


def _fitting(reading: JsonReading) -> str:
    return "types and fields fit" if reading.followed else "what is checked of its schema fits"


def _apart(spans: Row) -> Row:
    return (Run("  "), *spans) if spans else ()
