"""A reply that is to be JSON: a tree while it comes, checked, and text where it turns out to be none."""

from __future__ import annotations

import json
from math import inf
from typing import Any

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.response_format import JSON_OBJECT, RESPONSE_FORMAT, response_format
from streamtui.core.chat.state import ChatState
from streamtui.core.faults.faults import Fault
from streamtui.frontends.tui.transcript.document import WarmBlocks
from streamtui.frontends.tui.transcript.reply import ReplyView
from tests.known import known

SCHEMA = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
    "required": ["name", "age"],
    "additionalProperties": False,
}


class Shown:
    """One reply, as it is drawn."""

    def __init__(self, form: Any) -> None:
        self.state = ChatState()
        self.say(ev.PromptSubmitted(0.0, "Who?"), ev.RequestSent(0.0, 1, "m", "", options={RESPONSE_FORMAT: form}))
        self.view = ReplyView(known(self.state.reply), 72, WarmBlocks())

    def say(self, *events: ev.StreamEvent) -> None:
        for event in events:
            self.state.apply(event)

    def go_on(self) -> None:
        """The reply breaks off, and is asked to go on."""
        reply = known(self.state.reply)
        self.say(
            ev.TurnFailed(2.0, Fault("cancelled", "Stopped.")),
            ev.ContinuationAsked(3.0, reply.id),
            ev.RequestSent(3.0, 1, "m", "", options=reply.options),
        )
        self.view = ReplyView(known(self.state.reply), 72, WarmBlocks())

    def rows(self, *deltas: str, ended: bool = False) -> list[str]:
        self.say(*(ev.TextDelta(1.0, delta) for delta in deltas))
        if ended:
            self.say(ev.ReplyFinished(2.0))
        self.view.take(inf)
        self.view.settle(0, self.view.height, 0)
        return ["".join(run.text for run in row).rstrip() for row in self.view.rows(0, self.view.height)][1:-1]


def test_values_are_seen_as_they_grow_and_are_held_against_the_schema() -> None:
    shown = Shown(response_format(json.dumps(SCHEMA), "person"))
    assert shown.rows('{"name": "Ad') == [
        "JSON schema person, strict  types and fields fit so far",
        'name  "Ad▌',
        "age  to come",
    ]
    assert shown.rows('a", "age": "x') == [
        "JSON schema person, strict  ✗ 1 problem",
        'name  "Ada"',
        f'age   "x▌{"✗ not an integer":>63}',
    ]
    assert shown.rows('", "b\\u001b[2J": 1}', ended=True)[0].endswith("✓ valid JSON  ✗ 2 problems")
    assert "\x1b" not in "".join(shown.rows())


def test_what_fits_says_so_and_can_be_seen_as_it_came() -> None:
    shown = Shown(response_format(json.dumps(SCHEMA), "person"))
    assert shown.rows('{"name": "Ada", "age": 36}', ended=True) == [
        "JSON schema person, strict  ✓ valid JSON, fits the schema",
        'name  "Ada"',
        "age   36",
    ]
    shown.view.turn_json()
    assert shown.rows() == [
        "JSON schema person, strict  ✓ valid JSON, fits the schema  as text",
        '{"name": "Ada", "age": 36}',
    ]


def test_what_turns_out_to_be_no_json_is_text() -> None:
    shown = Shown(JSON_OBJECT)
    assert shown.rows('{"a": 1')[1:] == ["a  1▌"]
    assert shown.rows(" and so on", ended=True) == [
        "JSON object  ✗ no JSON, so it is shown as text",
        '{"a": 1 and so on',
    ]
    assert not shown.view.has_json


@pytest.mark.parametrize(
    ("deltas", "about"),
    [
        (['a", "age"', ": 36}"], "✓ valid JSON, fits the schema  both parts"),
        (['a", "age": "x"}'], "✓ valid JSON  ✗ 1 problem  both parts"),
        (['{"name": "Ada", ', '"age": 36}'], "✓ valid JSON, fits the schema"),
        (['a", oh'], "✗ no JSON, so it is shown as text"),
    ],
)
def test_what_goes_on_with_a_reply_that_broke_off_is_read_with_it(deltas: list[str], about: str) -> None:
    shown = Shown(response_format(json.dumps(SCHEMA), "person"))
    shown.rows('{"name": "Ad')
    shown.go_on()
    for delta in deltas:
        shown.rows(delta)
    assert shown.rows(ended=True)[0] == f"JSON schema person, strict  {about}"
    if "✓" in about:
        assert shown.rows()[1] == 'name  "Ada"'


@pytest.mark.parametrize(
    ("schema", "text", "about"),
    [
        ({"allOf": [{"type": "array"}]}, '{"a": 1}', "✓ valid JSON, its schema can't be checked here"),
        (
            {"anyOf": [{"$ref": "http://h/s"}, {"type": "array"}]},
            "{}",
            "✓ valid JSON, its schema can't be checked here",
        ),
        ({"type": "object", "allOf": [{"required": ["b"]}]}, "{}", "✓ valid JSON, what is checked of its schema fits"),
        ({"type": "object", "properties": {"a": {"pattern": "x"}}}, "{}", "✓ valid JSON, types and fields fit"),
    ],
)
def test_no_more_is_said_to_fit_than_what_was_checked(schema: Any, text: str, about: str) -> None:
    shown = Shown(response_format(json.dumps(schema), "odd"))
    assert shown.rows(text, ended=True)[0] == f"JSON schema odd  {about}"
