"""A server's words and address as parts of our sentences."""

from __future__ import annotations

import pytest

from streamtui.core.faults.server_words import excerpt, is_loopback, quote


@pytest.mark.parametrize(
    "url", ["http://localhost:8080/v1", "http://127.0.0.1/v1", "https://127.8.9.10/v1", "http://[::1]:11434/v1"]
)
def test_this_machine_has_several_names(url: str) -> None:
    assert is_loopback(url)


@pytest.mark.parametrize(
    "url", ["https://api.openai.com/v1", "http://192.168.0.5/v1", "http://[::1", "localhost:8080", "", "http://0.0.0.0"]
)
def test_no_other_address_is_this_machine(url: str) -> None:
    assert not is_loopback(url)


def test_a_quote_is_one_line_without_keys_and_without_its_stop() -> None:
    assert quote("Invalid key\n sk-abcdefghijk.\n") == "“Invalid key ***”"


def test_an_excerpt_is_as_it_was_but_short_and_without_what_is_secret() -> None:
    assert excerpt("a-secret-word. Then on.", "a-secret-word") == "“***. Then on.”"
    assert excerpt("x" * 90, longest=80) == f"“{'x' * 79}…”"
