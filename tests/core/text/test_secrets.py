"""Keys never reach a message."""

from __future__ import annotations

import re
from base64 import b64encode
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.text.secrets import Secrets, redact


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
    assert Secrets("my-own-secret").redact("the server said: my-own-secret is wrong") == "the server said: *** is wrong"


def test_a_known_placeholder_mangles_nothing() -> None:
    assert Secrets("none", "", "lm-studio").redact("none of them: lm-studio") == "none of them: lm-studio"


@given(st.text(max_size=30), st.from_regex(r"sk-[A-Za-z0-9_]{20,40}", fullmatch=True), st.text(max_size=30))
def test_a_key_is_hidden_wherever_it_stands(before: str, key: str, after: str) -> None:
    assert key not in redact(f"{before} {key} {after}")


KEY = "key-of/the-test_0123456789+xyz="
SPELLINGS = {
    "plain": KEY,
    "JSON": KEY.replace("/", "\\/"),
    "JSON in escapes": "".join(f"\\u{ord(character):04x}" for character in KEY),
    "JSON in JSON": KEY.replace("k", "\\\\u006B").replace("/", "\\\\\\/"),
    "with joiners": "\u200d".join(KEY),
    "with joiners in JSON": "\\u200B".join(KEY.replace("/", "\\/")),
    "with all that is not seen": KEY.replace("-", "-\ufe0f\u00ad\u2060\ufeff\U000e0041"),
    "per cent": quote_plus(KEY),
    "per cent, all of it": "".join(f"%{ord(character):02x}" for character in KEY),
    "base64": b64encode(KEY.encode()).decode(),
    "basic": b64encode(f"me:{KEY}".encode()).decode(),
    "basic, of another": b64encode(f"you:{KEY}:".encode()).decode(),
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_a_known_key_is_hidden_in_every_spelling(spelling: str) -> None:
    hidden = Secrets("another-key-12345", KEY).hide(f"before 100% \\n {spelling}&after")
    assert re.fullmatch(r"before 100% \\n .{0,6}\*\*\*.{0,6}&after", hidden)


def test_control_characters_veil_nothing_as_no_key_holds_one() -> None:
    """The escapes of a picture in JSON: a text is not read once more for them."""
    assert not Secrets("sk-known-key-1").is_veiled("\\u0001\\u001f%1b.")
    assert Secrets("sk-known-key-1").is_veiled("\\u0073%6b.")


def test_joiners_stay_where_there_is_no_key() -> None:
    text = "👩\u200d👩\u200d👧 می\u200cخواهم k\u200bey-of \\u200d"
    assert Secrets(KEY).hide(text) == text


def test_a_beginning_is_known_through_what_veils_it() -> None:
    known = Secrets(KEY)
    for text in ("a k\u200bey\u200b-of", "a \\u006bey\u200d-of", "a %6bey-of"):
        assert known.begun(text) == (2, len(text), 6)
    assert known.hint("a k\u200be\u200b") == (2, 6, 2)
    assert known.hint("a \\u006") == (2, 7, 0)
    assert not known.may_begin("a \u200bword with 👩\u200d👩")


def test_keys_that_hold_each_other_are_hidden_as_one() -> None:
    assert Secrets("0123456789", "456789abcdef").hide("is 0123456789abcdef.") == "is ***."


def test_keys_are_hidden_wherever_they_stand_in_an_object() -> None:
    value = {"stop": ["end", f"of {KEY}"], KEY: {"inner": (KEY,)}, "n": 2, "none": None}
    assert Secrets(KEY).hide_in(value) == {"stop": ["end", "of ***"], "***": {"inner": ["***"]}, "n": 2, "none": None}


def test_secrets_show_nothing_of_themselves() -> None:
    assert repr(Secrets(KEY)) == "Secrets(1)"
    assert not Secrets("none")


@given(st.text(max_size=60))
def test_hiding_twice_changes_nothing(text: str) -> None:
    assert redact(redact(text)) == redact(text)
