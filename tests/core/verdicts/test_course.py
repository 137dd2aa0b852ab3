"""Stalls and loops on the way of a reply."""

from __future__ import annotations

import random
from typing import Any

import pytest

from streamtui.core.verdicts.loops import loop_in
from tests.core.verdicts.judged import ids, piece, request, verdicts, whole
from tests.core.wire.streams import chunk, sse

WORDS = [{"content": f"word{number} "} for number in range(6)]
SENTENCE = "I will now look at the file once more. "


def test_a_silence_is_told_with_its_length_by_the_chunk_that_ended_it() -> None:
    [verdict] = verdicts(whole(*WORDS), gaps_s=(0.1, 0.1, 0.1, 12.5))
    assert (verdict.id, verdict.chunk) == ("stall", 4)
    assert verdict.sentence.startswith("For 12.5 s nothing came, then the reply went on (half of the gaps are below")


def test_a_silence_with_pings_is_told_as_such() -> None:
    packets = whole(*WORDS)
    packets[3:3] = [b": ping\n\n", b": ping\n\n"]
    [verdict] = verdicts(packets, gaps_s=(0.1, 0.1, 0.1, 5, 5, 5))
    assert (verdict.id, verdict.chunk) == ("stall", 6)
    assert verdict.sentence.startswith("For 15.0 s only 2 pings came,")


@pytest.mark.parametrize(("silence_s", "usual_s", "told"), [(4.0, 0.02, True), (3.0, 0.02, False), (4.0, 0.2, False)])
def test_a_shorter_silence_stands_out_where_chunks_come_quickly(silence_s: float, usual_s: float, told: bool) -> None:
    packets = whole(*({"content": f"word{number} "} for number in range(40)))
    assert ids(packets, gaps_s=[silence_s if number == 20 else usual_s for number in range(40)]) == ["stall"] * told


def _searched(*gaps_s: float) -> list[str]:
    """What is said of thoughts, a search that is added, goes on and is done, and two words."""
    item = {"type": "web_search_call", "id": "ws", "status": "in_progress"}
    of_item: dict[str, Any] = {"output_index": 1, "item": item}
    events = [
        {"type": "response.created", "response": {"id": "r"}},
        {"type": "response.reasoning_summary_text.delta", "output_index": 0, "summary_index": 0, "delta": "Hm."},
        {"type": "response.output_item.added", **of_item},
        {"type": "response.web_search_call.searching", "output_index": 1, "item_id": "ws"},
        {"type": "response.output_item.done", **of_item, "item": {**item, "status": "completed"}},
        {"type": "response.output_text.delta", "output_index": 2, "content_index": 0, "delta": "It "},
        {"type": "response.output_text.delta", "output_index": 2, "content_index": 0, "delta": "is."},
        {"type": "response.completed", "response": {"id": "r", "status": "completed", "output": []}},
    ]
    told = verdicts([sse(event) for event in events], gaps_s=gaps_s, api="responses")
    return [verdict.sentence.partition(",")[0] for verdict in told if verdict.id == "stall"]


def test_it_is_no_silence_while_the_server_runs_something() -> None:
    assert _searched(0.1, 0.1, 0.1, 30, 30, 0.1) == []
    assert _searched(0.1, 0.1, 12, 30, 30, 11) == ["For 12.0 s nothing came"]
    assert _searched(0.1, 0.1, 0.1, 30, 30, 11) == ["For 11.0 s nothing came"]
    assert _searched(0.1, 0.1, 0.1, 30, 30, 0.1, 51) == ["For 51.0 s nothing came"]


def test_a_silence_behind_thoughts_may_be_one_of_thinking() -> None:
    thoughts = [{"reasoning_content": f"word{number} "} for number in range(20)]
    packets = whole(*thoughts, *({"content": f"word{number} "} for number in range(20)))
    assert ids(packets, gaps_s=[5.0 if number == 20 else 0.02 for number in range(40)]) == []
    assert ids(packets, gaps_s=[5.0 if number == 30 else 0.02 for number in range(40)]) == ["stall"]
    [verdict] = verdicts(packets, gaps_s=[15.0 if number == 20 else 0.02 for number in range(40)])
    assert verdict.sentence.endswith(
        ": the model thought on unseen, the server stood still, or a proxy held the stream back."
    )


def test_a_long_wait_for_the_first_word_and_short_gaps_are_fine() -> None:
    assert ids(whole(*WORDS), gaps_s=(60, 0.1, 9.5)) == []


