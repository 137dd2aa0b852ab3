"""What is learned of a model from the tokens that were counted."""

from __future__ import annotations

import pytest

from streamtui.core.chat.token_ratios import MOST_MODELS, TokenRatios, untaught
from streamtui.core.text.token_estimate import Tokens

WORDS = Tokens(words=100.0)


def test_a_model_seen_before_is_estimated_by_what_was_counted() -> None:
    ratios = TokenRatios()
    ratios.learn("m", 130, WORDS, 20, 40.0)
    known = ratios.of("m")
    assert known.tokens(WORDS) == pytest.approx(130, rel=0.05)
    assert (known.ratios.han, known.tokens_a_chunk, known.replies) == (untaught().ratios.han, 0, 1)
    assert ratios.of("another") == untaught()


def test_what_one_kind_of_text_teaches_changes_no_other() -> None:
    ratios = TokenRatios()
    ratios.learn("m", 130, WORDS, 20, 40.0)
    ratios.learn("m", 90, Tokens(han=120.0), 20, 40.0)
    assert ratios.of("m").tokens(WORDS) == pytest.approx(130, rel=0.05)
    assert ratios.of("m").tokens(Tokens(han=120.0)) == pytest.approx(90, rel=0.05)


def test_of_a_mixed_text_that_is_learned_which_was_doubted_most() -> None:
    ratios = TokenRatios()
    ratios.learn("m", 130, Tokens(words=50.0, han=50.0), 20, 40.0)
    assert ratios.of("m").ratios.han > 1.3
    assert ratios.of("m").ratios.words < 1.1


def test_what_a_server_counts_beside_the_chunks_is_learned() -> None:
    ratios = TokenRatios()
    ratios.learn("m", 107, WORDS, 100, 100.0)
    assert (ratios.of("m").extra, ratios.of("m").tokens_a_chunk) == (7.0, 1)


def test_how_many_tokens_are_in_each_chunk_is_learned() -> None:
    ratios = TokenRatios()
    ratios.learn("m", 100, WORDS, 34, 60.0)
    assert ratios.of("m").tokens_a_chunk == 3
    ratios.learn("m", 100, WORDS, 29, 60.0)
    assert ratios.of("m").tokens_a_chunk == 0


def test_that_characters_are_held_back_until_they_are_whole_is_learned() -> None:
    ratios = TokenRatios()
    ratios.learn("m", 120, Tokens(han=100.0), 100, 100.0)
    assert (ratios.of("m").held, ratios.of("m").extra) == (1.2, 0.0)


def test_a_model_is_known_a_little_by_its_name() -> None:
    assert untaught("openai/GPT-4.1-nano") == untaught("gpt-4o") != untaught("gpt-4")
    assert untaught("qwen3.6-35b") != untaught("qwen2.5-coder-0.5b") != untaught("a-qwen")
    assert (
        untaught("meta-llama/Llama-3.1-8B-Instruct") == untaught("llama3.2:1b") != untaught("llama-2-7b") == untaught()
    )
    assert untaught("gemma").unsure(WORDS) < untaught().unsure(WORDS)


@pytest.mark.parametrize("counted", [-5, 0, 3, 49, 300, 10**15])
def test_a_count_that_can_not_be_teaches_nothing(counted: int) -> None:
    ratios = TokenRatios()
    ratios.learn("m", counted, WORDS, 100, 100.0)
    assert ratios.of("m") == untaught()
    assert not ratios.learned


def test_no_more_models_are_known_than_some() -> None:
    ratios = TokenRatios()
    for number in range(MOST_MODELS + 5):
        ratios.learn(f"m{number}", 100, WORDS, 100, 100.0)
    assert len(list(ratios.items())) == MOST_MODELS
    assert ratios.of("m0") == untaught()
