"""Keys never reach a message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.text.secrets import MaskedBody, redact


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Incorrect API key provided: sk-abcd********wxyz. Look it up.", "Incorrect API key provided: *** Look it up."),
        ("used sk-proj-Ab_12345-xyz, failed", "used ***, failed"),
        ("Authorization: Bearer abc123", "Authorization: ***"),
        ("authorization: Basic dXNlcjpwdw==\nhost: x", "authorization: ***\nhost: x"),
        ("{'Authorization': 'Bearer tok-1', 'accept': '*'}", "{'Authorization': '***', 'accept': '*'}"),
        ("sent with bearer abc.def-1", "sent with bearer ***"),
        ('{"api-key": "0123456789", "model": "m"}', '{"api-key": "***", "model": "m"}'),
        ("x-api-key: 0123abcd", "x-api-key: ***"),
        ("OPENAI_API_KEY=whatever-1", "OPENAI_API_KEY=***"),
        ("https://me:secret@host.example/v1?x=1", "https://***@host.example/v1?x=1"),
        ("https://host.example/v1?api_key=abc&x=1", "https://host.example/v1?api_key=***&x=1"),
        ("https://g.example/v1?key=AbC&alt=sse", "https://g.example/v1?key=***&alt=sse"),
        ("gsk_0123456789 hf_0123456789 AIzaSyA0123456789abcdefghijk", "*** *** ***"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "***"),
    ],
)
def test_keys_are_hidden(text: str, shown: str) -> None:
    assert redact(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "The task-manager said no, so ask-me-again.",
        "sk-learn is a library.",
        "Set OPENAI_API_KEY or give --base-url.",
        "The server refused the API key. Check it.",
        "No bearer token was sent; bearer authentication is needed.",
        "mail me@host.example at https://host.example/a",
        "17 tokens: 3 in, 14 out",
    ],
)
def test_plain_sentences_stay(text: str) -> None:
    assert redact(text) == text


def test_a_known_key_of_any_form_is_hidden() -> None:
    assert redact("the server said: my-own-secret is wrong", "my-own-secret") == "the server said: *** is wrong"


def test_a_known_placeholder_mangles_nothing() -> None:
    assert redact("none of them", "none", "") == "none of them"


@given(st.text(max_size=30), st.from_regex(r"sk-[A-Za-z0-9_]{20,40}", fullmatch=True), st.text(max_size=30))
def test_a_key_is_hidden_wherever_it_stands(before: str, key: str, after: str) -> None:
    assert key not in redact(f"{before} {key} {after}")


KEY = "key-of-the-test-0123456789"


@given(
    st.lists(st.sampled_from([KEY, KEY[:9], "a", "key", " "]), max_size=6), st.lists(st.integers(1, 30), max_size=12)
)
def test_a_known_key_is_masked_in_a_body_however_it_is_cut_and_no_byte_moves(words: list[str], cuts: list[int]) -> None:
    body, reads = "".join(words).encode(), []
    mask, at = MaskedBody(KEY), 0
    for size in [*cuts, len(body)]:
        reads.append(mask.masked(body[at : at + size]))
        at += size
    masked = b"".join(reads)
    assert KEY[8:].encode() not in masked
    assert len(masked) == len(body)
    assert all(shown in (real, ord("*")) for shown, real in zip(masked, body, strict=True))


def test_a_placeholder_masks_nothing() -> None:
    assert MaskedBody("none").masked(b"none") == b"none"


@given(st.text(max_size=60))
def test_hiding_twice_changes_nothing(text: str) -> None:
    assert redact(redact(text)) == redact(text)
