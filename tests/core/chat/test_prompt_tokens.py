"""The guess at the tokens of a request."""

from __future__ import annotations

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.prompt_tokens import estimate_prompt
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.token_ratios import TokenRatios
from streamtui.core.text.token_estimate import Tokens
from tests.core.text.test_token_estimate import CHINESE, PROSE
from tests.known import known


def tokens_in(prompt: str, model: str, ratios: TokenRatios | None = None) -> int:
    state = ChatState(ratios).fold([ev.PromptSubmitted(0.0, prompt), ev.RequestSent(0.0, 1, model)])
    return estimate_prompt(state.conversation, known(state.reply))


def test_the_tokens_of_a_request_are_those_of_its_models_tokenizer() -> None:
    assert tokens_in(CHINESE, "gpt-4o") == pytest.approx(127 + 4, rel=0.15)
    assert tokens_in(CHINESE, "qwen3") == pytest.approx(87 + 4, rel=0.15)
    assert tokens_in(PROSE, "a-model") == pytest.approx(101 + 4, rel=0.05)


def test_they_are_by_what_was_learned_of_the_model() -> None:
    ratios = TokenRatios()
    ratios.learn("a-model", 150, Tokens(words=100.0), 20, 40.0)
    assert tokens_in("word " * 50, "a-model", ratios) > 1.3 * tokens_in("word " * 50, "another")


def test_what_was_set_aside_is_not_sent_again() -> None:
    state = ChatState().fold([ev.PromptSubmitted(0.0, PROSE), ev.RequestSent(0.0, 1, "m")])
    state.fold([ev.TextDelta(0.1, "word " * 500), ev.ReplyFinished(0.2), ev.TurnFinished(0.2)])
    state.fold([ev.TurnRepeated(0.3), ev.RequestSent(0.3, 1, "m")])
    assert estimate_prompt(state.conversation, known(state.reply)) == tokens_in(PROSE, "m")
