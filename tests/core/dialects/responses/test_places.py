"""To which item an event belongs, where its server numbers them badly or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.dialects.responses.test_reader import added, done, ended, event, message, wrote
from tests.core.wire.streams import reply_of, sse


def call(name: str, arguments: str = "", **fields: Any) -> dict[str, Any]:
    return {"type": "function_call", "name": name, "arguments": arguments, **fields}


def wrote_of(piece: Any, **of: Any) -> dict[str, Any]:
    return event("function_call_arguments.delta", delta=piece, **of)


def calls_of(*events: dict[str, Any]) -> list[tuple[str, str, str]]:
    calls = reply_of(sse(*events)).tool_calls
    return [(call.server_id, call.name, str(call.arguments)) for call in calls]


TWO = [("c1", "add", '{"a": 1}'), ("c2", "sub", '{"b": 2}')]


def test_pieces_without_a_number_belong_to_the_item_of_their_id_though_it_has_one() -> None:
    assert (
        calls_of(
            added(0, **call("add", id="f1", call_id="c1")),
            added(1, **call("sub", id="f2", call_id="c2")),
            wrote_of('{"a": ', item_id="f1"),
            wrote_of('{"b": 2}', item_id="f2"),
            wrote_of("1}", item_id="f1"),
            ended(),
        )
        == TWO
    )


@pytest.mark.parametrize("field", ["item_id", "call_id"])
def test_pieces_may_name_a_call_by_what_its_result_does(field: str) -> None:
    """llama.cpp: no item of a call has an id, or a number."""
    assert (
        calls_of(
            event("output_item.added", item=call("add", call_id="c1")),
            event("output_item.added", item=call("sub", call_id="c2")),
            wrote_of('{"a": 1}', **{field: "c1"}),
            wrote_of('{"b": 2}', **{field: "c2"}),
            event("output_item.done", item=call("add", '{"a": 1}', call_id="c1")),
            event("output_item.done", item=call("sub", '{"b": 2}', call_id="c2")),
            ended(call("add", '{"a": 1}', call_id="c1"), call("sub", '{"b": 2}', call_id="c2")),
        )
        == TWO
    )


def test_pieces_that_name_nothing_belong_to_the_last_item_that_is_not_whole() -> None:
    assert (
        calls_of(
            event("output_item.added", item=call("add", call_id="c1")),
            wrote_of('{"a": 1}'),
            event("output_item.done", item=call("add", '{"a": 1}', call_id="c1")),
            event("output_item.added", item=call("sub", call_id="c2")),
            wrote_of('{"b": 2}', item_id="of an item that has not said it"),
            event("output_item.done", item=call("sub", '{"b": 2}', call_id="c2")),
            ended(),
        )
        == TWO
    )


@pytest.mark.parametrize("again", [[], [added(0, **call("add", id="f1", call_id="c1"))]], ids=["once", "told twice"])
def test_items_of_one_number_are_told_apart_by_their_beginnings(again: list[dict[str, Any]]) -> None:
    first, second = call("add", '{"a": 1}', id="f1", call_id="c1"), call("sub", '{"b": 2}', id="f2", call_id="c2")
    reply = reply_of(
        sse(
            added(0, type="message", id="m1"),
            wrote(0, "Hi"),
            done(0, **message("Hi"), id="m1"),
            added(0, **call("add", id="f1", call_id="c1")),
            wrote_of('{"a": 1}', output_index=0, item_id="f1"),
            done(0, **first),
            *again,
            added(0, **call("sub", id="f2", call_id="c2")),
            wrote_of('{"b": 2}', output_index=0, item_id="f2"),
            done(0, **second),
            ended({**message("Hi"), "id": "m1"}, first, second),
        )
    )
    assert str(reply.text) == "Hi"
    assert [(call.server_id, call.name, str(call.arguments)) for call in reply.tool_calls] == TWO


def test_pieces_of_an_id_that_changes_belong_to_the_item_that_was_begun() -> None:
    pieces = [event("output_text.delta", item_id=name, delta=name) for name in "abc"]
    begun = event("output_item.added", item={"type": "message", "id": "m1"})
    whole = event("output_text.done", item_id="d", text="abc")
    assert str(reply_of(sse(begun, *pieces, whole, ended(message("abc")))).text) == "abc"


@pytest.mark.parametrize("ids", [{}, {"id": "m2"}])
def test_an_item_that_only_the_final_response_has_stands_where_it_does_there(ids: dict[str, str]) -> None:
    reply = reply_of(sse(added(1, type="message", **ids), wrote(1, "B"), ended(message("A"), {**message("B"), **ids})))
    assert str(reply.text) == "AB"


def test_a_part_whose_whole_has_another_number_is_the_same() -> None:
    whole = event("output_text.done", output_index=0, content_index=1, text="Hi")
    assert str(reply_of(sse(wrote(0, "H"), wrote(0, "i"), whole, done(0, **message("Hi")), ended())).text) == "Hi"
    both = [wrote(0, "H", 0), wrote(0, "Hi", 1), whole]
    assert str(reply_of(sse(*both, ended())).text) == "HHi"


def test_thousands_of_parts_and_items_are_taken_in_a_time_that_grows_as_they_do() -> None:
    many = 20_000
    wholes = [event("output_text.done", output_index=0, content_index=number, text="ab") for number in range(many)]
    unnumbered = [event("output_item.done", item=message("c")) for _ in range(many)]
    assert str(reply_of(sse(*wholes, ended())).text) == "ab" * many
    assert str(reply_of(sse(*unnumbered, ended())).text) == "c" * many


def test_an_item_of_the_final_response_is_the_streamed_one_of_its_id() -> None:
    thoughts = [{"type": "reasoning", "id": f"r{number}", "encrypted_content": f"S{number}"} for number in (1, 2)]
    reply = reply_of(
        sse(
            *(done(number, **item) for number, item in enumerate(thoughts)),
            done(2, **call("add", '{"a": 1}', call_id="c1")),
            ended({**thoughts[1], "encrypted_content": "S2 of the end"}, call("add", '{"a": 1}', call_id="c1")),
        )
    )
    assert [item.get("encrypted_content") for item in reply.output] == ["S1", "S2 of the end", None]


def test_pieces_numbered_as_an_item_that_they_can_not_be_of_belong_to_theirs() -> None:
    thought = {"type": "reasoning", "content": [{"type": "reasoning_text", "text": "Hm"}]}
    think = event("reasoning_text.delta", output_index=0, content_index=0, delta="Hm")
    for ids in ({"item_id": "m1"}, {}):
        wrote_there = event("output_text.delta", output_index=0, content_index=0, delta="Hi", **ids)
        pieces = [wrote_of('{"a": ', output_index=0), wrote_of("1}", output_index=0)]
        begun = [added(0, **thought), think, added(1, type="message", id="m1", content=[]), wrote_there]
        output = [thought, {**message("Hi"), "id": "m1"}, call("add", '{"a": 1}', call_id="c1")]
        for opened in ([added(2, **call("add", call_id="c1"))], []):
            reply = reply_of(sse(*begun, *opened, *pieces, ended(*output)))
            assert (str(reply.reasoning), str(reply.text), reply.notices) == ("Hm", "Hi", [])
            assert [(call.server_id, str(call.arguments)) for call in reply.tool_calls] == [("c1", '{"a": 1}')]
    reply = reply_of(sse(think, wrote(0, "Hi"), ended(thought, message("Hi"))))
    assert (str(reply.reasoning), str(reply.text)) == ("Hm", "Hi")
    for fields in ({"output_index": 0}, {}):
        pieces = [event("output_text.delta", item_id="r1", delta=piece, **fields) for piece in ("H", "i")]
        begun = [added(0, type="reasoning", id="r1"), *pieces, done(0, **thought, id="r1")]
        for end in (ended(), ended({**thought, "id": "r1"}, message("Hi"))):
            reply = reply_of(sse(*begun, end))
            assert (str(reply.reasoning), str(reply.text), reply.notices) == ("Hm", "Hi", [])
