"""What changed between two requests, in either API, and how much of the beginning stayed the same."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from streamtui.core.chat.usage import Usage
from streamtui.core.wire.request_change import RequestChange, request_change
from streamtui.core.wire.sent_request import sent_request
from streamtui.core.words.request_words import change_lines
from tests.known import known

RULES = "Answer briefly and name your sources. " * 12
SYSTEM = f"{RULES}It is 14:02:11 on a Monday."
TOOLS = [
    {"type": "function", "function": {"name": name, "description": f"The {name}.", "parameters": {"type": "object"}}}
    for name in ("weather", "time", "search")
]
BEFORE: dict[str, Any] = {
    "model": "m",
    "stream": True,
    "temperature": 0.2,
    "tools": TOOLS,
    "messages": [
        {"role": "system", "content": SYSTEM},
        {"role": "user", "content": "One."},
        {"role": "assistant", "content": "Two."},
        {"role": "user", "content": "Three."},
    ],
}


def change(now: dict[str, Any], before: dict[str, Any] = BEFORE) -> RequestChange:
    return request_change(known(sent_request(json.dumps(before))), known(sent_request(json.dumps(now))))


def other(**fields: Any) -> dict[str, Any]:
    return copy.deepcopy({**BEFORE, **fields})


def messages(*places: tuple[int, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = copy.deepcopy(BEFORE["messages"])
    for place, text in places:
        found[place]["content"] = text
    return found


def test_a_conversation_that_goes_on_breaks_nothing() -> None:
    more = [*BEFORE["messages"], {"role": "assistant", "content": "Four."}, {"role": "user", "content": "Five."}]
    found = change(other(messages=more))
    assert (found.differs, found.broken) == (("2 messages more at the end",), False)
    assert found.same_tokens == found.before_tokens > 60
    assert change(BEFORE).same


def test_a_timestamp_in_the_system_prompt_is_named_with_its_place() -> None:
    found = change(other(messages=messages((0, SYSTEM.replace("14:02:11", "14:02:40")))))
    at = SYSTEM.index("14:02:11") + 1
    assert found.differs == (f"a timestamp in the system prompt at character {at}: “14:02:11” became “14:02:40”",)
    assert found.broken
    assert 60 < found.same_tokens < found.before_tokens


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("2026-11-29T10:00:00Z", "2026-11-29T10:00:09Z", "a timestamp"),
        ("1795342208", "1795342999", "a timestamp"),
        ("Nov 29", "Nov 30", "a timestamp"),
        ("2026年11月29日12时05分", "2026年11月29日12时06分", "a timestamp"),
        ("call_ab12Cd", "call_zz12Cd", "an id"),
        ("0b8e0a3c-8f1e-4b7a-9d57-0a1b2c3d4e5f", "0b8e0a3c-8f1e-4b7a-9d57-0a1b2c3d4e60", "an id"),
    ],
)
def test_what_changes_from_day_to_day_is_named_as_such(was: str, becomes: str, told: str) -> None:
    found = change(other(messages=messages((0, f"Now {becomes}."))), other(messages=messages((0, f"Now {was}."))))
    assert found.differs[0].startswith(f"{told} in the system prompt at character 5: ")


def test_tools_in_another_order_break_all() -> None:
    found = change(other(tools=[TOOLS[1], TOOLS[0], TOOLS[2]]))
    assert (found.differs, found.broken, found.same_tokens) == (
        ("tools changed order (“time” comes earlier)",),
        True,
        0,
    )


def test_tools_that_come_go_or_change_are_named() -> None:
    changed = copy.deepcopy(TOOLS)
    changed[2]["function"]["description"] = "The searches."  # type: ignore[index]
    assert change(other(tools=TOOLS[:2])).differs == ("tool “search” is gone",)
    found = change(other(tools=[*TOOLS, {"type": "web_search"}]))
    assert (found.differs, found.broken) == (("tool “web_search” is new",), True)
    [told] = change(other(tools=changed)).differs
    assert told.startswith("tool “search” changed at character ")
    assert change(other(tools=changed)).same_tokens > 0


@pytest.mark.parametrize(
    ("now", "told", "broken"),
    [
        (messages((1, "One!")), "message 2 (user) changed at character 4: “.” became “!”", True),
        (messages((3, "Three. And")), "message 4 (user) goes on at character 7 with “And”", True),
        (messages((3, "Thr")), "message 4 (user) ends at character 3, before “ee.”", True),
        (BEFORE["messages"][:2], "2 messages gone from the end", False),
        (BEFORE["messages"][:1] + BEFORE["messages"][2:], "1 message gone from number 2 on, user first", True),
        (
            [*BEFORE["messages"][:1], {"role": "user", "content": "Zero."}, *BEFORE["messages"][1:]],
            "1 message put in as number 2, user first",
            True,
        ),
    ],
)
def test_messages_that_change_are_named(now: list[Any], told: str, broken: bool) -> None:
    found = change(other(messages=now))
    assert (found.differs, found.broken) == ((told,), broken)


def test_what_a_conversation_grew_by_is_told_apart_from_what_broke_it() -> None:
    before = BEFORE["messages"]
    more = [{"role": "assistant", "content": "Four."}, {"role": "user", "content": "Five."}]
    clock = {"role": "system", "content": SYSTEM.replace("14:02:11", "14:02:40")}
    for now, told in (
        ([clock, *before[1:], *more], "a timestamp in the system prompt at character "),
        ([{"role": "system", "content": "Be kind."}, *before, *more], "the system prompt is new"),
        ([*before[1:], *more], "the system prompt is gone"),
        ([before[0], *before[2:], *more], "1 message gone from number 2 on, user first"),
        ([*before[:1], *before[3:], *more], "2 messages gone from number 2 on, user first"),
    ):
        found = change(other(messages=now))
        assert found.broken
        assert found.differs == (*found.inside, "2 messages more at the end")
        assert [one.startswith(told) for one in found.inside] == [True]
    assert change(other(messages=[*before, *more])).inside == ()


def test_a_prompt_that_was_asked_otherwise_is_told_with_what_it_set_back() -> None:
    before = BEFORE["messages"]
    found = change(other(messages=[before[0], {"role": "user", "content": "Ten."}]))
    assert found.differs == (
        "message 2 (user) changed at character 1: “One.” became “Ten.”",
        "2 messages gone from the end",
    )


def test_fields_of_a_tool_in_another_order_are_another_text() -> None:
    tools = copy.deepcopy(TOOLS)
    tools[1]["function"] = dict(reversed(tools[1]["function"].items()))  # type: ignore[attr-defined]
    [told] = change(other(tools=tools)).differs
    assert told == "tool “time” changed at character 3 of its definition"


def test_a_picture_is_no_text_of_as_many_tokens() -> None:
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + "iVBORw0KGgo" * 20_000}}
    now = messages()
    now[1]["content"] = [{"type": "text", "text": "What is it?"}, picture]
    assert change(BEFORE, other(messages=now)).before_tokens < 3_000


def test_parameters_that_change_are_named_and_break_nothing() -> None:
    now = other(temperature=0.7, seed=1)
    del now["stream"]
    found = change(now)
    assert found.differs == ("stream true → none", "temperature 0.2 → 0.7", "seed none → 1")
    assert (found.broken, found.same_tokens) == (False, found.before_tokens)


def test_another_model_has_nothing_in_common() -> None:
    found = change(other(model="n"))
    assert (found.differs, found.broken, found.same_tokens) == (("model “m” → “n”",), True, 0)


def test_requests_of_the_responses_api_are_compared_too() -> None:
    before = {"model": "m", "instructions": SYSTEM, "input": "One.", "tools": [{"type": "function", "name": "f"}]}
    now = {**before, "instructions": SYSTEM + " Be kind."}
    [told] = change(now, before).differs
    assert told == f"the system prompt goes on at character {len(SYSTEM) + 1} with “Be kind.”"
    assert change(
        {**before, "input": [{"role": "user", "content": [{"type": "input_text", "text": "One."}]}]}, before
    ).same


def test_a_conversation_that_the_server_keeps_goes_on() -> None:
    before = {"model": "m", "instructions": SYSTEM, "input": "One."}
    now = {**before, "previous_response_id": "resp_1", "input": [{"role": "user", "content": "Two."}]}
    found = change(now, before)
    assert (found.differs, found.broken, found.same_tokens) == (
        ("1 message more at the end",),
        False,
        found.before_tokens,
    )
    assert change({**now, "previous_response_id": "resp_2", "input": "Three."}, now).inside == ()
    [told] = change({**now, "instructions": SYSTEM + " Be kind."}, before).inside
    assert told.startswith("the system prompt goes on at character")


def test_items_of_a_response_are_compared_one_by_one() -> None:
    call = {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}
    thought = {"type": "reasoning", "id": "rs", "encrypted_content": "x" * 90, "summary": []}
    answer = {"type": "function_call_output", "call_id": "c", "output": "42"}
    before: dict[str, Any] = {"model": "m", "input": [{"role": "user", "content": "One."}, thought, call, answer]}
    found = change({**before, "input": [before["input"][0], call, answer]}, before)
    assert found.differs == ("1 message gone from number 2 on, reasoning first",)
    other_answer = {**answer, "output": "43"}
    [told] = change({**before, "input": [*before["input"][:3], other_answer]}, before).differs
    assert told.startswith("message 4 (function_call_output) changed at character ")


def test_the_same_tool_in_either_api_is_the_same() -> None:
    flat = [{"type": "function", **tool["function"]} for tool in TOOLS]  # type: ignore[dict-item]
    assert change(other(tools=flat)).same


def test_a_mark_for_the_cache_that_moves_on_changes_nothing() -> None:
    now = messages()
    now[0]["content"] = [{"type": "text", "text": SYSTEM, "cache_control": {"type": "ephemeral"}}]
    assert change(other(messages=now)).same


def test_a_picture_that_comes_later_is_told_behind_the_words() -> None:
    parts = [{"type": "text", "text": "One."}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}}]
    now = messages()
    now[1]["content"] = parts
    [told] = change(other(messages=now)).differs
    assert told == "message 2 (user) goes on at character 5 with an image"
    other_one = [parts[0], {"type": "image_url", "image_url": {"url": "data:image/png;base64,BB"}}]
    [told] = change(
        other(messages=[*now[:1], {"role": "user", "content": other_one}, *now[2:]]), other(messages=now)
    ).differs
    assert told == "an image in message 2 (user) changed"


def test_blanks_and_another_role_of_the_prompt_are_named() -> None:
    assert change(other(messages=messages((0, f"{SYSTEM} \n")))).differs[0].endswith(" with blanks")
    [told] = change(other(messages=[{**BEFORE["messages"][0], "role": "developer"}, *BEFORE["messages"][1:]])).differs
    assert told == "the system prompt is of the role developer, no longer system"


def test_what_stands_in_requests_is_shown_as_text_and_bounded() -> None:
    evil = "\x1b[2J" * 500
    found = change(other(model=evil, temperature=evil, messages=messages((0, evil), (1, evil), (2, evil))))
    assert all("\x1b" not in told and len(told) < 200 for told in found.differs)


def test_a_cache_that_missed_is_explained() -> None:
    broken = change(other(tools=[TOOLS[1], TOOLS[0], TOOLS[2]]))
    assert change_lines(broken, Usage(900, 9, 909, cached_tokens=0))[1] == (
        f"cache: ~0 tokens of ~{broken.before_tokens} stay the same from the beginning, 0 were cached:"
        " tools changed order (“time” comes earlier) broke it"
    )
    long = other(messages=messages((0, "word " * 3_000)))
    kept = change(long, long)
    assert "nothing before changed, so the server lost it" in change_lines(kept, Usage(3_000, 9, cached_tokens=0))[1]
    assert change_lines(kept, Usage(3_000, 9, cached_tokens=2_944))[1].endswith("beginning, 2,944 were cached")
    formed = change({**long, "response_format": {"type": "json_object"}}, long)
    said = change_lines(formed, Usage(3_000, 9, cached_tokens=0))[1]
    assert said.endswith("0 were cached: response_format changed, by which some servers tell caches apart")
    assert "does not say what it had cached" in change_lines(kept, Usage(3_000, 9))[1]
    assert "fewer than 1,024 are seldom kept" in change_lines(change(BEFORE), Usage(90, 9, cached_tokens=0))[1]
