"""The structure of a settled text is what markdown-it makes of the whole."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.markdown.examples import TEXTS
from tests.markdown.leaves import parsed_leaves, streamed_leaves
from tests.shapes import SHAPES, reply

pytestmark = pytest.mark.one_python

PIECES = [
    *(
        "foo",
        "bar",
        "x\n",
        "\\",
        "- ",
        "* ",
        "+ ",
        "-",
        "- - -",
        "1. ",
        "2) ",
        "10. ",
        "1.",
        "> ",
        ">",
        "# ",
        "## x ##",
        "***",
    ),
    *("```", "~~~", "``` py", "\n", "\n", "\n", "\n\n", "    ", "   ", "  ", " ", "\t", "---", "===", "=", "[ ] ", "|"),
    *("| a | b |\n|---|---|\n", "| x | y |\n", "a|b\n-|-\n"),
]
_disputed = re.compile(
    r"^[ \t>]*(?: {4}|\t| {1,3}\t)[ \t]*(?:[>#`~*+|-]|\d+[.)])"  # markers so far to the right
    r"|^.*(?:[-+*]|\d[.)])[ \t].*\|.*\n[-|: \t>]+$"  # items as headers of tables
    r"|^ {0,3}> ?> ?\t"  # a tab behind two marks, whose width it counts from another column
    r"|(?:[-+*]|\d[.)])[ \t]*\n(?:[ \t>]*\n){2,}",  # empty lines behind an empty item, by which it ends the list
    re.MULTILINE,
).search
"""Texts that the exceptions in `document` may be about."""


@pytest.mark.parametrize("text", TEXTS)
def test_every_example_has_the_structure_that_markdown_it_sees(text: str) -> None:
    assert streamed_leaves(text) == parsed_leaves(text)


@settings(max_examples=1000, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=16).map("".join))
def test_any_text_has_the_structure_that_markdown_it_sees(text: str) -> None:
    assume(not _disputed(text))
    assert streamed_leaves(text) == parsed_leaves(text)


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape != "paragraph"])
def test_long_replies_have_the_structure_that_markdown_it_sees(shape: str) -> None:
    text = reply(shape, 30_000)
    assert streamed_leaves(text) == parsed_leaves(text)
