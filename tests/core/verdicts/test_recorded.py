"""Recorded streams of real servers: the rules are silent on what is right, and right on what is not."""

from __future__ import annotations

import re

import pytest

from streamtui.core.chat.state import ChatState
from streamtui.core.verdicts.evidence import Evidence
from streamtui.core.verdicts.judge import RULES, verdicts_of
from tests.core.verdicts.judged import events_of, request, used, whole
from tests.known import known
from tests.paths import REPOSITORY, WIRE

STREAMS = {path.stem: path for api in ("chat", "responses") for path in sorted((WIRE / api).glob("*.sse"))}
WRONG = {
    "usage": (
        "azure__chat_function_calling_azure_grok",  # more cached tokens than the prompt has
        "azure__chat_streaming_responses_azure_grok",
        "openai__dd-trace-py__response_stream_incomplete",  # a text, and all counts are 0
    ),
    "cut": (
        "groq__test_tool_use_failed_error_streaming",
        "openrouter__test_openrouter_stream_error",
        "openai__ai__openai-error.1",
    ),
    "reasoning-budget": (
        "openai__chat-streaming-detailed-usage",
        "openai__req_llm__o3_deep_research-reasoning_streaming",
        "openai__rig__streaming_grammar-incomplete_max_output_tokens",
        "openai__rig__truncated_turn_matrix-responses_streaming_reasoning_budge",
    ),
    "finish-reason": ("openai__test_tools_streaming_variant_b",),
    "cut-by-limit": ("openai__mirascope__refusal-openai_responses-handles-refusal-for-stream",),
}
"""Looked through by hand: in each of them that is so. Nothing else is said of any other."""


@pytest.mark.parametrize("name", STREAMS)
def test_the_rules_speak_where_something_is_wrong_and_only_there(name: str) -> None:
    api = STREAMS[name].parent.name
    events = events_of([STREAMS[name].read_bytes()], api=api)
    found = verdicts_of(known(ChatState().fold(events).reply), events, timed=False)
    expected = {rule for rule, names in WRONG.items() if name.startswith(names)}
    assert {verdict.id for verdict in found} <= expected
    for verdict in found:
        assert verdict.chunk is not None


def test_each_kind_of_wrong_stream_is_seen() -> None:
    if not STREAMS:
        pytest.skip(f"no recorded streams in {WIRE}; set STREAMTUI_WIRE_DIR to a folder that has some")
    for rule, names in WRONG.items():
        for stem in names:
            paths = [path for name, path in STREAMS.items() if name.startswith(stem)]
            said: set[str] = set()
            for path in paths:
                events = events_of([path.read_bytes()], api=path.parent.name)
                reply = known(ChatState().fold(events).reply)
                said |= {verdict.id for verdict in verdicts_of(reply, events, timed=False)}
            assert rule in said, stem


def test_a_reply_that_is_right_is_judged_without_reading_the_wire(monkeypatch: pytest.MonkeyPatch) -> None:
    packets = whole({"content": "word " * 3}, {"content": "and so on."}, usage=used(9, 9))
    events = events_of(packets, request())
    reply = known(ChatState().fold(events).reply)
    monkeypatch.delattr(Evidence, "log")
    assert verdicts_of(reply, events) == ()


def test_the_readme_names_every_rule() -> None:
    named = re.findall(
        r"^\| `([\w-]+)` \| ", (REPOSITORY / "README.md").read_text().partition("| `id` |")[2], re.MULTILINE
    )
    assert set(named[: len(RULES)]) == {rule.id for rule in RULES}
    assert all(rule.judge.__doc__ for rule in RULES)
