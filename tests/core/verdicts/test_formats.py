"""Replies that were to be JSON: what is said of those that are none, or do not fit."""

from __future__ import annotations

import json
from typing import Any

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.response_format import response_format
from streamtui.core.chat.state import ChatState
from streamtui.core.verdicts.judge import verdicts_of
from tests.core.verdicts.judged import events_of, request, used, verdicts, whole
from tests.known import known

SCHEMA = {"type": "object", "properties": {"a": {"type": "integer", "minimum": 1}}, "required": ["a"]}
FORM = response_format(json.dumps(SCHEMA))


@pytest.mark.parametrize(
    ("deltas", "rule", "chunk", "words"),
    [
        (["{", '"a": 1}'], "", None, ""),
        (["Sure", "! {}"], "reply-json", 1, "where “Sure! {}” stands (character 1): expecting value"),
        (['{"a": ', "1"], "reply-json", 2, "where it ends"),
        (["```json\n{", "}\n```"], "reply-json", 1, "in a code fence"),
        (['{"a": ', '"x"}'], "reply-schema", 2, "got a string for “a”, which is not an integer"),
        (['{"a": ', "0", "}"], "reply-schema", 3, "got “0” for “a”, which is less than 1"),
        (["{", "}"], "reply-schema", 2, "lacks “a”, which the schema requires"),
        (['{"a": 1, ', '"b": 2}'], "reply-schema", 2, "got “b”, which the schema does not know"),
    ],
)
def test_it_is_told_with_the_chunk_that_proves_it(deltas: list[str], rule: str, chunk: int | None, words: str) -> None:
    found = verdicts(whole(*({"content": delta} for delta in deltas)), request(response_format=FORM))
    assert [(one.id, one.chunk) for one in found] == ([(rule, chunk)] if rule else [])
    assert all(words in one.sentence for one in found)


def test_a_limit_that_cut_the_json_is_named() -> None:
    packets = whole({"content": '{"a": "x'}, finish="length", usage=used(5, 9))
    found = verdicts(packets, request(response_format=FORM, max_tokens=9))
    assert [one.sentence for one in found] == [
        "The limit cut the JSON of the reply, inside a string; raise max_tokens and ask again."
    ]


@pytest.mark.parametrize("asked", [{}, {"response_format": {"type": "text"}}])
def test_where_any_text_will_do_nothing_is_said(asked: dict[str, Any]) -> None:
    assert verdicts(whole({"content": "Sure!"}), request(**asked)) == []


@pytest.mark.parametrize(
    ("deltas", "rule", "chunk", "words"),
    [
        (["1", "}"], "", None, ""),
        (['{"a": ', "1}"], "", None, ""),
        (["0", "}"], "reply-schema", 2, "The reply got “0” for “a”"),
        (["1", "!"], "reply-json", 2, "where “!” stands (character 2)"),
    ],
)
def test_what_goes_on_with_a_reply_is_judged_with_it(
    deltas: list[str], rule: str, chunk: int | None, words: str
) -> None:
    options, state = {"response_format": FORM}, ChatState()
    state.fold([ev.PromptSubmitted(0.0, "hi"), ev.RequestSent(0.0, 1, "m", "", "r0", options=options)])
    state.fold([ev.TextDelta(0.0, '{"a": '), ev.ReplyFinished(0.0), ev.ContinuationAsked(0.0, "r0")])
    events = events_of(whole(*({"content": delta} for delta in deltas)), request(**options))
    found = list(verdicts_of(known(state.fold(events).reply), events))
    assert [(one.id, one.chunk) for one in found] == ([(rule, chunk)] if rule else [])
    assert all(words in one.sentence for one in found)
