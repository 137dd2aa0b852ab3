"""Fenced blocks are those of CommonMark, whatever the cuts."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from streamtui.core.text.blocks.line_cutter import LONGEST_LINE
from streamtui.core.text.code_fences import FenceCounter, FencedCode, code_blocks

starts = st.sampled_from(["", "", "", "  ", "    ", "      ", "> ", ">", "> > ", "- ", "1. ", "> - ", "\t", "-\t"])
bodies = st.sampled_from(
    ["```", "```py", "````", "~~~", "~~~ a`b", "``` a`b", "``", "text", "", "# h", "***", "``` \t"]
)
lines = st.builds(str.__add__, starts, bodies)
documents = st.lists(lines, max_size=12).map("\n".join)


def markdown_it_blocks(text: str) -> list[tuple[str, str]]:
    tokens = MarkdownIt("commonmark").parse(text)
    return [((t.info.split() or [""])[0], t.content.rstrip()) for t in tokens if t.type == "fence"]


def opened(*pieces: str) -> int:
    counter = FenceCounter()
    for piece in pieces:
        counter.feed(piece)
    return counter.opened


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("```py\nx = 1\n```", [FencedCode("py", "x = 1\n", closed=True)]),
        ("~~~\n```\n~~~", [FencedCode("", "```\n", closed=True)]),
        ("````md\n```\n````", [FencedCode("md", "```\n", closed=True)]),
        ("```\nfor ever", [FencedCode("", "for ever\n", closed=False)]),
        ("   ```\n    x\n   ```", [FencedCode("", " x\n", closed=True)]),
        ("```make\nall:\n\techo\n```", [FencedCode("make", "all:\n\techo\n", closed=True)]),
        ("1. So:\n   ```sh\n   ls\n   ```\n2. Or", [FencedCode("sh", "ls\n", closed=True)]),
        ("- ```\n  x\n\nout", [FencedCode("", "x\n\n", closed=False)]),
        ("> ```js\n> y\nout", [FencedCode("js", "y\n", closed=False)]),
        ("10. So\nlazily\n    ```\n    x\n    ```", [FencedCode("", "x\n", closed=True)]),
        ("```py\r\nx\r\n```\r\n", [FencedCode("py", "x\n", closed=True)]),
        ("    ```\n    no fence", []),
        ("```inline``` code", []),
        ("``\ntwo only\n``", []),
        ("", []),
    ],
)
def test_blocks_are_found(text: str, blocks: list[FencedCode]) -> None:
    assert code_blocks(text) == blocks


@given(documents)
def test_blocks_are_those_of_markdown_it(text: str) -> None:
    assume(not re.search(r"[-.][ \t]*\n[> \t]*\n", text))  # an item of two blank lines, which nobody writes
    assert [(b.language, b.text.rstrip()) for b in code_blocks(text)] == markdown_it_blocks(text)


@given(documents, st.data())
def test_every_prefix_counts_as_the_text_does(text: str, data: st.DataObject) -> None:
    counter, fed = FenceCounter(), 0
    while fed < len(text):
        size = data.draw(st.integers(1, 9))
        counter.feed(text[fed : fed + size])
        fed += size
        assert counter.opened == len(code_blocks(text[:fed]))


def test_a_block_counts_when_it_opens_and_not_before() -> None:
    assert [opened(text) for text in ("``", "```", "```p", "```py\n", "```py\nx\n```", "```py`")] == [0, 1, 1, 1, 1, 0]


def test_a_fence_may_be_cut_anywhere() -> None:
    assert opened(*"a\r\n```py\r\nx\r\n```\r\n~~~\r\ny\r\n~~~") == 2


def test_the_rest_of_a_long_line_is_not_kept() -> None:
    counter = FenceCounter()
    for _ in range(1000):
        counter.feed("x" * 1000)
    assert len(counter._lines.rest.text) <= LONGEST_LINE


def test_a_backtick_far_behind_an_opening_fence_unmakes_it() -> None:
    assert [opened("```", "x" * 3000), opened("```", "x" * 3000, "`", "x" * 3000)] == [1, 0]


@pytest.mark.parametrize("unit", [">", "- ", "`", "\t"], ids=["quotes", "items", "backticks", "tabs"])
def test_no_line_is_too_strange(unit: str) -> None:
    line = unit * 20_000 + "x"
    assert opened(line, "\n", line) == len(code_blocks(f"{line}\n{line}"))
