"""Tool calls out of the pieces of them that servers send, good and bad."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.core.wire.streams import chunk, reply_of, stream


def piece(
    index: int | str | None = None, identity: str | None = None, name: Any = None, arguments: Any = None, **more: Any
) -> dict[str, Any]:
    entry: dict[str, Any] = {"type": "function", "function": {"name": name, "arguments": arguments}, **more}
    if index is not None:
        entry["index"] = index
    if identity is not None:
        entry["id"] = identity
    return entry


def calls_of(*chunks: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    reply = reply_of(stream(*(chunk({"tool_calls": entries}) for entries in chunks)))
    return [(call.server_id, call.name, str(call.arguments)) for call in reply.tool_calls]


def one_by_one(*pieces: dict[str, Any]) -> list[tuple[str, str, str]]:
    return calls_of(*([entry] for entry in pieces))


F, G = ("a", "f", '{"x": 1}'), ("b", "g", '{"y": 2}')


class TestByTheRules:
    def test_a_call_in_pieces(self) -> None:
        assert one_by_one(piece(0, "a", "f", ""), piece(0, None, None, '{"x"'), piece(0, None, None, ": 1}")) == [F]

    def test_calls_one_after_the_other(self) -> None:
        first = piece(0, "a", "f", ""), piece(0, None, None, '{"x": 1}')
        second = piece(1, "b", "g", ""), piece(1, None, None, '{"y": 2}')
        assert one_by_one(*first, *second) == [F, G]

    def test_calls_at_the_same_time(self) -> None:
        pieces = piece(0, "a", "f", '{"x"'), piece(1, "b", "g", '{"y"'), piece(0, arguments=": 1}")
        assert one_by_one(*pieces, piece(1, arguments=": 2}")) == [F, G]

    def test_whole_calls_in_one_chunk(self) -> None:
        assert calls_of([piece(0, *F), piece(1, *G)]) == [F, G]

    def test_order_is_that_of_appearance(self) -> None:
        assert one_by_one(piece(3, *F), piece(1, *G)) == [F, G]

    def test_calls_of_the_same_function(self) -> None:
        assert one_by_one(piece(0, "a", "f", "{}"), piece(1, "b", "f", "{}")) == [("a", "f", "{}"), ("b", "f", "{}")]


class TestIndex:
    def test_without_one_an_id_tells_the_calls_apart(self) -> None:
        pieces = piece(None, "a", "f", '{"x"'), piece(None, "b", "g", '{"y"'), piece(None, "a", None, ": 1}")
        assert one_by_one(*pieces, piece(None, "b", None, ": 2}")) == [F, G]

    def test_without_one_a_piece_goes_on_with_the_last_call(self) -> None:
        pieces = piece(None, "a", "f", ""), piece(None, None, None, '{"x": 1}'), piece(None, "b", "g", '{"y"')
        assert one_by_one(*pieces, piece(None, None, None, ": 2}")) == [F, G]

    def test_without_index_and_id_whole_arguments_end_a_call(self) -> None:
        pieces = piece(name="f", arguments='{"x": 1}'), piece(name="g", arguments='{"y": 2}')
        assert one_by_one(*pieces) == [("call_0", *F[1:]), ("call_1", *G[1:])]

    def test_without_index_and_id_two_entries_of_a_chunk_are_two_calls(self) -> None:
        entries = [piece(name="f", arguments=""), piece(name="f", arguments="")]
        assert calls_of(entries) == [("call_0", "f", ""), ("call_1", "f", "")]

    def test_it_may_be_0_for_all_whole_calls(self) -> None:
        assert calls_of([piece(0, *F), piece(0, *G)]) == calls_of([piece(0, *F)], [piece(0, *G)]) == [F, G]

    def test_it_may_be_0_for_all_whole_calls_of_one_function(self) -> None:
        again = ("b", "f", '{"x": 2}')
        assert calls_of([piece(0, *F), piece(0, *again)]) == calls_of([piece(0, *F)], [piece(0, *again)]) == [F, again]

    def test_it_may_be_0_for_all_calls_in_pieces(self) -> None:
        first = piece(0, "a", "f", ""), piece(0, None, None, '{"x"'), piece(0, None, None, ": 1}")
        second = piece(0, "b", "f", ""), piece(0, None, None, '{"x": 2}')
        assert one_by_one(*first, *second) == [F, ("b", "f", '{"x": 2}')]

    def test_it_may_be_0_for_all_calls_without_ids(self) -> None:
        assert one_by_one(piece(0, None, *F[1:]), piece(0, None, *G[1:])) == [("call_0", *F[1:]), ("call_1", *G[1:])]

    def test_it_may_be_a_string(self) -> None:
        assert one_by_one(piece("0", "a", "f", '{"x"'), piece("1", *G), piece("0", None, None, ": 1}")) == [F, G]

    def test_it_may_come_late(self) -> None:
        assert one_by_one(piece(None, "a", "f", ""), piece(0, None, None, '{"x": 1}')) == [F]


class TestIds:
    def test_one_in_every_piece_is_the_same_call(self) -> None:
        assert one_by_one(piece(0, "a", "f", '{"x"'), piece(0, "a", "f", ": 1}"), piece(0, "a", "f", "")) == [F]

    def test_an_empty_one_is_none(self) -> None:
        assert one_by_one(piece(0, "a", "f", '{"x"'), piece(0, "", "", ": 1}")) == [F]

    def test_it_may_come_late(self) -> None:
        assert one_by_one(piece(0, None, "f", '{"x"'), piece(0, "a", None, ": 1}")) == [F]
        assert one_by_one(piece(0, None, "f", '{"x": 1}'), piece(0, "a", "f", "")) == [F]

    def test_a_new_one_in_every_piece_is_the_same_call(self) -> None:
        assert one_by_one(piece(0, "a", "f"), piece(0, "r1", None, '{"x"'), piece(0, "r2", None, ": 1}")) == [F]
        assert one_by_one(piece(0, "a", "f", ""), piece(0, "r1", "f", '{"x"'), piece(0, "r2", "f", ": 1}")) == [F]

    def test_without_one_a_call_gets_a_name(self) -> None:
        assert one_by_one(piece(0, None, "f", "{}"), piece(1, "", "g", "{}")) == [
            ("call_0", "f", "{}"),
            ("call_1", "g", "{}"),
        ]


class TestNames:
    def test_one_in_every_piece_is_the_same_name(self) -> None:
        assert one_by_one(piece(0, "a", "f", '{"x"'), piece(0, None, "f", ": 1}")) == [F]

    def test_it_may_come_in_pieces(self) -> None:
        assert one_by_one(piece(0, "a", "get_"), piece(0, None, "weather"), piece(0, None, None, "{}")) == [
            ("a", "get_weather", "{}")
        ]

    def test_it_may_come_late(self) -> None:
        assert one_by_one(piece(0, "a", None, '{"x"'), piece(0, None, "f", ": 1}")) == [F]


class TestArguments:
    def test_an_object_becomes_its_text(self) -> None:
        assert one_by_one(piece(0, "a", "f", {"x": 1})) == [F]

    @pytest.mark.parametrize("odd", [None, 7, True])
    def test_another_type_is_no_text(self, odd: Any) -> None:
        assert one_by_one(piece(0, "a", "f", odd), piece(0, None, None, '{"x": 1}')) == [F]

    def test_they_are_kept_exactly(self) -> None:
        text = '{ "x" :1e5,\n"ü":"\\u00fc" }  '
        assert one_by_one(piece(0, "a", "f", text))[0][2] == text

    def test_surrogates_join_over_pieces(self) -> None:
        pieces = piece(0, "a", "f", '{"x": "\ud83d'), piece(0, None, None, '\ude00"}')
        assert one_by_one(*pieces)[0][2] == '{"x": "\N{GRINNING FACE}"}'

    def test_a_lone_surrogate_becomes_a_replacement_character(self) -> None:
        assert one_by_one(piece(0, "a", "f", '"\ud83d'))[0][2] == '"\ufffd'

    def test_a_call_sent_whole_twice_is_one_call(self) -> None:
        assert one_by_one(piece(0, *F), piece(0, *F)) == [F]
        assert one_by_one(piece(0, "a", "f", '{"x"'), piece(0, None, None, ": 1}"), piece(0, *F)) == [F]


class TestOtherForms:
    def test_the_legacy_function_call_is_a_call(self) -> None:
        deltas = [{"name": "f", "arguments": ""}, {"arguments": '{"x"'}, {"arguments": ": 1}"}]
        reply = reply_of(stream(*(chunk({"function_call": delta, "content": None}) for delta in deltas)))
        assert [(call.server_id, call.name, str(call.arguments)) for call in reply.tool_calls] == [("call_0", *F[1:])]

    def test_a_custom_tool_has_an_input(self) -> None:
        custom = {"index": 0, "id": "a", "type": "custom", "custom": {"name": "f", "input": "print"}}
        more = {"index": 0, "custom": {"input": "(1)"}}
        assert one_by_one(custom, more) == [("a", "f", "print(1)")]

    def test_name_and_arguments_may_stand_without_a_function(self) -> None:
        assert one_by_one({"id": "a", "name": "f", "arguments": '{"x": 1}'}) == [F]

    def test_what_the_server_wants_back_is_kept(self) -> None:
        signature = {"google": {"thought_signature": "xyz"}}
        reply = reply_of(stream(chunk({"tool_calls": [piece(0, *F, extra_content=signature)]})))
        assert reply.tool_calls[0].kept == {"extra_content": signature}

    @pytest.mark.parametrize("odd", [None, [], {}, [None], [{}], [7], "x", [{"function": None}], [{"index": 0}]])
    def test_calls_that_say_nothing_are_none(self, odd: Any) -> None:
        reply = reply_of(stream(chunk({"tool_calls": odd, "content": "a"})))
        assert (reply.tool_calls, str(reply.text)) == ([], "a")

    def test_calls_of_another_choice_are_its_own(self) -> None:
        other = {"choices": [{"index": 1, "delta": {"tool_calls": [piece(0, *G)]}}]}
        reply = reply_of(stream(chunk({"tool_calls": [piece(0, *F)]}), other))
        assert [call.name for call in reply.tool_calls] == ["f"]
        assert [call.name for call in reply.alternatives[1].tool_calls] == ["g"]


def test_long_arguments_in_small_pieces_are_exact() -> None:
    text = json.dumps({"text": "line {}\n" * 2000})
    pieces = [piece(0, "a", "f", text[at : at + 4]) for at in range(0, len(text), 4)]
    assert one_by_one(*pieces) == [("a", "f", text)]
