"""The code blocks that are counted, copied and saved are those that are drawn, whatever the text and the cuts."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from streamtui.core.text.code_fences import FenceCounter, code_blocks
from tests.markdown.examples import TEXTS
from tests.markdown.leaves import drawn_code

pytestmark = pytest.mark.one_python

_STARTS = ["", "", "", " ", "    ", "      ", "\t", "> ", ">", "> > ", "- ", "* ", "1. ", "2. ", "2) ", "-\t", "- > "]
_BODIES = [
    *("```", "```py", "````", "~~~", "~~~ a`b", "``` a`b", "``", "```\r", "``` \t", "```{.py}"),
    *("text", "text", "", "", "---", "===", "***", "# h", "-", "2.", "| a | b |", "|---|---|", "a|b", "-|-", "[x] t"),
]
_SHORT_LINES = st.builds(str.__add__, st.sampled_from(_STARTS), st.sampled_from(_BODIES))
_LONG_LINES = st.sampled_from(["x" * 2100, "```" + "x" * 4200, "> " * 25 + "```", " " * 4095 + "```", "`" * 4097])
_TEXTS = st.builds(
    lambda lines, ending: ending.join(lines),
    st.lists(_SHORT_LINES | _SHORT_LINES | _SHORT_LINES | _LONG_LINES, max_size=14),
    st.sampled_from(["\n", "\n", "\r\n", "\r"]),
)


@pytest.mark.long
@settings(max_examples=600, deadline=None, derandomize=True)
@given(_TEXTS, st.integers(0, 2**32), st.sampled_from([1, 4, 30, 5000]))
@example("a\n-\n2. ~~~", 0, 9)
@example("-\n\n  ```", 0, 9)
@example("> " * 30 + "```", 0, 9)
@example(" ```\nx\n ", 0, 9)
def test_counted_code_blocks_are_the_drawn_ones(text: str, seed: int, most: int) -> None:
    rng, counter, fed = random.Random(seed), FenceCounter(), 0
    while fed < len(text):
        size = rng.randint(1, most)
        counter.feed(text[fed : fed + size])
        fed += size
    drawn = drawn_code(text)
    assert counter.opened == len(drawn)
    for block, (language, code) in zip(code_blocks(text), drawn, strict=True):
        assert block.language == language
        assert block.text in (code, f"{code}\n")  # which gives a last line its newline


@pytest.mark.parametrize("text", TEXTS)
def test_in_every_example_too(text: str) -> None:
    assert len(code_blocks(text)) == len(drawn_code(text))
