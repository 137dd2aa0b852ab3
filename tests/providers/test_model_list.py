"""Lists of models are read in the forms that servers give them."""

from __future__ import annotations

from typing import Any

import pytest

from streamtui.core.words.model_words import model_words
from streamtui.providers.model_list import models_in
from streamtui.providers.more_facts import more_facts


@pytest.mark.parametrize(
    ("listed", "models"),
    [
        ({"data": [{"id": "a", "max_model_len": 8192}]}, {"a": 8192}),
        (
            {"data": [{"id": "a", "context_length": 131072}, {"id": "b", "context_window": "32768"}]},
            {"a": 131072, "b": 32768},
        ),
        ({"data": [{"id": "a", "meta": {"n_ctx": 4096, "n_ctx_train": 32768}}]}, {"a": 4096}),
        ({"data": [{"id": "a", "meta": {"n_ctx_train": 32768}}]}, {"a": None}),
        ({"models": [{"name": "a"}]}, {"a": None}),
        ([{"id": "a", "max_context_length": 0}, {"id": "a", "meta": []}], {"a": None}),
        (
            {"data": [{"id": "a", "max_model_len": -1}, {"id": "b", "max_model_len": 10**400}, {"id": 3}, None]},
            {"a": None, "b": None},
        ),
        ({"data": "x"}, {}),
        ([], {}),
    ],
)
def test_names_and_room_are_read_where_they_are_told(listed: Any, models: dict[str, int | None]) -> None:
    assert {name: facts.context for name, facts in models_in(listed).items()} == models


OPENROUTER = {
    "id": "a/b",
    "context_length": 131072,
    "architecture": {"input_modalities": ["text", "image"]},
    "pricing": {"prompt": "0.0000004", "completion": "0.0000016"},
    "supported_parameters": ["tools", "reasoning", "seed"],
}
MISTRAL = {"id": "m", "capabilities": {"function_calling": True, "vision": False}, "max_context_length": 32768}
TOGETHER = {"id": "t", "pricing": {"input": 0.2, "output": 0.6}, "context_length": 8192, "type": "chat"}
ALL_FREE = {"id": "f", "pricing": {"prompt": "0", "completion": "0"}}


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (OPENROUTER, "131k · $0.40 in, $1.60 out · vision, tools, reasoning"),
        (MISTRAL, "32k · tools"),
        (TOGETHER, "8k · $0.20 in, $0.60 out"),
        (ALL_FREE, "free"),
        ({"id": "x", "pricing": {"prompt": "-1", "completion": "-1"}, "capabilities": [3, None]}, ""),
        ({"id": "x", "pricing": {"prompt": "nan", "completion": 10**400}, "type": []}, ""),
    ],
)
def test_price_and_abilities_are_read_where_they_are_told(entry: dict[str, Any], said: str) -> None:
    assert [model_words(facts) for facts in models_in({"data": [entry]}).values()] == [said]


async def test_llama_cpp_and_lm_studio_are_asked_for_what_they_tell_elsewhere() -> None:
    asked = []

    async def ask(path: str) -> object:
        asked.append(path)
        if path == "/props":
            return {"default_generation_settings": {"n_ctx": 4096}, "modalities": {"vision": True}}
        more = {"id": "q", "type": "vlm", "max_context_length": 32768, "loaded_context_length": 8192}
        return {"data": [{**more, "capabilities": ["tool_use"]}]}

    async def told(owner: str) -> list[str]:
        listed = {"data": [{"id": "q", "owned_by": owner, "max_context_length": 1}]}
        return [model_words(facts) for facts in (await more_facts(listed, ask)).values()]

    assert await told("llamacpp") == ["4k · vision"]
    assert await told("organization_owner") == ["8k · vision, tools"]
    assert await told("someone") == ["1"]
    assert asked == ["/props", "/api/v0/models"]


def test_a_list_that_says_what_goes_in_says_who_is_blind() -> None:
    listed = [
        {"id": "a", "architecture": {"input_modalities": ["text"]}},
        {"id": "b", "architecture": {"input_modalities": ["text", "image"]}},
        {"id": "c", "capabilities": {"vision": False}},
        {"id": "d", "type": "llm"},
        {"id": "e", "supported_parameters": ["tools"]},
    ]
    assert [name for name, facts in models_in({"data": listed}).items() if facts.blind] == ["a", "c", "d"]
