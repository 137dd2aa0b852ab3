"""Sentences end where a reader says that they do."""

from __future__ import annotations

import pytest
import unicode_segmentation_rs as segmentation
from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.text.sentences import count_sentences


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("... !? --", 0),
        ("One. Two! Three? Four", 4),
        ("Dr. Smith paid $3.14 to U.S. Corp. at 5 p.m. Then he left.", 2),
        ("See e.g. Fig. 2. It works.", 2),
        ("Mr. and Mrs. Jones, i.e. Ann vs. Bob, met Prof. Lee.", 1),
        ("J. R. R. Tolkien wrote it. He did.", 2),
        ("Apples, pears etc. The end.", 2),
        ("Meet at 5 p.m. Monday. Bye.", 2),
        ("He lives in the U.S. It is big.", 2),
        ("No. 5 Downing Street. Is it? No. It isn't.", 4),
        ("On Jan. 5 Bob left.", 1),
        ("Version 3.14 of a.b/c.html is out. Good.", 2),
        ("1. First of all.\n2. Then the rest.\n   10. Last.", 3),
        ("**1. Bold**\n\n### 1.2. Title\n> 3. Quoted", 3),
        ("It was in 42. Then came 43.", 2),
        ("A heading\nA line", 2),
        ("Mr.\nSmith", 2),
        ("我们走吧。好的！真的？", 3),
        ("今日は。元気？はい", 3),
        ("สวัสดีครับ ผมชื่อจอห์น", 1),
        ("«Да!» Он ушёл. А. С. Пушкин тоже.", 3),
    ],
)
def test_sentences_are_counted(text: str, count: int) -> None:
    assert count_sentences(text) == count


@given(st.text(st.one_of(st.sampled_from("aB 1!?。\n\u2028"), st.characters(exclude_categories=["Cs"]))))
def test_without_full_stops_the_sentences_are_those_of_the_standard(text: str) -> None:
    text = text.replace(".", "")
    assert count_sentences(text) == len(segmentation.unicode_sentences(text))
