"""What the events of a response say, in whatever order and form servers send them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from streamtui.core.chat.events import ChunkReceived
from streamtui.core.chat.reply import ReplyState
from streamtui.core.words.reply_line import reply_line
from tests.core.wire.streams import DONE, events_of, reply_of, sse
from tests.known import known


def event(kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": f"response.{kind}", **fields}


def added(place: int, **item: Any) -> dict[str, Any]:
    return event("output_item.added", output_index=place, item=item)


def done(place: int, **item: Any) -> dict[str, Any]:
    return event("output_item.done", output_index=place, item=item)


def wrote(place: int, text: str, part: int = 0) -> dict[str, Any]:
    return event("output_text.delta", output_index=place, content_index=part, delta=text)


def ended(*output: Any, kind: str = "completed", **response: Any) -> dict[str, Any]:
    return event(kind, response={"status": kind, "output": list(output), **response})


def message(text: str) -> dict[str, Any]:
    return {"type": "message", "content": [{"type": "output_text", "text": text}]}


CALL = {"type": "function_call", "call_id": "c1", "name": "add", "arguments": '{"n": 1}'}


def test_text_comes_once_whoever_repeats_it() -> None:
    reply = reply_of(
        sse(
            event("created", response={"model": "m-2026", "output": []}),
            added(0, type="message"),
            wrote(0, "Hel"),
            event("output_text.done", output_index=0, content_index=0, text="Hello."),
            done(0, **message("Hello.")),
            ended(message("Hello."), usage={"input_tokens": 3, "output_tokens": 2, "total_tokens": 5}),
        )
    )
    assert (str(reply.text), reply.served_model, reply.finish_reason) == ("Hello.", "m-2026", "stop")
    usage = known(reply.statistics.usage)
    assert (usage.prompt_tokens, usage.completion_tokens) == (3, 2)
    assert reply.state is ReplyState.COMPLETE


@pytest.mark.parametrize("behind", [b"", DONE, sse(event("output_text.delta", delta="more"))])
def test_the_last_event_ends_it_whatever_follows(behind: bytes) -> None:
    assert str(reply_of(sse(wrote(0, "Hi"), ended()) + behind).text) == "Hi"


def test_what_was_not_streamed_is_in_the_final_response() -> None:
    reply = reply_of(sse(ended({"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm."}]}, CALL)))
    assert str(reply.reasoning) == "Hm."
    [call] = reply.tool_calls
    assert (call.server_id, call.name, str(call.arguments)) == ("c1", "add", '{"n": 1}')
    assert reply.finish_reason == "tool_calls"


def test_an_empty_final_output_takes_nothing_back() -> None:
    assert str(reply_of(sse(added(0, type="message"), wrote(0, "Hi"), ended())).text) == "Hi"


def test_parts_belong_to_items_by_their_index_and_not_by_their_ids() -> None:
    pieces = [
        event("function_call_arguments.delta", item_id=f"odd-{number}", output_index=number % 2, delta=piece)
        for number, piece in enumerate(['{"a"', '{"b"', ": 1}", ": 2}"])
    ]
    opened = [added(place, type="function_call", id=f"x{place}", call_id=f"c{place}", name="add") for place in (0, 1)]
    reply = reply_of(sse(*opened, *pieces, ended()))
    assert [(call.server_id, str(call.arguments)) for call in reply.tool_calls] == [
        ("c0", '{"a": 1}'),
        ("c1", '{"b": 2}'),
    ]


def test_arguments_that_are_sealed_in_their_pieces_are_those_of_the_end() -> None:
    opened = added(0, type="function_call", call_id="c1", name="add")
    sealed = [event("function_call_arguments.delta", output_index=0, delta=piece) for piece in ("gAAAA", "Bx==")]
    plain = event("function_call_arguments.done", output_index=0, arguments='{"n": 1}')
    for end in ([plain], [done(0, **CALL)]):
        [call] = reply_of(sse(opened, *sealed, *end, ended())).tool_calls
        assert str(call.arguments) == '{"n": 1}'
    [call] = reply_of(sse(opened, *sealed, ended())).tool_calls
    assert str(call.arguments) == "gAAAABx=="


@pytest.mark.parametrize(
    "last_word",
    [
        [event("output_text.done", output_index=0, content_index=0, text="Good day")],
        [done(0, **message("Good day"))],
        [event("output_text.done", output_index=0, content_index=0, text="Goo"), done(0, **message("Good day"))],
    ],
)
@pytest.mark.parametrize("end", [[ended()], [ended(message("Good day"))], []], ids=["empty", "final", "cut"])
def test_the_last_word_on_a_text_counts(last_word: list[dict[str, Any]], end: list[dict[str, Any]]) -> None:
    reply = reply_of(sse(added(0, type="message"), wrote(0, "Hello "), wrote(0, "all"), *last_word, *end))
    assert str(reply.text) == "Good day"
    assert (reply.statistics.counts.words, reply.statistics.payload_chunks) == (2, 2)


def test_the_last_word_on_thoughts_refusals_and_arguments_counts() -> None:
    reply = reply_of(
        sse(
            event("reasoning_summary_text.delta", output_index=0, summary_index=0, delta="One"),
            event("reasoning_summary_text.done", output_index=0, summary_index=0, text="Two"),
            event("reasoning_summary_text.delta", output_index=0, summary_index=1, delta=" more"),
            event("refusal.delta", output_index=1, content_index=0, delta="No"),
            event("refusal.done", output_index=1, content_index=0, refusal="Never"),
            added(2, type="function_call", call_id="c1", name="add"),
            event("function_call_arguments.delta", output_index=2, delta='{"n": 2'),
            event("function_call_arguments.done", output_index=2, arguments='{"n": 1}'),
            ended(),
        )
    )
    [call] = reply.tool_calls
    assert (str(reply.reasoning), str(reply.refusal), str(call.arguments)) == ("Two more", "Never", '{"n": 1}')


def test_a_last_word_that_says_nothing_or_the_same_corrects_nothing() -> None:
    odd = [
        event("output_text.done", output_index=0, content_index=0, text=""),
        event("output_text.done", output_index=0, content_index=0),
        event("output_text.done", output_index=0, content_index=0, text="Hi 🎉"),
    ]
    reply = reply_of(sse(wrote(0, "Hi \ud83c"), wrote(0, "\udf89"), *odd, ended(message("Hi"))))
    assert (str(reply.text), reply.notices) == ("Hi 🎉", [])


@pytest.mark.parametrize("said", [["Hi", "Hi"], ["Hy"], ["Hi!"]], ids=["a piece twice", "another", "too much"])
def test_a_final_response_is_the_last_word_where_there_was_none(said: list[str]) -> None:
    """By the number of the item, or by its id; where neither tells, it may be another one."""
    pieces = [wrote(0, piece) for piece in said]
    one, other = {**message("Hi"), "id": "m1"}, {**CALL, "call_id": "c2"}
    named = [added(0, type="message", id="m1"), added(1, **CALL)]
    for begun, output in (([], [message("Hi")]), (named, [one]), (named, [other, one])):
        assert str(reply_of(sse(*begun, *pieces, ended(*output))).text) == "Hi"
    unnamed = [*pieces, added(1, **CALL)]
    assert str(reply_of(sse(*unnamed, ended(message("Hi")))).text) == "".join(said)


def test_pieces_behind_the_whole_are_none() -> None:
    whole = event("output_text.done", output_index=0, content_index=0, text="Hello")
    for order in ([whole, wrote(0, "Hel"), wrote(0, "lo")], [wrote(0, "Hel"), whole, wrote(0, "lo")]):
        assert str(reply_of(sse(*order, ended())).text) == "Hello"


@pytest.mark.parametrize("end", [[ended()], []], ids=["empty", "cut"])
def test_what_an_item_or_a_part_begins_with_is_its_text_where_no_other_comes(end: list[dict[str, Any]]) -> None:
    part = {"type": "output_text", "text": "Hello"}
    opened = event("content_part.added", output_index=0, content_index=0, part=part)
    for begun in (added(0, **message("Hello")), opened):
        assert str(reply_of(sse(begun, *end)).text) == "Hello"
        pieces = [event("output_text.delta", output_index=0, content_index=1, delta=piece) for piece in ("Hel", "lo")]
        assert str(reply_of(sse(begun, *pieces, *end)).text) == "Hello"


def test_a_final_response_corrects_nothing_that_was_whole() -> None:
    second = {**CALL, "call_id": "c2", "arguments": "{}"}
    reply = reply_of(
        sse(done(0, **message("One")), done(1, **message("Two")), done(2, **CALL), ended(message("Two"), second))
    )
    assert (str(reply.text), [call.server_id for call in reply.tool_calls]) == ("OneTwo", ["c1"])
    assert str(reply.tool_calls[0].arguments) == '{"n": 1}'


def test_messages_are_joined_in_the_order_of_their_index() -> None:
    pieces = [wrote(2, "c"), wrote(0, "a", 1), wrote(0, "A", 0), wrote(2, "C"), wrote(0, "b", 1)]
    assert str(reply_of(sse(*pieces, ended())).text) == "AabcC"
    assert str(reply_of(sse(*pieces)).text) == "AabcC"


def test_thoughts_and_their_summary_stay_in_the_order_in_which_they_began() -> None:
    raw = event("reasoning_text.delta", output_index=0, content_index=0, delta="raw ")
    short = event("reasoning_summary_text.delta", output_index=0, summary_index=0, delta="short")
    reply = reply_of(sse(raw, short, ended()))
    assert (str(reply.reasoning), reply.notices) == ("raw short", [])


def test_the_id_of_a_call_is_that_of_its_end() -> None:
    opened = added(0, type="function_call", call_id="other", name="add")
    [call] = reply_of(sse(opened, done(0, **CALL), ended({**CALL, "call_id": "a third"}))).tool_calls
    assert call.server_id == "c1"


def test_items_without_numbers_are_told_apart_by_their_ids() -> None:
    def plain(kind: str, **fields: Any) -> dict[str, Any]:
        return {name: value for name, value in event(kind, **fields).items() if name != "output_index"}

    reply = reply_of(
        sse(
            *(
                plain("output_item.added", item={**CALL, "id": f"f{number}", "call_id": f"c{number}"})
                for number in (1, 2)
            ),
            plain("output_item.added", item={"type": "message", "id": "m1"}),
            plain("output_text.delta", item_id="m1", delta="Hi"),
            *(
                plain("function_call_arguments.delta", item_id=f"f{number % 2 + 1}", delta=piece)
                for number, piece in enumerate(['{"a"', '{"b"', ": 1}", ": 2}"])
            ),
            plain("output_text.delta", delta=" there"),
            plain("output_item.done", item={**message("Hi there"), "id": "m1"}),
            ended(),
        )
    )
    assert str(reply.text) == "Hi there"
    assert [(call.server_id, str(call.arguments)) for call in reply.tool_calls] == [
        ("c1", '{"a": 1}'),
        ("c2", '{"b": 2}'),
    ]


def test_a_call_that_is_an_object_is_read_as_its_text() -> None:
    [call] = reply_of(sse(done(0, **{**CALL, "arguments": {"n": 1}}), ended())).tool_calls
    assert json.loads(str(call.arguments)) == {"n": 1}


def test_a_call_may_take_a_text() -> None:
    opened = added(0, type="custom_tool_call", call_id="c1", name="run")
    pieces = [event("custom_tool_call_input.delta", output_index=0, delta=piece) for piece in ("print", "(1)")]
    [call] = reply_of(sse(opened, *pieces, ended())).tool_calls
    assert (call.name, str(call.arguments)) == ("run", "print(1)")


def test_halves_of_characters_are_joined_across_deltas() -> None:
    body = sse(wrote(0, "a\ud83c"), wrote(0, "\udf89b"), ended())
    assert str(reply_of(body).text) == "a🎉b"


def test_half_a_character_that_waits_in_vain_is_told_where_it_belongs() -> None:
    half = event("reasoning_text.delta", output_index=0, delta="a\ud83d")
    reply = reply_of(sse(half, wrote(1, "Hi"), ended()))
    assert (str(reply.reasoning), str(reply.text)) == ("a\ufffd", "Hi")


def test_arguments_that_begin_with_a_space_are_shown_as_they_come() -> None:
    pieces = [event("function_call_arguments.delta", output_index=0, delta=piece) for piece in (" ", "{", "}")]
    reply = reply_of(sse(added(0, type="function_call", call_id="c", name="f"), *pieces[:2]))
    assert [str(call.arguments) for call in reply.tool_calls] == [" {"]


@pytest.mark.parametrize("queries", [5, True, {"x": 1}, "abc", [None, 5]])
def test_queries_of_another_type_ask_nothing(queries: Any) -> None:
    reply = reply_of(sse(wrote(0, "Hi"), done(1, type="web_search_call", queries=queries), ended()))
    assert [(call.kind, str(call.text)) for call in reply.server_calls] == [("web_search", "")]
    assert reply.state is ReplyState.COMPLETE


def test_a_picture_that_the_server_paints_is_told_by_its_prompt() -> None:
    opened = added(0, type="image_generation_call", id="ig", status="in_progress")
    whole = done(0, type="image_generation_call", id="ig", status="completed", revised_prompt="A cat", result="iVBO")
    [call] = reply_of(sse(opened, whole, wrote(1, "Here."), ended())).server_calls
    assert (call.kind, call.state, str(call.text)) == ("image_generation", "completed", "A cat")


def test_thousands_of_items_of_as_many_types_are_taken() -> None:
    items = [{"type": f"t{number}"} for number in range(10_000)]
    reply = reply_of(sse(*(done(place, **item) for place, item in enumerate(items)), ended(*items, message("Hi"))))
    assert (str(reply.text), reply.state) == ("Hi", ReplyState.COMPLETE)


@pytest.mark.parametrize(
    ("reason", "finish"), [("max_output_tokens", "length"), ("content_filter", "content_filter"), (None, "incomplete")]
)
def test_an_incomplete_response_says_why(reason: str | None, finish: str) -> None:
    details = {"reason": reason} if reason else None
    reply = reply_of(sse(wrote(0, "Hi"), ended(kind="incomplete", incomplete_details=details)))
    assert (str(reply.text), reply.finish_reason) == ("Hi", finish)


ERROR = {"code": "rate_limit_exceeded", "message": "Slow down."}


@pytest.mark.parametrize(
    "end",
    [
        [event("failed", response={"status": "failed", "error": ERROR})],
        [{"type": "error", "error": ERROR}, event("failed", response={"status": "failed", "error": ERROR})],
        [{"type": "error", **ERROR}],
        [{"type": "error", "error": ERROR, "sequence_number": 3}],
    ],
)
def test_a_failure_is_a_fault_by_its_code_in_every_form(end: list[dict[str, Any]]) -> None:
    reply = reply_of(sse(wrote(0, "Hi"), *end))
    fault = known(reply.fault)
    assert (fault.kind, str(reply.text)) == ("rate_limit", "Hi")
    assert "Slow down" in fault.message


def test_without_its_last_event_it_was_cut() -> None:
    reply = reply_of(sse(event("created", response={"output": []}), wrote(0, "Half")))
    assert (known(reply.fault).kind, reply.state, str(reply.text)) == ("cut", ReplyState.CUT, "Half")


def test_what_nobody_knows_is_passed_over() -> None:
    odd: list[Any] = [
        {"type": "keepalive"},
        event("brand.new", output_index="x", delta={"a": 1}),
        event("output_text.delta", output_index=None, delta=None),
        event("output_item.added", output_index=-3, item="no item"),
        event("shell_call_command.delta", output_index=1, delta={"command": "ls"}),
        event("completed", response="no response"),
    ]
    assert str(reply_of(sse(*odd, wrote(0, "Hi"), ended("odd", 7, None))).text) == "Hi"


def test_a_final_response_that_leaves_items_out_repeats_nothing() -> None:
    thought = event("reasoning_text.delta", output_index=0, content_index=0, delta="Hm.")
    reply = reply_of(
        sse(added(0, type="reasoning"), thought, added(1, type="message"), wrote(1, "Hi"), ended(message("Hi")))
    )
    assert (str(reply.reasoning), str(reply.text)) == ("Hm.", "Hi")


def test_what_the_server_runs_is_shown_with_its_states_and_never_ours_to_run() -> None:
    reply = reply_of(
        sse(
            added(0, type="web_search_call", id="ws1", status="in_progress"),
            event("web_search_call.searching", output_index=0),
            done(0, type="web_search_call", id="ws1", status="completed", action={"type": "search", "query": "rivers"}),
            added(1, type="code_interpreter_call", id="ci1"),
            event("code_interpreter_call_code.delta", output_index=1, delta="print("),
            event("code_interpreter_call_code.delta", output_index=1, delta="1)"),
            event("code_interpreter_call_code.done", output_index=1, code="print(1)"),
            event("code_interpreter_call.interpreting", output_index=1),
            wrote(2, "There."),
            ended(),
        )
    )
    told = [(call.kind, call.id, call.state, str(call.text)) for call in reply.server_calls]
    assert told == [
        ("web_search", "ws1", "completed", "rivers"),
        ("code_interpreter", "ci1", "interpreting", "print(1)"),
    ]
    assert (reply.tool_calls, reply.finish_reason) == ([], "stop")


@pytest.mark.parametrize("end", [ended(message("Hi")), ended()])
def test_parts_that_are_counted_otherwise_as_they_stream_are_those_of_the_item(end: dict[str, Any]) -> None:
    whole = event("output_text.done", output_index=0, content_index=1, text="Hi")
    reply = reply_of(sse(added(0, type="message"), wrote(0, "Hi", 1), whole, done(0, **message("Hi")), end))
    assert str(reply.text) == "Hi"
    two = {"type": "message", "content": [*message("Hi")["content"], *message(" all")["content"]]}
    assert str(reply_of(sse(wrote(0, "Hi", 1), done(0, **two), ended(two))).text) == "Hi all"


def test_reasoning_has_another_name_in_the_specification() -> None:
    thought = {"type": "reasoning", "summary": [], "content": [{"type": "reasoning_text", "text": "Hm."}]}
    pieces = [event("reasoning.delta", output_index=0, content_index=0, delta=piece) for piece in ("H", "m")]
    whole = event("reasoning.done", output_index=0, content_index=0, text="Hm.")
    assert str(reply_of(sse(added(0, type="reasoning"), *pieces, whole, ended(thought))).reasoning) == "Hm."


def test_a_call_may_be_named_beside_its_arguments_alone() -> None:
    named = event("function_call_arguments.done", output_index=0, name="add", arguments='{"n": 1}')
    [call] = reply_of(sse(named, ended())).tool_calls
    assert (call.server_id, call.name, str(call.arguments)) == ("call_0", "add", '{"n": 1}')
    for end in ([done(0, **CALL), ended()], [ended(CALL)]):
        [call] = reply_of(sse(named, *end)).tool_calls
        assert (call.server_id, call.name, str(call.arguments)) == ("c1", "add", '{"n": 1}')
    nameless = done(0, **{**CALL, "name": None})
    for events in ([nameless, named, ended()], [added(0, type="function_call", call_id="c1"), nameless, named]):
        [call] = reply_of(sse(*events)).tool_calls
        assert (call.server_id, call.name) == ("c1", "add")
    assert reply_of(sse(nameless, ended())).tool_calls[0].server_id == "c1"


def test_an_event_whose_data_has_no_type_is_of_that_in_its_name() -> None:
    events = [wrote(0, "Hi"), ended(message("Hi"))]
    body = b"".join(f"event: {each.pop('type')}\n".encode() + sse(each) for each in events)
    assert (str(reply_of(body).text), reply_of(body).state) == ("Hi", ReplyState.COMPLETE)


def test_a_response_without_an_id_is_one() -> None:
    assert reply_of(sse(wrote(0, "Hi"), ended())).api == "responses"
    assert reply_of(sse(wrote(0, "Hi"))).api == "responses"


def test_what_says_that_it_failed_is_an_error() -> None:
    events = events_of([sse(wrote(0, "Hi"), event("failed", response={"status": "failed", "error": ERROR}))])
    assert [event.kind for event in events if isinstance(event, ChunkReceived)] == ["text", "error"]


SEARCH = {"type": "custom_tool_call", "id": "ctc_1", "call_id": "xs_1", "name": "x_search", "input": "rivers"}


@pytest.mark.parametrize(
    ("tools", "ours"),
    [
        ([{"type": "x_search"}], False),
        ([{"type": "x_search"}, {"type": "custom", "name": "exec"}], False),
        ([{"type": "x_search"}, {"type": "custom", "name": "x_search"}], True),
        ([{"type": "web_search"}, {"type": "namespace", "name": "n", "tools": [{"name": "x_search"}]}], True),
        ([{"type": "custom", "name": "exec"}], True),
        ([], True),
    ],
)
@pytest.mark.parametrize("told", ["first", "last"])
def test_a_custom_call_of_a_tool_that_only_the_server_has_is_the_servers(
    tools: list[dict[str, Any]], told: str, *, ours: bool
) -> None:
    streamed = [
        event("created", response={"output": [], "tools": tools}),
        added(0, **{**SEARCH, "input": ""}, status="in_progress"),
        event("custom_tool_call_input.delta", output_index=0, delta="riv"),
        event("custom_tool_call_input.done", output_index=0, input="rivers"),
        done(0, **SEARCH, status="completed"),
        wrote(1, "There."),
    ]
    whole = ended({**SEARCH, "status": "completed"}, message("There."), tools=tools)
    reply = reply_of(sse(*(streamed if told == "first" else []), whole))
    line = json.loads(reply_line(reply))
    assert line["tool_calls"] == [{"id": "xs_1", "name": "x_search", "arguments": "rivers"}]
    ran = [{"type": "custom_tool_call", "id": "ctc_1", "status": "completed"}]
    assert (line["server_calls"], line["finish_reason"]) == (([], "tool_calls") if ours else (ran, "stop"))
    assert bool(reply.output) == ours


def test_of_several_ids_of_a_response_the_last_is_its_own() -> None:
    events = [event("created", response={"id": "a"}), event("in_progress", response={"id": "b"}), ended(id="c")]
    assert reply_of(sse(*events)).response_id == "c"


def test_what_a_server_writes_tells_what_it_is_where_nothing_was_added() -> None:
    piece = event("code_interpreter_call_code.delta", output_index=0, delta="1+1")
    [call] = reply_of(sse(piece, ended())).server_calls
    assert (call.item_type, str(call.text)) == ("code_interpreter_call", "1+1")


def test_sources_are_told_once() -> None:
    source = {"type": "url_citation", "url": "https://example.org/a", "title": "A"}
    part = {"type": "output_text", "text": "Hi", "annotations": [source, {**source, "url": "https://example.org/b"}]}
    added_source = event("output_text.annotation.added", output_index=0, annotation=source)
    reply = reply_of(sse(wrote(0, "Hi"), added_source, done(0, type="message", content=[part]), ended()))
    assert [(one.url, one.title) for one in reply.citations] == [
        ("https://example.org/a", "A"),
        ("https://example.org/b", "A"),
    ]


def test_calls_stand_by_their_index_in_whatever_order_they_came() -> None:
    second = {**CALL, "call_id": "c2", "arguments": '{"n": 2}'}
    searches = [{"type": "web_search_call", "id": name, "status": "completed"} for name in ("ws1", "ws2")]
    pieces = [done(3, **second), done(2, **CALL), done(1, **searches[1]), done(0, **searches[0])]
    for whole in (pieces, [*pieces, ended()], [*pieces, ended(*searches, CALL, second)]):
        reply = reply_of(sse(*whole))
        calls = [(call.id, call.server_id, str(call.arguments)) for call in reply.tool_calls]
        assert calls == [(f"{reply.id}.0", "c1", '{"n": 1}'), (f"{reply.id}.1", "c2", '{"n": 2}')]
        assert [(call.key, call.id) for call in reply.server_calls] == [
            (f"{reply.id}.s0", "ws1"),
            (f"{reply.id}.s1", "ws2"),
        ]


X_SEARCH = {**SEARCH, "id": "ctc_1_xs_call_1", "call_id": "xs_call_1", "name": "x_keyword_search"}


@pytest.mark.parametrize(("tools", "named"), [([{"type": "x_search"}], False), ([], True), ([], False)])
def test_what_a_server_runs_is_its_own_though_only_pieces_of_it_came_first(
    tools: list[dict[str, Any]], *, named: bool
) -> None:
    marks = {"item_id": X_SEARCH["id"]} if named else {}
    piece = event("custom_tool_call_input.delta", output_index=0, delta="riv", **marks)
    reply = reply_of(
        sse(event("created", response={"tools": tools}), piece, done(0, **X_SEARCH), wrote(1, "There."), ended())
    )
    assert (reply.tool_calls, reply.finish_reason, str(reply.text)) == ([], "stop", "There.")
    assert [(call.kind, call.name, str(call.text)) for call in reply.server_calls] == [
        ("custom_tool", "x_keyword_search", "rivers")
    ]


def test_pieces_of_a_text_that_nothing_names_are_the_clients_call_where_it_may_be_one() -> None:
    piece = event("custom_tool_call_input.delta", output_index=0, delta="ls")
    [call] = reply_of(sse(piece, done(0, **{**SEARCH, "name": "run", "input": "ls"}), ended())).tool_calls
    assert (call.name, str(call.arguments)) == ("run", "ls")
    told = event("created", response={"tools": [{"type": "x_search"}]})
    assert [len(reply_of(sse(*before, piece, ended())).tool_calls) for before in ([], [told])] == [1, 0]


def test_encrypted_reasoning_of_the_final_response_is_kept_with_what_it_stands_before() -> None:
    sealed: list[dict[str, Any]] = [
        {"type": "reasoning", "encrypted_content": text, "summary": []} for text in ("early", "final")
    ]
    reply = reply_of(
        sse(
            done(0, **sealed[0]),
            done(1, **CALL),
            ended(sealed[1], CALL, id="resp_1", model="m"),
        )
    )
    assert (reply.response_id, reply.api) == ("resp_1", "responses")
    assert reply.output == (
        {"type": "reasoning", "encrypted_content": "final"},
        {"type": "function_call", "call_id": "c1"},
    )


def test_reasoning_that_only_the_final_response_has_stands_where_it_does_there() -> None:
    thought = {"type": "reasoning", "encrypted_content": "sealed", "summary": []}
    second = {**CALL, "call_id": "c2"}
    reply = reply_of(sse(done(0, **CALL), done(1, **second), ended(thought, CALL, thought, second)))
    kinds = [item["type"] for item in reply.output]
    assert kinds == ["reasoning", "function_call", "reasoning", "function_call"]


def test_what_goes_back_of_a_call_has_the_id_by_which_its_result_does() -> None:
    thought = {"type": "reasoning", "encrypted_content": "sealed", "summary": []}
    nameless = {**CALL, "call_id": ""}
    assert reply_of(sse(done(0, **thought), done(1, **nameless), ended())).output[1]["call_id"] == "call_0"


def test_a_response_without_secrets_of_its_own_keeps_no_output() -> None:
    assert reply_of(sse(done(0, **message("Hi")), ended(message("Hi")))).output == ()


@pytest.mark.parametrize(
    ("status", "state"), [("completed", ReplyState.COMPLETE), ("incomplete", ReplyState.COMPLETE), ("queued", None)]
)
def test_a_whole_response_in_place_of_its_events_is_one(status: str, state: ReplyState | None) -> None:
    said = {"type": "message", "content": [{"type": "output_text", "text": "Hello."}]}
    usage = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}
    whole = {"object": "response", "id": "r", "status": status, "error": None, "output": [said], "usage": usage}
    reply = reply_of(json.dumps(whole, indent=2).encode())
    if state is None:
        assert (str(reply.text), reply.state, known(reply.fault).kind) == ("", ReplyState.FAILED, "cut")
    else:
        assert (str(reply.text), reply.state, reply.response_id) == ("Hello.", state, "r")
        assert known(reply.statistics.usage).completion_tokens == 2


def test_without_its_last_event_it_is_cut_whatever_says_that_nothing_follows() -> None:
    reply = reply_of(sse(event("output_text.delta", delta="Half")), DONE)
    assert (str(reply.text), known(reply.fault).kind) == ("Half", "cut")
