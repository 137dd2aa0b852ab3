"""Recorded responses as servers would send them that leave things out: the reply is the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from streamtui.core.wire.sse import events_in
from streamtui.core.words.reply_line import reply_line
from tests.core.wire.streams import reply_of, sse

pytestmark = pytest.mark.one_python

Event = dict[str, Any]
_numbers = count()


def without(*names: str) -> Callable[[Event], Event]:
    return lambda event: {name: value for name, value in event.items() if name not in names}


def without_numbers_and_ids(event: Event) -> Event:
    event = without("output_index", "item_id")(event)
    item = event.get("item")
    return {**event, "item": without("id")(item)} if isinstance(item, dict) else event


def with_ids_that_change(event: Event) -> Event:
    changed = {"item_id": f"i{next(_numbers)}"} if "item_id" in event else {}
    item = event.get("item")
    return {**event, **changed, **({"item": {**item, "id": f"i{next(_numbers)}"}} if isinstance(item, dict) else {})}


def without_final_output(event: Event) -> Event:
    if event["type"] not in ("response.completed", "response.incomplete"):
        return event
    return {**event, "response": {**event["response"], "output": []}}


def unless(ending: str) -> Callable[[Event], Event | None]:
    return lambda event: None if event["type"].endswith(ending) else event


@pytest.mark.parametrize(
    "worse",
    [
        without("output_index"),
        without("content_index", "summary_index", "sequence_number"),
        without_numbers_and_ids,
        with_ids_that_change,
        without_final_output,
        unless(".delta"),
        unless(".done"),
    ],
    ids=["no numbers", "no indexes", "no ids", "new ids", "no final output", "no pieces", "nothing whole"],
)
def test_the_reply_is_the_same_where_a_server_leaves_things_out(
    worse: Callable[[Event], Event | None], wire_dir: Path
) -> None:
    different = []
    for stream in sorted((wire_dir / "responses").glob("*.sse")):
        events = [json.loads(event.data) for event in events_in(stream.read_bytes()) if event.data[:1] == "{"]
        left = [event for event in map(worse, events) if event is not None]
        if said(left) != said(events):
            different.append(stream.stem)
    assert different == []


def said(events: list[Event]) -> dict[str, Any]:
    """The line of the reply without what is counted."""
    line: dict[str, Any] = json.loads(reply_line(reply_of(sse(*events)), timed=False, verdicts=()))
    del line["statistics"], line["citations"]
    return line
