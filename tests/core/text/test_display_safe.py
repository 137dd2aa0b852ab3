"""Nothing untrusted acts on the terminal, and nothing that writing needs is lost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.text.display_safe import DisplaySafeStream, display_safe

UNSAFE = "\x1b\x07\x9b\x90\x7f\r\n\u202e\u2066\u200b\u200c\u200d\ufeff\u2028\ud83d\U000e0067\U000e007f🏴👩\u0646a"
texts = st.text(st.one_of(st.sampled_from(UNSAFE), st.characters()), max_size=40)


def test_clean_text_comes_back_itself() -> None:
    text = "Plain, наконец 好的, résumé\twith tabs\nand lines"
    assert display_safe(text) is text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x1b]52;c;Zm9v\x07", "␛]52;c;Zm9v␇"),
        ("\x9b31m \x90 \x85", "�31m � �"),
        ("\x00\x7f\x0b\x0c", "␀␡␋␌"),
        ("one\r\ntwo\rthree\r", "one\ntwo␍three␍"),
        ("a\u2028b\u2029c", "a\nb\nc"),
        ("evil\u202etxt.exe\u2066", "evil�txt.exe�"),
        ("pay\u200bpal pay\u200dpal pay\u200cpal pay\u00adpal \ufeffx\u2060", "pay�pal pay�pal pay�pal pay�pal �x�"),
        ("a\U000e0041\U000e0042", "a��"),
        ("\ud83d", "�"),
    ],
)
def test_what_could_trick_is_made_visible(text: str, shown: str) -> None:
    assert display_safe(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "👩‍👩‍👧 👨🏽‍💻 ❤️‍🔥 🏳️‍🌈",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "می\u200cخواهم",
        "क्\u200dष क्\u200cष",
        "ភាសា\u200bខ្មែរ",
        "葛\U000e0100城",
        "e\u0301 ☎️",
    ],
)
def test_what_writing_needs_survives(text: str) -> None:
    assert display_safe(text) == text


def test_a_line_stays_a_line_without_newlines() -> None:
    assert display_safe("a\r\nb\nc\u2028d", keep_newlines=False) == "a␊b␊c␊d"
    assert display_safe("a\tb", keep_newlines=False) == "a b"


@given(texts)
def test_no_control_or_surrogate_is_left(text: str) -> None:
    shown = display_safe(text)
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
    shown.encode()


@given(texts)
def test_making_safe_twice_changes_nothing(text: str) -> None:
    assert display_safe(display_safe(text)) == display_safe(text)


@given(st.lists(texts, max_size=8))
def test_a_stream_shows_what_the_whole_would_whatever_the_cuts(pieces: list[str]) -> None:
    stream = DisplaySafeStream()
    assert "".join(map(stream.feed, pieces)) + stream.end() == display_safe("".join(pieces))


def test_a_carriage_return_waits_for_what_follows() -> None:
    stream = DisplaySafeStream()
    assert [stream.feed("one\r"), stream.feed("\ntwo\r"), stream.end()] == ["one", "\ntwo", "␍"]
