"""What every dialect of the stream says, as one reply."""

from __future__ import annotations

import json
from typing import Any

import pytest

from streamtui.core.chat.events import (
    ChunkReceived,
    CostReported,
    ModelNamed,
    ServerFiguresReported,
    TextDelta,
    UsageReported,
)
from streamtui.core.chat.reply import ReplyState
from streamtui.core.chat.usage import Usage
from tests.core.wire.streams import DONE, chunk, events_of, reply_of, sse, stream


def text_of(*chunks: object) -> str:
    return str(reply_of(stream(*chunks)).text)


def reasoning_and_text(*chunks: object) -> tuple[str, str]:
    reply = reply_of(stream(*chunks))
    return str(reply.reasoning), str(reply.text)


def contents(*pieces: str) -> list[dict[str, Any]]:
    return [chunk({"content": piece}) for piece in pieces]


def usage(prompt: int, completion: int) -> dict[str, Any]:
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def usage_of(*chunks: object) -> Usage | None:
    return reply_of(stream(*chunks)).statistics.usage


class TestChoices:
    @pytest.mark.parametrize("odd", [{}, {"choices": None}, {"choices": []}, {"choices": 7}, {"choices": ["x", None]}])
    def test_a_chunk_without_choices_is_no_trouble(self, odd: dict[str, Any]) -> None:
        assert text_of(*contents("a"), odd, *contents("b")) == "ab"

    @pytest.mark.parametrize(
        "choice", [{}, {"index": 0}, {"delta": None}, {"delta": "x"}, {"delta": {}}, {"index": "x"}]
    )
    def test_a_choice_without_a_delta_is_no_trouble(self, choice: dict[str, Any]) -> None:
        assert text_of(*contents("a"), {"choices": [choice]}, *contents("b")) == "ab"

    def test_a_role_in_every_chunk_changes_nothing(self) -> None:
        assert text_of(*(chunk({"role": "assistant", "content": piece}) for piece in "abc")) == "abc"

    def test_other_choices_are_kept_apart(self) -> None:
        both = {"choices": [{"index": 1, "delta": {"content": "B"}}, {"index": 0, "delta": {"content": "A"}}]}
        reply = reply_of(stream(both, chunk({"content": "a"})))
        assert (str(reply.text), str(reply.alternatives[1].text)) == ("Aa", "B")

    def test_choices_without_an_index_are_counted(self) -> None:
        both = {"choices": [{"delta": {"content": "A"}}, {"delta": {"content": "B"}}]}
        reply = reply_of(stream(both, both))
        assert (str(reply.text), str(reply.alternatives[1].text)) == ("AA", "BB")

    def test_a_message_beside_the_delta_is_not_added(self) -> None:
        chunks = [
            {"choices": [{"index": 0, "delta": {"content": piece}, "message": {"content": whole}}]}
            for piece, whole in [("a", "a"), ("b", "ab"), ("", "ab")]
        ]
        assert text_of(*chunks) == "ab"

    def test_a_message_in_place_of_the_delta_may_hold_all_so_far(self) -> None:
        assert (
            text_of(*({"choices": [{"message": {"content": whole}}]} for whole in ["a", "ab", "abc", "abc"])) == "abc"
        )

    def test_a_message_in_place_of_the_delta_may_hold_a_piece(self) -> None:
        assert (
            text_of(*({"choices": [{"message": {"content": piece}}]} for piece in ["Hel", "lo", " you"])) == "Hello you"
        )

    def test_a_message_beside_an_empty_delta_may_hold_a_piece(self) -> None:
        choices = [{"delta": {}, "message": {"content": piece}} for piece in ["Hel", "lo"]]
        assert text_of(*({"choices": [choice]} for choice in choices)) == "Hello"

    def test_a_full_message_at_the_end_is_not_a_second_answer(self) -> None:
        end = {"object": "chat.completion", "choices": [{"message": {"content": " ab"}, "finish_reason": "stop"}]}
        assert text_of(*contents("a", "b"), end) == "ab"

    def test_the_text_of_a_plain_completion_counts(self) -> None:
        assert text_of({"choices": [{"index": 0, "text": "a"}]}, {"choices": [{"index": 0, "text": "b"}]}) == "ab"


