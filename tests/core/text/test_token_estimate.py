"""The guess at the number of tokens, against what tokenizers made of the same texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.chat.token_ratios import untaught
from streamtui.core.text.token_estimate import TokenCounts, tokens_by_kind

PROSE = """\
The harbour was quiet when the boats came back. Nobody had expected them before evening, and yet there they
were, one behind the other, their lamps still burning in the grey light of the morning. A child ran along the wall and
called out the names, as if counting them could make sure that none was missing. Later, in the kitchen, the fishermen
told how the wind had turned twice in the night; first they had lost sight of the coast, then of each other."""
CODE = '''\
def merge(left: list[int], right: list[int]) -> list[int]:
    """Two sorted lists as one."""
    merged, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            merged.append(left[i])
            i += 1
        else:
            merged.append(right[j])
            j += 1
    return merged + left[i:] + right[j:]


class Counter:
    def __init__(self, start: int = 0) -> None:
        self._value = start

    def add(self, step: int) -> int:
        self._value += step
        return self._value
'''
CHINESE = """\
清晨的港口很安静,渔船一艘接一艘地回来了。没有人想到它们会这么早回来,可是灯还亮着,在灰色的晨光里慢慢靠近岸边。
一个孩子沿着堤坝奔跑,大声喊出每一艘船的名字,好像数一遍就能确定没有一艘失踪。后来,渔民们在厨房里讲述夜里的风怎样两次改变方向,
他们先是看不见海岸,然后又看不见彼此。"""
JSON = """\
{"orders": [{"id": 1041, "customer": "Anna Berg", "items":
[{"name": "green tea", "price": 4.5, "count": 2}], "paid": true},
{"id": 1042, "customer": "Tom Hill", "items": [{"name": "paper", "price": 12.0, "count": 10},
{"name": "ink", "price": 7.25, "count": 1}], "paid": false}],
"total": 136.25, "currency": "EUR", "comment": null}"""


def estimated(text: str) -> float:
    """Tokens of all kinds."""
    return sum(tokens_by_kind(text))


@pytest.mark.parametrize(
    ("text", "model", "tokens"),
    [
        (PROSE, "a-model", 101),  # o200k, cl100k, Llama 3 and Qwen 3 agree
        (CODE, "a-model", 151),  # as here
        (JSON, "gpt-4o", 127),  # and cl100k, Llama 3
        (JSON, "qwen3", 137),
        (CHINESE, "gpt-4o", 127),
        (CHINESE, "llama-3", 130),
        (CHINESE, "qwen3", 87),
    ],
)
def test_the_estimate_is_near_to_what_tokenizers_say(text: str, model: str, tokens: int) -> None:
    assert untaught(model).tokens(tokens_by_kind(text)) == pytest.approx(tokens, rel=0.15)


@pytest.mark.parametrize("text", ["", "\ud83d", "สวัสดี", "👍", "\0", "é"])
def test_any_text_has_an_estimate(text: str) -> None:
    assert 0 <= estimated(text) <= 3 * len(text)


@given(st.lists(st.text(st.characters() | st.sampled_from(" \n\taZ09,你か")), max_size=40), st.booleans())
def test_cutting_a_text_changes_nothing(pieces: list[str], often_read: bool) -> None:
    counts = TokenCounts()
    for piece in pieces * 8:
        counts.feed(piece)
        if often_read:
            assert sum(counts.tokens) >= 0
    assert sum(counts.tokens) == pytest.approx(estimated("".join(pieces * 8)))


@pytest.mark.parametrize("piece", ["x", " ", "\n", "word ", "你", "-", " - a\n    b"])
def test_a_long_text_is_counted_in_parts(piece: str) -> None:
    """A text of which no place is sure may count some more for each part that is counted for good."""
    counts = TokenCounts()
    for _ in range(8_000):
        counts.feed(piece)
    assert sum(counts.tokens) == pytest.approx(estimated(piece * 8_000), rel=0.02, abs=2)
