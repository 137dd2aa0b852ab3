"""Costs come from the price list where it knows the server and the model, and are unknown elsewhere."""

from __future__ import annotations

import socket

import pytest

from streamtui.core.chat.usage import Usage
from streamtui.core.ports.model_facts import UNKNOWN
from streamtui.providers.prices import listed_facts, price_usd

OPENAI = "https://api.openai.com/v1"


def test_a_known_model_has_a_price() -> None:
    usage = Usage(prompt_tokens=1_000_000, completion_tokens=100_000)
    assert price_usd(usage, model="gpt-4o-mini", base_url=OPENAI) == pytest.approx(0.15 + 0.06)


def test_cached_tokens_are_cheaper_and_not_counted_twice() -> None:
    usage = Usage(prompt_tokens=1_000_000, completion_tokens=0, cached_tokens=500_000)
    assert price_usd(usage, model="gpt-4o-mini", base_url=OPENAI) == pytest.approx(0.075 + 0.0375)


def test_the_price_is_the_one_of_the_server_asked() -> None:
    usage = Usage(prompt_tokens=1000, completion_tokens=500)
    groq = price_usd(usage, model="llama-3.3-70b-versatile", base_url="https://api.groq.com/openai/v1")
    assert groq is not None
    assert groq > 0
    assert price_usd(usage, model="llama-3.3-70b-versatile", base_url=OPENAI) is None


@pytest.mark.parametrize(
    ("model", "base_url"),
    [
        ("no-such-model", OPENAI),
        ("", OPENAI),
        ("gpt-4o-mini", "https://gateway.example/v1"),
        ("gpt-4o-mini", "http://127.0.0.1:8080/v1"),
        ("gpt-4o-mini", "http://127.9.9.9/https://api.openai.com/v1"),
        ("gpt-4o-mini", "http://[::1]:8080/v1"),
        ("gpt-4o-mini", "http://localhost:11434/v1"),
        ("gpt-4o-mini", "no url"),
        ("gpt-4o-mini", ""),
    ],
)
def test_what_is_not_in_the_list_has_no_price(model: str, base_url: str) -> None:
    assert price_usd(Usage(prompt_tokens=10, completion_tokens=10), model=model, base_url=base_url) is None


@pytest.mark.parametrize(
    "usage",
    [
        Usage(),
        Usage(prompt_tokens=10),
        Usage(completion_tokens=10),
        Usage(prompt_tokens=10, completion_tokens=10, cached_tokens=20),
        Usage(prompt_tokens=-10, completion_tokens=10),
    ],
)
def test_counts_that_are_missing_or_contradict_each_other_have_no_price(usage: Usage) -> None:
    assert price_usd(usage, model="gpt-4o-mini", base_url=OPENAI) is None


def test_the_network_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert price_usd(Usage(prompt_tokens=10, completion_tokens=10), model="gpt-4o-mini", base_url=OPENAI)


def test_room_and_price_are_known_of_those_in_the_list() -> None:
    facts = listed_facts("gpt-4.1-mini", OPENAI)
    assert (facts.context or 0) >= 100_000
    assert facts.price is not None
    assert 0 < facts.price.prompt < facts.price.completion < 10
    tiered = listed_facts("gemini-2.5-pro", "https://generativelanguage.googleapis.com/v1beta/openai")
    assert tiered.price is not None
    for model, url in (("no-such-model", OPENAI), ("gpt-4.1-mini", "http://127.0.0.1:8080/v1"), ("o3", "https://x/v1")):
        assert listed_facts(model, url) == UNKNOWN