class TestContent:
    def test_parts_are_texts_and_thoughts(self) -> None:
        thinking = {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}
        parts = [thinking, {"type": "text", "text": "a"}, {"type": "reference", "reference_ids": [1]}, "b"]
        assert reasoning_and_text(chunk({"content": parts}), chunk({"content": "c"})) == ("hm", "abc")

    @pytest.mark.parametrize("odd", [7, True, {"x": 1}, [[["a"]], None, 3, {"type": "text", "text": 9}]])
    def test_a_content_of_another_type_is_no_trouble(self, odd: Any) -> None:
        assert text_of(*contents("a", odd, "b")) == "ab"

    @pytest.mark.parametrize("name", ["reasoning_content", "reasoning"])
    def test_reasoning_is_no_text(self, name: str) -> None:
        assert reasoning_and_text(chunk({name: "hm", "content": None}), *contents("a")) == ("hm", "a")

    def test_reasoning_under_several_names_counts_once(self) -> None:
        details = [{"type": "reasoning.text", "text": "hm"}]
        delta = {"reasoning": "hm", "reasoning_content": "hm", "reasoning_details": details}
        assert reasoning_and_text(chunk(delta), chunk({"reasoning_details": details})) == ("hm", "")

    def test_reasoning_details_count_where_nothing_else_does(self) -> None:
        summary, text = {"type": "reasoning.summary", "summary": "h"}, {"type": "reasoning.text", "text": "m"}
        encrypted = {"type": "reasoning.encrypted", "data": "xyz"}
        chunks = [chunk({"reasoning": "", "reasoning_details": [detail]}) for detail in (summary, text, encrypted)]
        assert reasoning_and_text(*chunks) == ("hm", "")

    def test_a_refusal_is_kept_as_one(self) -> None:
        reply = reply_of(stream(chunk({"refusal": "I "}), chunk({"refusal": "can't"})))
        assert (str(reply.refusal), str(reply.text)) == ("I can't", "")

    def test_surrogates_join_over_chunks(self) -> None:
        assert text_of(*contents("a\ud83d", "\ude00b")) == "a\N{GRINNING FACE}b"

    @pytest.mark.parametrize("lone", [["\ud83d"], ["\ude00", "c"], ["a\ud83d", "b"], ["\ud83d", "\ud83d\ude00"]])
    def test_a_lone_surrogate_becomes_a_replacement_character(self, lone: list[str]) -> None:
        text = text_of(*contents(*lone))
        text.encode()
        assert text.count("\ufffd") == 1

    def test_surrogates_of_two_channels_do_not_join(self) -> None:
        reasoning, text = reasoning_and_text(chunk({"reasoning": "\ud83d"}), chunk({"content": "\ude00"}))
        assert (reasoning, text) == ("\ufffd", "\ufffd")


class TestThinkTags:
    @pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
    @pytest.mark.parametrize(
        ("content", "reasoning", "text"),
        [
            ("<think>hm</think>a", "hm", "a"),
            ("\n <think>\nhm\n</think>\n\na", "\nhm\n", "\n\na"),
            ("<thought>hm</thought>a", "hm", "a"),
            ("<think>a < b </thin </think>", "a < b </thin ", ""),
            ("<think>never closed </thi", "never closed </thi", ""),
            ("<thin ice", "", "<thin ice"),
            ("<thi", "", "<thi"),
            ("a <think>no</think>", "", "a <think>no</think>"),
            ("<think></think><think>b</think>", "", "<think>b</think>"),
            (" " * 70 + "<think>b", "", " " * 70 + "<think>b"),
        ],
    )
    def test_they_part_reasoning_from_text_at_the_start_only(
        self, content: str, reasoning: str, text: str, size: int
    ) -> None:
        pieces = [content[at : at + size] for at in range(0, len(content), size)]
        assert reasoning_and_text(*contents(*pieces)) == (reasoning, text)


class TestFigures:
    def test_usage_after_the_finish_chunk_is_kept(self) -> None:
        body = sse(chunk({"content": "a"}), chunk(finish="stop"), {"choices": [], "usage": usage(3, 4)}) + DONE
        assert reply_of(body).statistics.usage == Usage(3, 4, 7)

    def test_the_last_usage_counts_and_null_takes_nothing_back(self) -> None:
        chunks = [chunk(usage=usage(3, 1)), chunk(usage=usage(3, 2)), chunk(usage=None), chunk(usage={})]
        assert usage_of(*chunks) == Usage(3, 2, 5)

    @pytest.mark.parametrize(
        "place",
        [
            {"x_groq": {"usage": usage(1, 2)}, "choices": []},
            {"choices": [{"index": 0, "delta": {}, "usage": usage(1, 2)}]},
            {"usage": {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}},
        ],
    )
    def test_usage_is_found_where_servers_put_it(self, place: dict[str, Any]) -> None:
        assert usage_of(place) == Usage(1, 2, 3)

    def test_details_of_usage(self) -> None:
        details = {"prompt_tokens_details": {"cached_tokens": 5}, "completion_tokens_details": {"reasoning_tokens": 6}}
        assert usage_of(chunk(usage={**usage(9, 9), **details})) == Usage(9, 9, 18, 5, 6)
        assert usage_of(chunk(usage={**usage(9, 9), "prompt_cache_hit_tokens": 5})) == Usage(9, 9, 18, 5)

    @pytest.mark.parametrize("odd", [7, "x", [1], {"prompt_tokens": "many", "completion_tokens": {}}, {"x": True}])
    def test_a_usage_of_another_type_is_no_trouble(self, odd: Any) -> None:
        assert usage_of(chunk(usage=odd)) is None

    def test_usage_is_reported_when_it_changes(self) -> None:
        events = events_of([stream(chunk(usage=usage(1, 1)), chunk(usage=usage(1, 1)), chunk(usage=usage(1, 2)))])
        assert [event.usage for event in events if isinstance(event, UsageReported)] == [Usage(1, 1, 2), Usage(1, 2, 3)]

    @pytest.mark.parametrize(
        ("reported", "usd"),
        [({"cost": 0.25}, 0.25), ({"cost": {"total_cost": 0.25}}, 0.25), ({"cost_in_usd_ticks": 2_500_000_000}, 0.25)],
    )
    def test_the_servers_own_cost_is_kept(self, reported: dict[str, Any], usd: float) -> None:
        events = events_of([stream(chunk(usage={**usage(1, 1), **reported}))])
        assert [event for event in events if isinstance(event, CostReported)] == [CostReported(0.0, usd, "server")]

    @pytest.mark.parametrize(
        ("place", "figures"),
        [
            ({"timings": {"predicted_ms": 5, "said": "word", "more": ["word"]}}, {"predicted_ms": 5}),
            ({"time_info": {"queue_time": 0.5}}, {"queue_time": 0.5}),
            ({"x_groq": {"time_info": {"queue_time": 0.5}}}, {"queue_time": 0.5}),
            ({"usage": {**usage(1, 1), "queue_time": 0.5}}, {"queue_time": 0.5}),
        ],
    )
    def test_the_servers_own_figures_are_kept(self, place: dict[str, Any], figures: dict[str, Any]) -> None:
        events = events_of([stream(chunk(**place))])
        assert [event.figures for event in events if isinstance(event, ServerFiguresReported)] == [figures]


