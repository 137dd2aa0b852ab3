"""Counts are exact for every prefix, whatever the cuts, and cost the same however long the text is."""

from __future__ import annotations

import re

import pytest
import unicode_segmentation_rs as segmentation
from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.text import text_counts
from streamtui.core.text.code_fences import code_blocks
from streamtui.core.text.sentences import count_sentences
from streamtui.core.text.text_counts import LETTERS, TextCounts

pytestmark = pytest.mark.one_python

TROUBLE = re.split(
    "[|]",
    "a|B|the |The |Then |He|  |\n|\r\n|\r|.|!|. |, |1|3.14|5. |1.1. | p.m. |Mr. |"
    "e.g. |U.S. |No. |J. |好|。|ส|วัส|か|カ|ー|\u0301|\u200d|👩|🇫|🇷|'|\"|)|"
    "(|_|-|:|\u00ad|\u2060|\u3000|\xa0|ا|כ|한국|क्|ㅎ|\ufe0f|🏽|\u2028|\x85|．|½|ℹ|\ud83d|xxxxxxxxxxxxxxxxxxxx|ab1_ab1_ab1_ab1_"
    "|00000000000000000000|#|*|> |```|~~~|\t",
)
pieces = st.builds(lambda piece, times: piece * times, st.sampled_from(TROUBLE), st.sampled_from([1, 1, 1, 1, 2, 70]))
texts = st.lists(pieces, max_size=30).map("".join)

LONG = {
    "prose": "The quick brown fox, e.g. no. 7, costs $3.14 and it jumps over. ",
    "words without a stop": "word ",
    "Chinese": "我们走吧好的真的",
    "Thai": "สวัสดีครับผมชื่อจอห์น",
    "emoji": "👩‍👩‍👧 👍🏽🇫🇷",
    "combining marks": "e\u0301\u0302o\u0308 ",
    "one word": "x",
    "digits": "3141592653",
    "numbers": "12, 345, ",
    "dashes": "-",
    "full stops": ". ",
    "lines": "- one\n- Two.\n\n",
}


def whole(text: str) -> tuple[int, int, int, int]:
    """The same counts, taken of the whole text at once."""
    encodable = re.sub("[\ud800-\udfff]", "\ufffd", text)
    words = len(segmentation.unicode_words(encodable))
    return len(text), words, count_sentences(encodable), len(code_blocks(text))


def read(counts: TextCounts) -> tuple[int, int, int, int]:
    return counts.characters, counts.words, counts.sentences, counts.code_blocks


@given(texts, st.integers(1, 9), st.integers(1, 5))
def test_every_prefix_counts_as_the_text_does(text: str, size: int, every: int) -> None:
    counts = TextCounts()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_counts, "_SETTLE_AT", 64)
        for number, at in enumerate(range(0, len(text), size)):
            counts.feed(text[at : at + size])
            if number % every == 0:
                assert read(counts) == whole(text[: at + size])
        assert read(counts) == whole(text)


@given(texts, st.data())
def test_readings_change_nothing(text: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(text)))
    read_between, never_read = TextCounts(), TextCounts()
    for piece in (text[:cut], text[cut:]):
        read_between.feed(piece)
        read(read_between)
        never_read.feed(piece)
    assert read(read_between) == read(never_read)


def test_nothing_counts_nothing() -> None:
    assert read(TextCounts()) == (0, 0, 0, 0)


def test_a_word_cut_in_two_is_one_word() -> None:
    counts = TextCounts()
    for piece in ("can", "'", "t st", "op, r", "e\u0301sume", "\u0301"):
        counts.feed(piece)
    assert counts.words == 3


def test_reasonable_marks_are_no_words() -> None:
    counts = TextCounts()
    counts.feed("- ** … 👍 — |")
    assert (counts.words, counts.sentences) == (0, 0)


@pytest.mark.parametrize("unit", LONG.values(), ids=LONG)
def test_a_long_text_is_counted_exactly_and_each_part_only_a_few_times(
    unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = unit * (200_000 // len(unit))
    expected = whole(text)
    looked_at = 0
    unicode_words = segmentation.unicode_words

    def spied(part: str) -> list[str]:
        nonlocal looked_at
        looked_at += len(part)
        return unicode_words(part)

    monkeypatch.setattr(segmentation, "unicode_words", spied)
    counts, longest_reading = TextCounts(), 0
    for at in range(0, len(text), 7):
        counts.feed(text[at : at + 7])
        if at % 2800 == 0:
            before = looked_at
            assert counts.words >= 0
            longest_reading = max(longest_reading, looked_at - before)
    assert read(counts) == expected
    assert longest_reading <= 1024
    assert looked_at < 3 * len(text)


def test_the_letters_before_which_a_tail_may_begin_are_letters_to_the_standard() -> None:
    for character in re.findall(f"[{LETTERS}]", "".join(map(chr, range(0x2FFFF)))):
        assert segmentation.split_word_bounds(f" {character}") == [" ", character]
        assert segmentation.unicode_words(character) == [character]
        stops_the_search_for_a_small_letter = len(segmentation.unicode_sentences(f"x. 1{character} a")) == 2
        is_small_itself = len(segmentation.unicode_sentences(f"x. 1{character} A")) == 1
        assert stops_the_search_for_a_small_letter or is_small_itself