@pytest.mark.parametrize("cut", [1, 7, 39, 64])
def test_a_loop_at_the_end_is_told_by_the_chunk_that_began_it_anew(cut: int) -> None:
    text = "Let me see. " + SENTENCE * 12
    pieces = [text[start : start + cut] for start in range(0, len(text), cut)]
    [verdict] = verdicts(whole(*({"content": one} for one in pieces), finish="length"))
    assert (verdict.id, verdict.chunk) == ("loop", (len("Let me see. ") + len(SENTENCE)) // cut + 1)
    assert verdict.sentence == (
        "The text repeats “I will now look at the file once more.” 12 times from character 13 on (468 characters): the"
        " model loops; ask again with a higher temperature or frequency_penalty."
    )


def test_loops_of_reasoning_and_of_arguments_are_told() -> None:
    assert ids(whole({"reasoning_content": "Wait, " * 60}, {"content": "42"})) == ["loop"]
    [verdict] = verdicts(whole(piece('{"path": "' + "../upper/" * 60 + '"}', "f"), finish="tool_calls"))
    assert (verdict.id, verdict.call) == ("loop", 0)
    assert verdict.sentence.startswith("The arguments of f repeat “../upper/” 60 times")


def test_a_loop_that_the_text_goes_on_behind_is_found() -> None:
    other = " ".join(random.Random(1).choices([f"word{number}" for number in range(900)], k=900))
    found = loop_in(f"{other} {SENTENCE * 200} {other}")
    assert found is not None
    assert (found.unit, found.start, found.times) == (SENTENCE, len(other) + 1, 200)


@pytest.mark.parametrize(
    "text",
    [
        "| a | b |\n" * 40,
        "Ada\tBob\n" * 90,
        "```\n" + "assert call() == 1\n" * 40 + "```\n",
        "```\n" + "0, 0, 0, 0,\n" * 60,
        "-" * 900,
        " " * 3_000,
        "".join(f"{number}. step {number} of the plan\n" for number in range(300)),
        "".join(f"| {number} | {number * number} |\n" for number in range(300)),
        "We shall go on to the end, we shall fight on the beaches, we shall fight on the landing grounds. " * 2,
        " ".join(random.Random(2).choices(["alpha", "beta", "gamma", "delta"], k=2_000)),
    ],
)
def test_tables_code_rules_and_lists_are_no_loops(text: str) -> None:
    assert loop_in(text) is None


def test_code_that_ran_out_of_tokens_in_the_same_line_is_a_loop() -> None:
    code = "```python\n" + "assert call() == 1\n" * 60
    assert ids(whole({"content": code}, finish="length")) == ["loop"]
    assert ids(whole({"content": code + "```"}, finish="stop")) == []


@pytest.mark.parametrize(
    ("delta", "asked"),
    [
        ({"content": "- [ ] item\n" * 60}, "A list, please."),
        ({"content": "1. Breathe in.\n" * 60}, "A list, please."),
        ({"content": "boo " * 90}, "Cry."),
        ({"content": "Oh the wind and the rain, the wind and the rain\n" * 8}, "A song."),
        ({"content": "I will not talk in class.\n" * 50}, "Write 'I will not talk in class' 50 times."),
        (piece('{"path": "a.py", "text": "' + "    assert call()\\n" * 60 + '"}', "write"), "Write a test."),
    ],
)
def test_what_is_meant_so_is_no_loop_where_the_model_came_to_an_end(delta: dict[str, Any], asked: str) -> None:
    sent = request(tools=[]) | {"messages": [{"role": "user", "content": asked}]}
    assert "loop" not in ids(whole(delta), sent)
    assert "loop" in ids(whole(delta, finish="length"), sent)


def test_a_loop_from_the_first_word_on_is_told_from_there() -> None:
    [verdict] = verdicts(whole({"content": "I look at it again.\n" * 30}, finish="length"))
    assert verdict.sentence.startswith("The text repeats “I look at it again.” 30 times from character 1 on (600 ")


def test_looking_for_a_loop_takes_time_in_proportion_to_the_text() -> None:
    windows: list[int] = []

    class Counted(str):
        def __getitem__(self, key: object) -> str:
            windows.append(1)
            return str.__getitem__(self, key)  # type: ignore[index]

    text = " ".join(random.Random(3).choices([f"word{number}" for number in range(900)], k=40_000))
    assert loop_in(Counted(text)) is None
    assert len(windows) < len(text) / 1000 + 10


def test_a_broken_reply_may_loop_too() -> None:
    assert ids([sse(chunk({"content": SENTENCE * 12}))]) == ["cut", "loop"]