WHOLE = {
    "object": "chat.completion",
    "model": "m",
    "choices": [
        {
            "index": 0,
            "finish_reason": "tool_calls",
            "message": {
                "role": "assistant",
                "content": "a",
                "reasoning_content": "hm",
                "tool_calls": [{"id": "x", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
            },
        }
    ],
    "usage": usage(1, 2),
}


class TestWholeReplies:
    @pytest.mark.parametrize("indent", [None, 2])
    def test_json_in_place_of_a_stream_is_the_reply(self, indent: int | None) -> None:
        reply = reply_of(json.dumps(WHOLE, indent=indent).encode())
        assert reply.state is ReplyState.COMPLETE
        assert (str(reply.reasoning), str(reply.text), reply.finish_reason) == ("hm", "a", "tool_calls")
        assert [(call.server_id, call.name, str(call.arguments)) for call in reply.tool_calls] == [("x", "f", "{}")]
        assert reply.statistics.usage == Usage(1, 2, 3)

    def test_one_event_may_hold_the_whole_reply(self) -> None:
        reply = reply_of(sse(WHOLE) + DONE)
        assert (str(reply.text), len(reply.tool_calls), reply.state) == ("a", 1, ReplyState.COMPLETE)


def test_a_chunk_comes_before_what_it_says_and_tells_where_it_stood() -> None:
    first, second = sse(chunk({"content": "a"})), sse(chunk({"content": "b"}))
    assert events_of([first + b": ping\n\n" + second + DONE])[:-1] == [
        ChunkReceived(0.0, 0, len(first) - 2, "text"),
        ModelNamed(0.0, "m"),
        TextDelta(0.0, "a"),
        ChunkReceived(0.0, len(first), 6, "ping"),
        ChunkReceived(0.0, len(first) + 8, len(second) - 2, "text"),
        TextDelta(0.0, "b"),
        ChunkReceived(0.0, len(first) + 8 + len(second), 12, "done"),
    ]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (chunk({"role": "assistant"}), "other"),
        (chunk({"reasoning": "hm"}), "reasoning"),
        (chunk({"refusal": "no"}), "refusal"),
        (chunk({"tool_calls": [{"function": {"name": "f"}}]}), "arguments"),
        (chunk(finish="stop"), "finish"),
        ({"choices": [], "usage": {"prompt_tokens": 1}}, "usage"),
        ({"error": {"message": "full"}}, "error"),
    ],
)
def test_a_chunk_is_named_by_what_it_brings(data: Any, kind: str) -> None:
    assert events_of([sse(data)])[0] == ChunkReceived(0.0, 0, len(sse(data)) - 2, kind)  # type: ignore[arg-type]


def test_a_chunk_that_is_no_json_is_told_of_and_not_counted() -> None:
    assert events_of([b"data: {half\n\n"])[0] == ChunkReceived(0.0, 0, 11, "broken")
    assert reply_of(b"data: {half\n\n: ping\n\n" + DONE).statistics.chunks == 0


def test_the_servers_name_of_the_model_is_kept() -> None:
    assert reply_of(stream({"choices": [], "model": ""}, chunk(model="m-2024"))).served_model == "m-2024"


@pytest.mark.parametrize("odd", [None, 1, True, "x", [], [None, 3]])
def test_json_that_is_no_object_is_no_trouble(odd: Any) -> None:
    reply = reply_of(stream(chunk({"content": "a"}), odd))
    assert (str(reply.text), reply.state) == ("a", ReplyState.COMPLETE)
