"""A server's words and address as parts of our sentences."""

from __future__ import annotations

import pytest

from streamtui.core.faults.server_words import address, excerpt, host, is_loopback, quote, safe_url
from streamtui.core.text.secrets import Secrets


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
    assert excerpt("a-secret-word. Then on.", Secrets("a-secret-word")) == "“***. Then on.”"
    assert excerpt("x" * 90, longest=80) == f"“{'x' * 79}…”"


@pytest.mark.parametrize("place", range(225, 260))
def test_a_key_at_the_cut_of_an_excerpt_shows_nothing_of_itself(place: int) -> None:
    key = "0123456789abcdefghijklmnopqrstuv"
    said = excerpt("x" * place + " " + key + " and more" * 20, Secrets(key))
    assert not any(key[at : at + 4] in said for at in range(len(key)))


def test_half_a_key_that_was_cut_off_is_not_shown_where_the_rest_gets_short() -> None:
    key = "sk-0123456789abcdefghijklmnop"
    assert "sk-0" not in excerpt(" " * (40 * 240 - 8) + key)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("https://me:pw@host.example/v1?key=abc#x", "https://host.example/v1"),
        ("me:pw@host.example?key=abc", "host.example"),
        ("http://[::1?sig=1", "http://[::1"),
        ("ftp://a@b@host\x1b[31m", "ftp://host␛[31m"),
        ("sk-0123456789abcdef", "***"),
        ("http//me:pw@x:70000", "http//x:70000"),
    ],
)
def test_what_is_given_as_an_address_is_shown_without_what_is_secret_in_it(given: str, shown: str) -> None:
    assert safe_url(given) == shown


def test_an_address_without_an_end_is_cut_and_never_the_end_of_a_hosts_name() -> None:
    longest = ".".join(["x" * 63] * 3 + ["y" * 61])
    assert host(f"http://{longest}:65535/v1") == f"{longest}:65535"
    assert len(host(f"http://{'x' * 50_000}/v1")) == len(address(f"http://a/{'x' * 50_000}")) == 400
