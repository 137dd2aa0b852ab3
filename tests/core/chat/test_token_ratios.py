"""What is learned of a model from the tokens that were counted."""

from __future__ import annotations

import pytest

from streamtui.core.chat.token_ratios import MOST_MODELS, TokenRatio, TokenRatios


def test_a_model_seen_before_is_estimated_by_what_was_counted() -> None:
    ratios = TokenRatios()
    ratios.learn("m", 120, 100.0, 0.0, 20.0)
    assert ratios.of("m") == TokenRatio(ascii=1.2, chunks_are_tokens=False, replies=1)
    ratios.learn("m", 180, 0.0, 120.0, 30.0)
    assert (ratios.of("m").ascii, ratios.of("m").other) == (1.2, 1.25)
    assert ratios.of("another") == TokenRatio()


def test_what_a_server_counts_beside_the_chunks_is_learned() -> None:
    ratios = TokenRatios()
    ratios.learn("m", 107, 95.0, 0.0, 100.0)
    assert (ratios.of("m").extra, ratios.of("m").chunks_are_tokens) == (7.0, True)


@pytest.mark.parametrize("counted", [-5, 0, 3, 49, 300, 10**15])
def test_a_count_that_can_not_be_teaches_nothing(counted: int) -> None:
    ratios = TokenRatios()
    ratios.learn("m", counted, 100.0, 0.0, 100.0)
    assert ratios.of("m") == TokenRatio()
    assert not ratios.learned


def test_no_more_models_are_known_than_some() -> None:
    ratios = TokenRatios()
    for number in range(MOST_MODELS + 5):
        ratios.learn(f"m{number}", 100, 100.0, 0.0, 100.0)
    assert len(list(ratios.items())) == MOST_MODELS
    assert ratios.of("m0") == TokenRatio()
