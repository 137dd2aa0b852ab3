"""Markup that is being written shows what it becomes."""

from __future__ import annotations

import pytest

from streamtui.markdown.document import Document
from streamtui.rows.row import joined


def shown(text: str, *, close: bool = False) -> str:
    document = Document()
    for character in text:
        document.feed(character)
    if close:
        document.close()
    return joined([row for block in document.blocks for row in block.rows(60)])


@pytest.mark.parametrize(
    ("half", "shows"),
    [
        ("Look [at](https://exam", "Look at"),
        ("This is **very imp", "This is very imp"),
        ("This is *quite", "This is quite"),
        ("Call `print(", "Call print("),
        ("2 * 3 and 4", "2 * 3 and 4"),
        ("**done** and more", "done and more"),
    ],
)
def test_half_of_it_is_shown_as_if_it_were_whole(half: str, shows: str) -> None:
    assert shown(half) == shows


def test_at_the_end_it_is_what_was_written() -> None:
    assert shown("Look [at](https://exam", close=True) == "Look [at](https://exam"
    assert shown("This is **very\n\nnext") == "This is **very\n\nnext"
