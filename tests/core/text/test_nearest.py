"""Names that were meant."""

from __future__ import annotations

from streamtui.core.text.nearest import nearest, perhaps

MODELS = ["gpt-5", "gpt-5-mini", "Qwen3-8B", "llama-3.1-70b"]


def test_what_was_typed_half_or_wrong_finds_the_name() -> None:
    assert nearest("qwen", MODELS) == ["Qwen3-8B"]
    assert nearest("lama-3.1-70b", MODELS) == ["llama-3.1-70b"]
    assert nearest("gpt", MODELS) == ["gpt-5", "gpt-5-mini"]
    assert nearest("nosuch", MODELS) == nearest("", MODELS) == []


def test_however_many_and_long_the_names_are_few_are_compared() -> None:
    assert nearest("a" * 100_000, ["a" * 100_000] * 3 + ["b"] * 10_000) == []


def test_it_is_said_in_brackets_or_not_at_all() -> None:
    assert perhaps("gpt", MODELS) == " (perhaps gpt-5 or gpt-5-mini)"
    assert perhaps("modle", ["model", "new"], "/") == " (perhaps /model)"
    assert perhaps("zzz", MODELS) == ""
